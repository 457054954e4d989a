import type { Bridge } from '#contract/bridge.ts';
import type { ConfigurationFormat, Finding } from '#contract/configuration-status.ts';
import { problemOf } from '../problem.ts';

/** A server as it is to stand in the file, with references where its secrets are to be kept elsewhere. */
export interface NewServer {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Put into the secret store before the file names them. */
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
}

/** Somebody else may save at the same time; what is added has nothing to do with that. */
const TRIES = 3;

/**
 * Writes a new entry into the file and applies it. What is wrong with the entry comes back by its key, and under the empty key
 * what is wrong elsewhere; then nothing was changed. Rejects as the calls do.
 */
export async function saveServer(bridge: Bridge, server: NewServer): Promise<ReadonlyMap<string, string>> {
  for (let tries = 1; ; tries += 1) {
    const { text, revision, format, locked } = await bridge.call('configuration-text', {});
    if (locked !== null) return new Map([['', locked]]);
    const edits = [{ path: ['mcpServers', server.name], value: server.settings }];
    const edited = await bridge.call('edit-configuration-text', { text: text || emptyFile(format), edits });
    const { findings } = await bridge.call('check-configuration', { text: edited.text });
    const faults = faultsOf(findings, server.name);
    if (faults.size > 0) return faults;
    try {
      await applyWithSecrets(bridge, server, { text: edited.text, revision });
      return new Map();
    } catch (error) {
      if (problemOf(error).code !== 'conflict' || tries === TRIES) throw error;
    }
  }
}

async function applyWithSecrets(
  bridge: Bridge,
  { name, secrets }: NewServer,
  file: { readonly text: string; readonly revision: string | null },
): Promise<void> {
  const kept: string[] = [];
  try {
    for (const secret of secrets) {
      await bridge.call('set-secret', secret);
      kept.push(secret.name);
    }
    await bridge.call('apply-configuration', { ...file, reason: `${name} was added` });
  } catch (error) {
    // What nothing names is of no use; whether that works is not what went wrong.
    await Promise.allSettled(kept.map((one) => bridge.call('remove-secret', { name: one })));
    throw error;
  }
}

function faultsOf(findings: readonly Finding[], name: string): ReadonlyMap<string, string> {
  const prefix = `mcpServers.${name}`;
  const faults = new Map<string, string>();
  for (const { severity, key, message, line } of findings) {
    if (severity !== 'error') continue;
    const isOwn = key === prefix || key.startsWith(`${prefix}.`);
    const [field = ''] = isOwn ? key.slice(prefix.length + 1).split('.') : [];
    const where = isOwn ? (field === '' ? 'name' : field) : '';
    const says = isOwn ? message : `The file has a fault elsewhere, in line ${line}: ${message}`;
    if (!faults.has(where)) faults.set(where, says);
  }
  return faults;
}

function emptyFile(format: ConfigurationFormat): string {
  return format === 'yaml' ? 'mcpServers: {}\n' : '{\n  "mcpServers": {}\n}\n';
}
