import { z } from 'zod';
import { describe } from '../reading/wording.ts';
import { Alerts, QuietHoursEntry, RemedyEntry, RuleEntry, ServerAlerts, Worse } from './alert-keys.ts';
import { CHANNELS } from './channel-keys.ts';
import { takes } from './described.ts';
import {
  Admin,
  Breaker,
  Cache,
  ClientRuleEntry,
  Connections,
  GATEWAY_VALUES,
  Gateway,
  Ranking,
  Retry,
  ToolRuleEntry,
  Tools,
} from './gateway-keys.ts';
import { Check, checks, Metrics, Monitoring, Otlp } from './monitoring-keys.ts';
import { Backups, Http, InputEntry, Logging, Operations, Rotation } from './operation-keys.ts';
import { anyCase } from './value-shapes.ts';
import {
  args,
  duration,
  durationOrNever,
  exitStatuses,
  filled,
  flag,
  headers,
  httpUrl,
  list,
  must,
  mustUntold,
  passOn,
  perCent,
  protocolVersion,
  section,
  size,
  textual,
  whole,
} from './values.ts';

/** The newest version that this program reads. A file without `version` is of version 1. */
export const VERSION = 2;

/** What clients write as a server's type, and what it means here. */
const TRANSPORTS = {
  stdio: 'stdio',
  local: 'stdio',
  http: 'http',
  sse: 'sse',
  remote: 'http',
  'streamable-http': 'http',
  streamablehttp: 'http',
} as const;
const transportNames = ['stdio', 'http', 'sse', 'streamable-http'];
/** In any case. */
const transportPattern = `^(${Object.keys(TRANSPORTS).map(anyCase).join('|')})$`;

const MB = 1_000_000;
const HOUR_MS = 3_600_000;

/** Of keys that have no default in the schemas, for they may move; `default-words.ts` has them in the words of the file. */
export const DEFAULTS = {
  startMs: 30_000,
  sampleIntervalMs: 2000,
  idleIntervalMs: 5000,
  rawMs: 24 * HOUR_MS,
  minuteMs: 30 * 24 * HOUR_MS,
  quarterMs: 365 * 24 * HOUR_MS,
  policy: 'on-failure',
  parallelStarts: 4,
  poolMin: 10,
  poolMax: 20,
  requestMaxMs: 24 * HOUR_MS,
  cacheEntries: 1000,
  cacheTtlMs: 300_000,
  breakerFailures: 5,
  breakerOpenMs: 60_000,
  logFileBytes: 16 * MB,
  logFiles: 5,
  /** For on-demand servers; others are not stopped when idle unless told to be. */
  idleStopMs: 600_000,
} as const;

/** Kinds of value that several keys have. */
const VALUES = {
  startTimeout: duration(100, HOUR_MS),
  memory: size(MB, 1_000_000 * MB),
  cpuQuota: perCent(1, 10_000, 'one core'),
  instances: whole(1, 100),
  ...GATEWAY_VALUES,
};

const Restart = section('{ "policy": "on-failure" }', {
  policy: z
    .enum(['always', 'on-failure', 'on-abnormal', 'never'], {
      error: must('"always", "on-failure", "on-abnormal" or "never"'),
    })
    .optional(),
  successOn: exitStatuses.default([]),
  preventOn: exitStatuses.default([]),
  forceOn: exitStatuses.default([]),
  maxAttempts: whole(1, 1000).default(6),
  withDependencies: flag.default(false),
});

const Limits = section('{ "memorySoft": "512MB" }', {
  memorySoft: VALUES.memory.optional(),
  memoryHard: VALUES.memory.optional(),
  cpuQuota: VALUES.cpuQuota.optional(),
  openFiles: whole(16, 1_048_576).optional(),
  processes: whole(1, 100_000).optional(),
  sustained: duration(1000, HOUR_MS).prefault('15s'),
  inFlight: whole(1, 10_000).default(256),
  queue: whole(0, 100_000).default(1000),
});

const InstanceRange = z.object(
  {
    min: VALUES.instances.optional(),
    max: VALUES.instances.optional(),
    concurrency: whole(1, 1000).default(1),
  },
  { error: must('true, a number or an object such as { "min": 2, "max": 8 }') },
);

/** Null for none. Without `min` or `max` that one is a default. */
const instances = z.unknown().transform((value, context) => {
  if (value === false) return null;
  if (value === true) return InstanceRange.parse({});
  const count = typeof value === 'number' ? VALUES.instances.safeParse(value) : null;
  const parsed = count ?? InstanceRange.safeParse(value);
  if (parsed.success) {
    const { data } = parsed;
    return typeof data === 'number' ? InstanceRange.parse({ min: data, max: data }) : data;
  }
  passOn(parsed.error.issues, value, context);
  return z.NEVER;
});
const Instances = Object.assign(takes(instances, z.union([z.boolean(), VALUES.instances, InstanceRange])), {
  shape: InstanceRange.shape,
});

const Timeouts = section('{ "start": "30s" }', {
  start: VALUES.startTimeout.optional(),
  install: duration(1000, HOUR_MS).prefault('10m'),
  handshake: duration(100, 600_000).prefault('10s'),
  stdinClose: duration(0, 60_000).prefault('3s'),
  terminate: duration(0, 60_000).prefault('5s'),
  request: duration(100, 168 * HOUR_MS).prefault('60s'),
  requestMax: duration(100, 168 * HOUR_MS).optional(),
});

const Liveness = section('{ "interval": "10s" }', {
  interval: duration(100, HOUR_MS).prefault('10s'),
  timeout: duration(100, 600_000).prefault('8s'),
  misses: whole(1, 100).default(3),
  onHang: z.enum(['restart', 'alert'], { error: must('"restart" or "alert"') }).default('restart'),
  checks,
});

const transportName = z.string({ error: must('"stdio" or "http"') }).transform((value, context) => {
  const name = value.toLowerCase();
  if (Object.hasOwn(TRANSPORTS, name)) return TRANSPORTS[name as keyof typeof TRANSPORTS];
  const message = `must be one of ${transportNames.map((known) => `"${known}"`).join(', ')}, not ${describe(value)}`;
  context.issues.push({ code: 'custom', message, input: value });
  return z.NEVER;
});

const transport = takes(transportName, {
  anyOf: [{ enum: transportNames }, { type: 'string', pattern: transportPattern }],
});

/** One entry of `mcpServers`. */
export const ServerEntry = section('{ "command": "npx", "args": ["-y", "some-server"] }', {
  command: filled('a program such as "npx"').optional(),
  args,
  env: z
    .record(
      z.string().regex(/^[^=\0]+$/, { error: 'is no name that an environment variable can have' }),
      textual('a text'),
      { error: mustUntold('an object such as { "API_URL": "…" }') },
    )
    .default({}),
  cwd: filled('a folder').optional(),
  headers,
  url: httpUrl.optional(),
  serverUrl: httpUrl.optional(),
  httpUrl: httpUrl.optional(),
  type: transport.optional(),
  transport: transport.optional(),
  disabled: flag.optional(),
  enabled: flag.optional(),
  start: z.enum(['auto', 'on-demand'], { error: must('"auto" or "on-demand"') }).default('auto'),
  idleStop: durationOrNever(1000, 168 * HOUR_MS).optional(),
  keepRunning: flag.default(false),
  dependsOn: list('names of servers such as ["db"]', filled('the name of a server')).default([]),
  restart: Restart.prefault({}),
  limits: Limits.prefault({}),
  instances: Instances.optional(),
  timeouts: Timeouts.prefault({}),
  health: Liveness.prefault({}),
  share: z
    .enum(['auto', 'one', 'per-client'], { error: must('"auto", "one" or "per-client"') })
    .default('auto'),
  tools: Tools.prefault({}),
  cache: Cache.prefault(true),
  breaker: Breaker.prefault(true),
  retry: Retry.prefault(true),
  connections: Connections.prefault({}),
  metrics: Metrics.prefault(false),
  alerts: ServerAlerts.prefault({}),
  protocolVersion: protocolVersion.optional(),
});
export type ServerEntry = z.output<typeof ServerEntry>;

/** What each server takes that does not say it itself. The sizes of pools are for those that ask for one. */
export const ServerDefaults = section('{ "timeouts": { "start": "30s" } }', {
  start: ServerEntry.shape.start,
  idleStop: ServerEntry.shape.idleStop,
  share: ServerEntry.shape.share,
  protocolVersion: ServerEntry.shape.protocolVersion,
  restart: ServerEntry.shape.restart,
  limits: ServerEntry.shape.limits,
  instances: InstanceRange.optional(),
  timeouts: ServerEntry.shape.timeouts,
  health: Liveness.omit({ checks: true }).prefault({}),
  cache: ServerEntry.shape.cache,
  breaker: ServerEntry.shape.breaker,
  retry: ServerEntry.shape.retry,
  connections: ServerEntry.shape.connections,
});

/** What stands beside `mcpServers`; the entries themselves are checked one by one. */
export const FileSettings = section('{ "mcpServers": { } }', {
  $schema: z.string({ error: must('the address of a JSON schema') }).optional(),
  version: z.unknown().optional(),
  defaults: ServerDefaults.prefault({}),
  inputs: z.array(InputEntry, { error: must('a list such as [{ "id": "github-token" }]') }).default([]),
  http: Http.prefault({}),
  logging: Logging.prefault({}),
  monitoring: Monitoring.prefault({}),
  operations: Operations.prefault({}),
  gateway: Gateway.prefault({}),
  alerts: Alerts.prefault({}),
});
export type FileSettings = z.output<typeof FileSettings>;

/** The keys with a meaning, by the place that they stand in. */
export const KEYS = {
  file: ['mcpServers', ...Object.keys(FileSettings.shape)],
  server: Object.keys(ServerEntry.shape),
  defaults: Object.keys(ServerDefaults.shape),
  restart: Object.keys(Restart.shape),
  limits: Object.keys(Limits.shape),
  instances: Object.keys(InstanceRange.shape),
  timeouts: Object.keys(Timeouts.shape),
  health: Object.keys(Liveness.shape),
  check: Object.keys(Check.shape),
  metrics: Object.keys(Metrics.shape),
  monitoring: Object.keys(Monitoring.shape),
  otlp: Object.keys(Otlp.shape),
  operations: Object.keys(Operations.shape),
  backups: Object.keys(Backups.shape),
  http: Object.keys(Http.shape),
  logging: Object.keys(Logging.shape),
  rotation: Object.keys(Rotation.shape),
  input: Object.keys(InputEntry.shape),
  tools: Object.keys(Tools.shape),
  toolRule: Object.keys(ToolRuleEntry.shape),
  clientRule: Object.keys(ClientRuleEntry.shape),
  cache: Object.keys(Cache.shape),
  breaker: Object.keys(Breaker.shape),
  retry: Object.keys(Retry.shape),
  connections: Object.keys(Connections.shape),
  gateway: Object.keys(Gateway.shape),
  admin: Object.keys(Admin.shape),
  ranking: Object.keys(Ranking.shape),
  alerts: Object.keys(Alerts.shape),
  quietHours: Object.keys(QuietHoursEntry.shape),
  serverAlerts: Object.keys(ServerAlerts.shape),
  alertRule: Object.keys(RuleEntry.shape),
  worse: Object.keys(Worse.shape),
  remedy: Object.keys(RemedyEntry.shape),
} as const;

/** The keys of a channel, by its type. */
export const CHANNEL_KEYS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(CHANNELS).map(([type, { shape }]) => [type, Object.keys(shape)]),
);

/** What AI clients keep in an entry for themselves: of no meaning here, and nothing to warn about. */
export const FOREIGN_SERVER_KEYS: ReadonlySet<string> = new Set([
  'alwaysAllow',
  'autoApprove',
  'description',
  'disabledTools',
  'enabledTools',
  'excludeTools',
  'gallery',
  'icon',
  'includeTools',
  'name',
  'oauth',
  'timeout',
  'trust',
]);
