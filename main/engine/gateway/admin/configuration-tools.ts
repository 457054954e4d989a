import { z } from 'zod';
import type { Caller } from '#contract/caller.ts';
import { Finding, Plan } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import {
  formatOf,
  maskConfiguration,
  patchServer,
  redirectedSecrets,
  restoreConfiguration,
} from '../../configuration/configuration.ts';
import { secretArguments } from '../../supervision/supervision.ts';
import type { AdminOptions } from './admin-options.ts';
import { type AdminTool, defineTool } from './admin-tool.ts';

const Change = z
  .strictObject({
    text: z
      .string()
      .optional()
      .describe('The whole new text. Masks ••• stand for the secrets that are in the file.'),
    server: z
      .string()
      .min(1)
      .optional()
      .describe('Instead of the text: the server to change, add or take out.'),
    settings: z
      .record(z.string(), z.unknown())
      .nullable()
      .optional()
      .describe(
        'With server: a JSON merge patch of its entry in mcpServers; null in it takes a key out, null as a whole the server.',
      ),
    revision: z
      .string()
      .optional()
      .describe('Of read_configuration: refused when the file has changed since.'),
    dry_run: z.boolean().default(false).describe('Only say what would be wrong.'),
  })
  .refine(
    ({ text, server, settings }) => (text === undefined) === (server !== undefined && settings !== undefined),
    'Give either the whole text, or a server and its settings.',
  );

export function configurationTools(options: AdminOptions): AdminTool[] {
  const { call } = options;
  const validate = (text: string): readonly Finding[] => options.keeper().findings(text);

  async function current(): Promise<{
    readonly file: string;
    readonly text: string;
    readonly revision: string;
  }> {
    const { file } = (await call('snapshot', {})).configuration;
    const found = await options.keeper().source();
    if (found !== null) return { file, ...found };
    throw new ProblemError('configuration-broken', `${file} can't be read`);
  }

  /** The text to write, secrets put back. */
  function newText(change: z.output<typeof Change>, now: Awaited<ReturnType<typeof current>>): string {
    if (change.revision !== undefined && change.revision !== now.revision)
      throw new ProblemError('conflict', 'the file has changed since it was read: read it again');
    const { server, settings, text: whole } = change;
    if (whole === undefined && !isSound(validate(now.text)))
      throw new ProblemError(
        'configuration-broken',
        `${now.file} is broken now: give the whole text, mended`,
      );
    const wished =
      whole === undefined ? patchServer(now.file, now.text, server ?? '', settings ?? null) : whole;
    const { text, lost } = restoreConfiguration(wished, now.text, secretArguments, formatOf(now.file));
    if (lost.length === 0) return text;
    throw new ProblemError(
      'bad-input',
      `a mask stands for no secret that is in the file now: write the value itself at ${lost.join(', ')}`,
    );
  }

  /** Secrets that another address or program would get. */
  function redirections(
    text: string,
    { file, text: before }: Awaited<ReturnType<typeof current>>,
  ): Finding[] {
    return redirectedSecrets(text, before, secretArguments, formatOf(file)).map(
      ({ entry, key, line, column, secrets }) => {
        const message = `${entry} would take its secrets (${secrets.join(', ')}) to what ${key} says now.`;
        return { severity: 'warning', file, line, column, key, message };
      },
    );
  }

  return [
    defineTool(options, {
      name: 'read_configuration',
      title: 'Read the configuration',
      description:
        'The text of the configuration file with secrets masked as •••, and what is wrong with it.',
      input: z.strictObject({}),
      output: z.object({
        file: z.string(),
        /** Null when it can't be shown: in a broken file secrets can't be told from the rest. */
        text: z.string().nullable(),
        revision: z.string(),
        valid: z.boolean(),
        findings: z.array(Finding),
      }),
      effect: 'reads',
      idempotent: true,
      action: null,
      async run() {
        const { file, text, revision } = await current();
        const findings = [...validate(text)];
        const valid = isSound(findings);
        const data = { file, revision, valid, findings };
        if (!valid) {
          const sentence = `${file} is broken, so its secrets can't be masked and its text is not shown.`;
          return { sentence, data: { ...data, text: null } };
        }
        return {
          sentence: `${file}, secrets masked.`,
          data: { ...data, text: maskConfiguration(text, secretArguments, formatOf(file)) },
        };
      },
    }),
    defineTool(options, {
      name: 'update_configuration',
      title: 'Change the configuration',
      description:
        'Changes the configuration file after checking it, and applies it at once: only servers that it concerns are restarted. Either the whole text, or settings of one server. With findings of severity error nothing is changed.',
      input: Change,
      output: z.object({ applied: z.boolean(), findings: z.array(Finding), plan: Plan.nullable() }),
      effect: 'destroys',
      idempotent: true,
      action: ({ server, settings, dry_run: dryRun }) =>
        dryRun ? null : { what: wording(server, settings), server: server ?? null },
      async prepare(change) {
        const now = await current();
        const text = newText(change, now);
        const faults = [...validate(text)];
        const wrong = faults.filter(({ severity }) => severity === 'error');
        if (wrong.length > 0) {
          const sentence = `Nothing was changed: ${wrong.map(say).join(' ')}`;
          const data = { applied: false, findings: faults, plan: null };
          return { result: { sentence, data, outcome: 'refused: it would be broken' } };
        }
        const redirected = redirections(text, now);
        const findings = [...faults, ...redirected];
        const warnings = redirected.map(({ message }) => message).join(' ');
        if (change.dry_run) {
          const sentence = warnings === '' ? COULD_BE_APPLIED : `${COULD_BE_APPLIED} ${warnings}`;
          return { result: { sentence, data: { applied: false, findings, plan: null } } };
        }
        // What the person is asked about is what is written, whatever else happens to the file meanwhile.
        return { input: { ...change, revision: now.revision }, beware: warnings === '' ? null : warnings };
      },
      async run(change, { clientName }) {
        const now = await current();
        const text = newText(change, now);
        const findings = [...validate(text), ...redirections(text, now)];
        const by: Caller = { kind: 'mcp', name: clientName };
        const { plan } = await options.keeper().apply(text, { by, revision: now.revision });
        return {
          sentence: 'The configuration is changed and applied.',
          data: { applied: true, findings, plan },
        };
      },
    }),
    reloadTool(options),
  ];
}

/** For a file that somebody has just saved, or what it is read with. */
function reloadTool(options: AdminOptions): AdminTool {
  return defineTool(options, {
    name: 'reload_configuration',
    title: 'Read the configuration again',
    description:
      'Reads the configuration file now, which otherwise happens by itself soon after it was saved. A broken one is refused, and the last good one keeps running.',
    input: z.strictObject({}),
    output: z.object({ plan: Plan }),
    effect: 'changes',
    idempotent: true,
    action: () => ({ what: 'Read the configuration again', server: null }),
    async run(_, { clientName }) {
      const { plan } = await options.call('reload', {}, { kind: 'mcp', name: clientName });
      return { sentence: 'The configuration was read and applied.', data: { plan } };
    },
  });
}

const COULD_BE_APPLIED = 'It could be applied as it is.';

/** What the person is asked: what a server would run is the thing to know. */
function wording(
  server: string | undefined,
  settings: Readonly<Record<string, unknown>> | null | undefined,
): string {
  if (server === undefined) return 'Replace the whole configuration';
  if (settings === null || settings === undefined) return `Take ${server} out of the configuration`;
  const shown = maskConfiguration(JSON.stringify({ mcpServers: { [server]: settings } }), secretArguments);
  return `Change the settings of ${server} to ${shown.slice(0, 500)}`;
}

function isSound(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== 'error');
}

function say({ file, line, column, message }: Finding): string {
  return `${file}:${line}:${column} ${message}`;
}
