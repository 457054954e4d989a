import { z } from 'zod';
import { Alert, AlertFilter, AlertsNow, Severity, Silence } from './alert.ts';
import { AlertChannel, AnomalyMark, ChannelTest, Delivery } from './alert-channel.ts';
import { AlertRule, RulePreview, RuleSettings } from './alert-rule.ts';
import type { CommandName, QueryName, TopicName } from './channel-names.ts';
import { ClientToken } from './client-token.ts';
import { ConfigurationStatus, Plan } from './configuration-status.ts';
import { EngineFigures } from './engine-figures.ts';
import { HealthOverview } from './health.ts';
import { HistoryFilter, HistoryPage } from './history.ts';
import { DailySummary, Incident, IncidentFilter, IncidentReport } from './incident.ts';
import { LogFilter, LogLine, LogPage } from './log-line.ts';
import { MarkerFilter, SeriesFilter, SeriesPage, Trend } from './metric.ts';
import { RegisterEntry } from './register.ts';
import { RequestAnswer, RequestInput } from './request.ts';
import { ServerView } from './server.ts';
import { ServerDetail } from './server-detail.ts';
import { ServerMetrics } from './server-metrics.ts';
import { SamplePass, ServersChange, Snapshot } from './snapshot.ts';
import { ToolList } from './tool.ts';
import { MethodLatency, RequestFilter, RequestPage, RequestRecord, Traffic } from './traffic.ts';

interface Channel {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

const Names = z.object({
  /** Servers to act on; `["*"]` means all that are not disabled. */
  names: z.array(z.string()).min(1),
});
const Servers = z.object({ servers: z.array(ServerView) });
const Rules = z.object({ rules: z.array(AlertRule) });
const Channels = z.object({ channels: z.array(AlertChannel) });
/** `22:00`, in the machine's own time zone. */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export const QuietHours = z.object({
  /** When they begin and end; over midnight where `to` is the earlier. */
  from: TimeOfDay,
  to: TimeOfDay,
  /** On which they begin. */
  days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])),
  /** Alerts of this severity and worse are told all the same; null holds all back. */
  except: Severity.nullable().default('critical'),
});
export type QuietHours = z.infer<typeof QuietHours>;

/**
 * What a shell may ask the engine to do. IPC, HTTP (`POST /commands/<name>`), the command line and the window are
 * all derived from this map.
 */
export const commands = {
  /** Starts servers; lifts "stopped by you", a crash loop or a permanent failure. Answers once the start is under way. */
  start: { input: Names, output: Servers },
  /** Stops servers; answers when nothing of them is left. */
  stop: { input: Names, output: Servers },
  /** Stops, then starts. Answers once the start is under way. */
  restart: { input: Names, output: Servers },
  /** Reads the configuration file now; throws `configuration-broken` and changes nothing when it is broken. */
  reload: { input: z.object({}), output: z.object({ plan: Plan }) },
  /** Sends one MCP request to a server as a client would: starts it when it is on demand, waits its turn in the queue. */
  request: { input: RequestInput, output: RequestAnswer },
  /** Ends what holds the port of a local HTTP server when it is ours, then starts the server; else `not-ours`. */
  'free-port': { input: z.object({ name: z.string() }), output: Servers },
  /** Cancels a request that is in flight, by its `seq`; its client gets an error. `false` when it is over already. */
  'cancel-request': {
    input: z.object({ seq: z.number().int() }),
    output: z.object({ cancelled: z.boolean() }),
  },
  /** Switches a tool on or off for all clients, in the configuration file; throws `unknown-server`, `not-found`. */
  'switch-tool': {
    input: z.object({ server: z.string(), tool: z.string(), enabled: z.boolean() }),
    output: ToolList,
  },
  /** Makes a token for one AI client; the only time that it is shown. Throws `bad-input` when the name is taken. */
  'add-client-token': {
    input: z.object({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/) }),
    output: z.object({ token: z.string() }),
  },
  /** From then on the token is refused, and the sessions that use it are ended; throws `not-found`. */
  'remove-client-token': { input: z.object({ name: z.string() }), output: z.object({}) },
  /** Somebody has seen it: nobody is notified of it again unless it gets worse. Throws `not-found`. */
  'acknowledge-alert': { input: z.object({ id: z.string() }), output: z.object({ alert: Alert }) },
  /**
   * Silences one alert (`id`), or all of a server, of a rule, of both. Of one alert `until-change` holds until it gets
   * worse or is over. Throws `not-found` (also for a rule that is not there, with the one that was probably meant),
   * `unknown-server`, and `bad-input` where nothing is named.
   */
  'silence-alerts': {
    input: z.object({
      id: z.string().optional(),
      server: z.string().optional(),
      rule: z.string().optional(),
      /** Seconds, at most ten years. */
      for: z.union([z.number().int().min(60).max(315_360_000), z.enum(['until-change', 'ever'])]),
      note: z.string().max(500).optional(),
    }),
    output: z.object({ silence: Silence }),
  },
  /** Throws `not-found`. */
  'remove-silence': { input: z.object({ id: z.number().int() }), output: z.object({}) },
  /**
   * Takes alerts off the list: of a server, or all, or one. What is still wrong fires again once it has ended, or when it
   * gets worse. Throws `unknown-server`, `not-found`.
   */
  'clear-alerts': {
    input: z.object({ server: z.string().optional(), id: z.string().optional() }),
    output: z.object({ cleared: z.number().int() }),
  },
  /** The desktop shows no notification until then; null has them shown again. Alerts and other channels go on. */
  'pause-notifications': {
    input: z.object({ until: z.iso.datetime().nullable() }),
    output: AlertsNow,
  },
  /** Sends a message that says that it is a test. Throws `not-found`. */
  'test-channel': { input: z.object({ channel: z.string() }), output: ChannelTest },
  /**
   * Changes a rule in the configuration file, for all servers or for one; a name that no rule has makes a new one. Null
   * settings take all that the file says of it out. Throws `bad-input` with what would be right, `unknown-server`.
   */
  'set-alert-rule': {
    input: z.object({ rule: z.string(), server: z.string().optional(), settings: RuleSettings.nullable() }),
    output: Rules,
  },
  /**
   * Makes or changes a channel in the configuration file; keys that are left out stay, null takes a key out. Null
   * settings remove the channel. Throws `bad-input`.
   */
  'set-alert-channel': {
    input: z.object({ channel: z.string(), settings: z.record(z.string(), z.unknown()).nullable() }),
    output: Channels,
  },
  /** In the configuration file; null for none. */
  'set-quiet-hours': { input: z.object({ quiet_hours: QuietHours.nullable() }), output: z.object({}) },
  /** Tries messages again that were given up: of one channel, or all. */
  'retry-deliveries': {
    input: z.object({ channel: z.string().optional() }),
    output: z.object({ retried: z.number().int() }),
  },
} as const satisfies Record<CommandName, Channel>;

/** What a shell may ask the engine to tell. `POST /queries/<name>` over HTTP. */
export const queries = {
  snapshot: { input: z.object({}), output: Snapshot },
  logs: { input: LogFilter, output: LogPage },
  /** One server with its processes, history, limits and environment; throws `unknown-server`. */
  server: { input: z.object({ name: z.string() }), output: ServerDetail },
  /** Why each server started, stopped and went down. */
  history: { input: HistoryFilter, output: HistoryPage },
  /** Who asks what of whom, now. */
  traffic: { input: z.object({}), output: Traffic },
  /** The last requests that went through the gateway. */
  requests: { input: RequestFilter, output: RequestPage },
  /** Per tool and method, the slowest p95 first; of one server, or all. */
  latencies: {
    input: z.object({ server: z.string().optional() }),
    output: z.object({ latencies: z.array(MethodLatency) }),
  },
  /** A server's tools with their switches; starts nothing. Throws `unknown-server`. */
  tools: { input: z.object({ server: z.string() }), output: ToolList },
  'client-tokens': { input: z.object({}), output: z.object({ tokens: z.array(ClientToken) }) },
  /** Every figure of now, of one server or all. Throws `unknown-server`. */
  metrics: {
    input: z.object({ server: z.string().optional() }),
    output: z.object({ servers: z.array(ServerMetrics) }),
  },
  /** What was kept of a server over time, also of one that is configured no more. */
  series: { input: SeriesFilter, output: SeriesPage },
  /** What happened in a span of time, newest first, for the time line of a chart. */
  markers: { input: MarkerFilter, output: z.object({ markers: z.array(RegisterEntry) }) },
  /** How the figures of one server, or of all, move. Throws `unknown-server`. */
  trends: {
    input: z.object({ server: z.string().optional() }),
    output: z.object({ trends: z.array(Trend) }),
  },
  /** Verdicts with all that they rest on. */
  health: { input: z.object({}), output: HealthOverview },
  /** What Signalbox itself uses and keeps. */
  'engine-figures': { input: z.object({}), output: EngineFigures },
  /** What is open. */
  alerts: { input: z.object({}), output: AlertsNow },
  /** Open and over, newest first. */
  'alert-history': { input: AlertFilter, output: z.object({ alerts: z.array(Alert) }) },
  /** As they hold for all servers, or for one. Throws `unknown-server`. */
  'alert-rules': {
    input: z.object({ server: z.string().optional() }),
    output: Rules.extend({ quiet_hours: QuietHours.nullable() }),
  },
  /** What a rule, with changes that are not in the file yet, would have done. Throws as `set-alert-rule`. */
  'preview-alert-rule': {
    input: z.object({
      rule: z.string(),
      server: z.string(),
      settings: RuleSettings.optional(),
      /** Whether they are for that server's entry; else for all servers, and what its entry says goes before. */
      for_server: z.boolean().default(true),
      hours: z.number().min(1).max(720).default(24),
    }),
    output: RulePreview,
  },
  silences: { input: z.object({}), output: z.object({ silences: z.array(Silence) }) },
  'alert-channels': {
    input: z.object({}),
    /** `settings`: what the file says of each channel that it names, in its own keys, secrets masked. */
    output: Channels.extend({ settings: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  },
  /** Those that wait or were given up, and the last that were sent; newest first. */
  deliveries: {
    input: z.object({ channel: z.string().optional() }),
    output: z.object({ deliveries: z.array(Delivery) }),
  },
  /** Newest first. */
  incidents: { input: IncidentFilter, output: z.object({ incidents: z.array(Incident) }) },
  /** Throws `not-found`. */
  incident: { input: z.object({ id: z.number().int() }), output: IncidentReport },
  /** Those that are kept, newest first; that of today as it stands is among them. */
  'daily-summaries': {
    input: z.object({ day: z.iso.date().optional(), limit: z.number().int().min(1).max(400).default(30) }),
    output: z.object({ summaries: z.array(DailySummary) }),
  },
  /** Marks for charts, of one server or all, in a span that ends now where `to` is left out. */
  anomalies: {
    input: z.object({
      server: z.string().optional(),
      from: z.iso.datetime(),
      to: z.iso.datetime().optional(),
    }),
    output: z.object({ anomalies: z.array(AnomalyMark) }),
  },
} as const satisfies Record<QueryName, Channel>;

/** What the engine tells on its own. Each message is one value of the schema. */
export const topics = {
  servers: ServersChange,
  samples: SamplePass,
  register: RegisterEntry,
  logs: z.array(LogLine),
  configuration: ConfigurationStatus,
  /** Once a second while something changes. */
  traffic: Traffic,
  /** Requests that are over, oldest first, gathered for 250 ms; under a flood the newest 200 of them. */
  requests: z.array(RequestRecord),
  /** Gathered for 100 ms. */
  alerts: AlertsNow,
} as const satisfies Record<TopicName, z.ZodType>;

export const calls = { ...commands, ...queries } as const;
export type Calls = typeof calls;
export type Input<Name extends keyof Calls> = z.input<Calls[Name]['input']>;
export type Output<Name extends keyof Calls> = z.output<Calls[Name]['output']>;
export type TopicMessage<Name extends TopicName> = z.output<(typeof topics)[Name]>;

/** A topic message on the wire: WebSocket frames and IPC messages have this shape. */
export type TopicEnvelope = { [Name in TopicName]: { topic: Name; data: TopicMessage<Name> } }[TopicName];
