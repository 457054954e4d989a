import { z } from 'zod';
import type { Output } from '#contract/channels.ts';
import { Finding } from '#contract/configuration-status.ts';
import { LogLevel } from '#contract/log-line.ts';
import type { ServerView } from '#contract/server.ts';
import { Health, ServerState } from '#contract/server-state.ts';
import type { AdminOptions } from './admin-options.ts';
import { type AdminTool, defineTool } from './admin-tool.ts';

const TAIL_LINES = 20;
const FAILURES_SHOWN = 20;
const SERVERS_WITH_TAILS = 10;

const Concern = z.object({
  /** Null for the configuration. */
  server: z.string().nullable(),
  state: ServerState.nullable(),
  health: Health.nullable(),
  /** Worst first. */
  why: z.array(z.string()),
  what_to_do: z.string().nullable(),
});

const Line = z.object({ at: z.string(), server: z.string(), level: LogLevel, text: z.string() });

export function diagnosticTools(options: AdminOptions): AdminTool[] {
  const { call } = options;
  return [
    defineTool(options, {
      name: 'health_report',
      title: 'What needs attention',
      description: 'Which servers need their owner, why, and what to do about it. The first thing to ask.',
      input: z.strictObject({}),
      output: z.object({
        status: z.string(),
        concerns: z.array(Concern),
        fine: z.array(z.string()),
      }),
      effect: 'reads',
      idempotent: true,
      action: null,
      async run() {
        const snapshot = await call('snapshot', {});
        const { overview } = snapshot;
        const inTrouble = troubled(snapshot);
        const concerns = [...configurationConcerns(snapshot), ...inTrouble.map(concernOf)];
        const names = new Set(inTrouble.map(({ name }) => name));
        const fine = snapshot.servers.filter(({ name }) => !names.has(name)).map(({ name }) => name);
        const sentence = concerns.length === 0 ? 'Nothing needs attention.' : `${overview.sentence}.`;
        return { sentence, data: { status: overview.status, concerns, fine } };
      },
    }),
    defineTool(options, {
      name: 'diagnostics',
      title: 'Diagnostics',
      description:
        'Everything that helps to find a cause: the engine, the PATH that servers get, limits that are not in force, findings in the configuration, the last failures, and the end of the logs of servers in trouble.',
      input: z.strictObject({}),
      output: z.object({
        engine: z.object({
          version: z.string(),
          pid: z.number(),
          started_at: z.string(),
          home: z.string(),
          node: z.string(),
          platform: z.string(),
          memory_bytes: z.number(),
        }),
        path: z.array(z.string()),
        path_problem: z.string().nullable(),
        limits_not_in_force: z.array(z.object({ server: z.string(), limit: z.string(), detail: z.string() })),
        configuration: z.object({ file: z.string(), valid: z.boolean(), findings: z.array(Finding) }),
        last_failures: z.array(z.object({ at: z.string(), server: z.string().nullable(), text: z.string() })),
        logs: z.array(Line),
      }),
      effect: 'reads',
      idempotent: true,
      action: null,
      async run() {
        const snapshot = await call('snapshot', {});
        const inTrouble = troubled(snapshot).slice(0, SERVERS_WITH_TAILS);
        const tails = await Promise.all(
          inTrouble.map(({ name }) => call('logs', { servers: [name], limit: TAIL_LINES })),
        );
        const failures = snapshot.register.filter(({ lamp }) => lamp === 'bad').slice(0, FAILURES_SHOWN);
        return {
          sentence: `${inTrouble.length} servers in trouble, ${failures.length} failures lately.`,
          data: {
            ...surroundings(snapshot),
            last_failures: failures.map(({ at, server, text }) => ({ at, server, text })),
            logs: tails.flatMap(({ lines }) => lines.map(lineOf)),
          },
        };
      },
    }),
    defineTool(options, {
      name: 'search_logs',
      title: 'Search the logs',
      description: 'Lines that servers wrote to stderr, newest kept, oldest first. Secrets are masked.',
      input: z.strictObject({
        servers: z.array(z.string()).optional().describe('Only of these servers.'),
        text: z.string().max(1000).optional().describe('Only lines that hold this; case is ignored.'),
        regex: z.boolean().default(false).describe('Take the text as a regular expression.'),
        levels: z.array(LogLevel).optional(),
        since: z.iso.datetime().optional().describe('Only lines at or after this time.'),
        limit: z.number().int().min(1).max(1000).default(100),
      }),
      output: z.object({ lines: z.array(Line), matched: z.number(), searched: z.number() }),
      effect: 'reads',
      idempotent: true,
      action: null,
      async run(filter) {
        const { lines, matched, searched } = await call('logs', filter);
        return {
          sentence: `${matched} of ${searched} lines${matched > lines.length ? `, the newest ${lines.length} here` : ''}.`,
          data: { lines: lines.map(lineOf), matched, searched },
        };
      },
    }),
  ];
}

type Snapshot = Output<'snapshot'>;

/** Worst first. */
function troubled({ servers, overview }: Snapshot): ServerView[] {
  const needed = overview.attention.flatMap((name) => servers.filter((server) => server.name === name));
  const others = servers.filter(
    (server) =>
      !needed.includes(server) &&
      (server.lamp === 'bad' || server.lamp === 'warn' || server.traffic.breaker === 'open'),
  );
  return [...needed, ...others];
}

function concernOf(view: ServerView): z.input<typeof Concern> {
  const { traffic, problem } = view;
  const breaker = traffic.breaker === 'closed' ? null : traffic.breaker_reason;
  const said = [problem?.message, view.reason, ...view.health_reasons, breaker];
  const why = said.filter((text): text is string => typeof text === 'string' && text !== '');
  return {
    server: view.name,
    state: view.state,
    health: view.health,
    why: [...new Set(why)],
    what_to_do: problem?.fix ?? view.next_step,
  };
}

function configurationConcerns({ configuration }: Snapshot): z.input<typeof Concern>[] {
  if (configuration.valid) return [];
  const why = configuration.findings
    .filter(({ severity }) => severity === 'error')
    .map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  return [
    {
      server: null,
      state: null,
      health: null,
      why,
      what_to_do: 'Mend the configuration file; until then the last good one keeps running.',
    },
  ];
}

function surroundings({ engine, servers, configuration }: Snapshot) {
  const { version, pid, started_at, home, shell_path: shell } = engine;
  return {
    engine: {
      version,
      pid,
      started_at,
      home,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      memory_bytes: process.memoryUsage().rss,
    },
    path: shell?.folders ?? [],
    path_problem: shell?.problem ?? null,
    limits_not_in_force: servers.flatMap(({ name, limits }) =>
      limits
        .filter(({ enforced_by: by }) => by === 'none' || by === 'priority')
        .map(({ limit, detail }) => ({ server: name, limit, detail })),
    ),
    configuration: {
      file: configuration.file,
      valid: configuration.valid,
      findings: configuration.findings,
    },
  };
}

function lineOf({ at, server, level, text }: z.input<typeof Line>): z.input<typeof Line> {
  return { at, server, level, text };
}
