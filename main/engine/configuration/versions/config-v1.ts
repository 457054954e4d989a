import { z } from 'zod';
import { formatDuration, parseDuration } from '../reading/duration.ts';
import { describe } from '../reading/wording.ts';

/** The newest version that this program reads. A file without `version` is of version 1. */
export const VERSION = 1;

const TRANSPORTS = {
  stdio: 'stdio',
  local: 'stdio',
  http: 'http',
  sse: 'http',
  remote: 'http',
  'streamable-http': 'http',
  streamablehttp: 'http',
} as const;
const transportNames = ['stdio', 'http', 'sse', 'streamable-http'];

const must = (what: string) => (issue: { readonly input?: unknown }) =>
  `must be ${what}, not ${describe(issue.input)}`;

/** No program can be given a text with a NUL character in it. */
const text = (what: string) =>
  z.string({ error: must(what) }).refine((value) => !value.includes('\0'), {
    error: 'must not have a NUL character in it',
  });
const filled = (what: string) =>
  text(what).refine((value) => value.trim() !== '', { error: `must be ${what}, not empty` });

/** Numbers and booleans are what people write for ports and switches; a program gets texts in any case. */
const textual = (what: string) =>
  z.union([text(what), z.number().transform(String), z.boolean().transform(String)], { error: must(what) });

function duration(fallback: string, minMs: number, maxMs: number) {
  return z
    .unknown()
    .transform((value, context) => {
      const ms = parseDuration(value);
      const range = `${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
      if (ms !== null && ms >= minMs && ms <= maxMs) return ms;
      const message =
        ms === null
          ? `must be a time such as "30s", "500ms" or "2m", or a number of seconds, not ${describe(value)}`
          : `must be ${range}, not ${formatDuration(ms)}${typeof value === 'number' ? '; a plain number counts seconds' : ''}`;
      context.issues.push({ code: 'custom', message, input: value });
      return z.NEVER;
    })
    .prefault(fallback);
}

const flag = z.boolean({ error: must('true or false') });
const section = <Shape extends z.ZodRawShape>(example: string, shape: Shape) =>
  z.object(shape, { error: must(`an object such as ${example}`) });

const Restart = section('{ "policy": "on-failure" }', {
  policy: z
    .enum(['always', 'on-failure', 'on-abnormal', 'never'], {
      error: must('"always", "on-failure", "on-abnormal" or "never"'),
    })
    .default('on-failure'),
});

const Timeouts = section('{ "start": "30s" }', {
  start: duration('30s', 100, 3_600_000),
  handshake: duration('10s', 100, 600_000),
  stdinClose: duration('3s', 0, 60_000),
  terminate: duration('5s', 0, 60_000),
});

const misses = 'a whole number from 1 to 100';
const Liveness = section('{ "interval": "10s" }', {
  interval: duration('10s', 100, 3_600_000),
  timeout: duration('8s', 100, 600_000),
  misses: z
    .int({ error: must(misses) })
    .min(1, { error: must(misses) })
    .max(100, { error: must(misses) })
    .default(3),
});

const Monitoring = section('{ "interval": "2s" }', { interval: duration('2s', 1000, 60_000) });

const transport = z.string({ error: must('"stdio" or "http"') }).transform((value, context) => {
  const name = value.toLowerCase();
  if (Object.hasOwn(TRANSPORTS, name)) return TRANSPORTS[name as keyof typeof TRANSPORTS];
  const message = `must be one of ${transportNames.map((known) => `"${known}"`).join(', ')}, not ${describe(value)}`;
  context.issues.push({ code: 'custom', message, input: value });
  return z.NEVER;
});

const url = filled('a web address').refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), {
  error: (issue) => `must be an address that starts with http:// or https://, not ${describe(issue.input)}`,
});

/** One entry of `mcpServers`. */
export const ServerEntry = section('{ "command": "npx", "args": ["-y", "some-server"] }', {
  command: filled('a program such as "npx"').optional(),
  args: z
    .array(textual('a text'), { error: must('a list of texts such as ["-y", "some-server"]') })
    .default([]),
  env: z
    .record(
      z.string().regex(/^[^=\0]+$/, { error: 'is no name that an environment variable can have' }),
      textual('a text'),
      { error: must('an object such as { "API_URL": "…" }') },
    )
    .default({}),
  cwd: filled('a folder').optional(),
  url: url.optional(),
  serverUrl: url.optional(),
  httpUrl: url.optional(),
  type: transport.optional(),
  transport: transport.optional(),
  disabled: flag.optional(),
  enabled: flag.optional(),
  restart: Restart.prefault({}),
  timeouts: Timeouts.prefault({}),
  health: Liveness.prefault({}),
});
export type ServerEntry = z.output<typeof ServerEntry>;

/** What stands beside `mcpServers`; the entries themselves are checked one by one. */
export const FileSettings = section('{ "mcpServers": { } }', {
  $schema: z.string({ error: must('the address of a JSON schema') }).optional(),
  version: z.literal(VERSION, { error: must(`${VERSION}`) }).optional(),
  monitoring: Monitoring.prefault({}),
});

/** The keys with a meaning, by the place that they stand in. */
export const KEYS = {
  file: ['mcpServers', ...Object.keys(FileSettings.shape)],
  server: Object.keys(ServerEntry.shape),
  restart: Object.keys(Restart.shape),
  timeouts: Object.keys(Timeouts.shape),
  health: Object.keys(Liveness.shape),
  monitoring: Object.keys(Monitoring.shape),
} as const;

/** What AI clients keep in an entry for themselves: of no meaning here, and nothing to warn about. */
export const FOREIGN_SERVER_KEYS: ReadonlySet<string> = new Set([
  'alwaysAllow',
  'autoApprove',
  'description',
  'disabledTools',
  'enabledTools',
  'excludeTools',
  'gallery',
  'headers',
  'icon',
  'includeTools',
  'name',
  'oauth',
  'timeout',
  'trust',
]);
