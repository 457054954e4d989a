import { randomUUID } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StarterServer } from './server-config.ts';

const HEADING = `// The MCP servers that Signalbox runs. It reads this file again as soon as you save it, and restarts only what
// changed. Comments and trailing commas are fine, and so is an "mcpServers" object copied from an AI client.
// More in an entry: "disabled": true, "restart": { "policy": "on-failure" }, "timeouts": { "start": "30s" },
// "health": { "interval": "10s" }.`;

/**
 * Writes the first configuration file, with its folder. Resolves to false, and changes nothing, when something is
 * there already; a file that is there is whole, also after a crash.
 */
export async function writeStarterConfiguration(
  file: string,
  starter: readonly StarterServer[],
): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, starterText(starter), { flag: 'wx', mode: 0o600, flush: true });
    // A link, unlike a rename, fails where a file is.
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

export function starterText(starter: readonly StarterServer[]): string {
  const entries = starter.map(({ name, comment, ...entry }) => {
    const note = comment.trim() === '' ? '' : `${comment.trim().replaceAll(/^/gm, '// ')}\n`;
    return `${note}${JSON.stringify(name)}: ${block(entry)}`.replaceAll(/^/gm, '    ');
  });
  const body = entries.length === 0 ? '' : `\n${entries.join(',\n')}\n  `;
  return `${HEADING}\n{\n  "$schema": "./servers.schema.json",\n  "mcpServers": {${body}}\n}\n`;
}

/** One line per setting, so that a list of arguments stays on one. */
function block(settings: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${inline(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}
