import { z } from 'zod';
import { Alert, AlertFilter, AlertsNow, Severity, Silence } from './alert.ts';
import { AlertChannel, AnomalyMark, ChannelTest, Delivery } from './alert-channel.ts';
import { AlertRule, RulePreview, RuleSettings } from './alert-rule.ts';
import type { CommandName, QueryName, TopicName } from './channel-names.ts';
import { ClientToken } from './client-token.ts';
import { ConfigurationStatus, KeyPath, Plan, TextEdit } from './configuration-status.ts';
import {
  ClientServers,
  ConfigurationChange,
  ConfigurationCheck,
  ConfigurationText,
  EffectiveSetting,
  HistoryProof,
  IntegrityCheck,
  SecretEntry,
  SecretStoreView,
  ServerDraft,
  ServerTrial,
  ValueChange,
} from './configuration-text.ts';
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
const Applied = z.object({
  plan: Plan,
  /** Of the file as it is now. */
  revision: z.string(),
});
/** Kept in the history of the configuration. */
const reason = z.string().max(500).optional();
/** Letters, digits, `.`, `_` and `-`. */
const SecretName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);

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
  /**
   * Makes a text the file, keeps what the file was as a backup, and applies the difference. `revision` is that of the text
   * it was made from (null: there was no file): throws `conflict` when the file is another by now, and
   * `configuration-broken` with the place. Masks stand for the secrets of the file; throws `bad-input` for one that stands
   * for none.
   */
  'apply-configuration': {
    input: z.object({ text: z.string(), revision: z.string().nullable(), reason }),
    output: Applied,
  },
  /** Makes the file what it was before or after an entry of the history. Throws `not-found`, `conflict`. */
  'restore-configuration': {
    input: z.object({ version: z.string(), revision: z.string().nullable().optional(), reason }),
    output: Applied,
  },
  /** Puts the file as it is aside. */
  'backup-configuration': { input: z.object({ reason }), output: z.object({ version: z.string() }) },
  /** Writes the file in the newest version of the format, comments kept; with `dry_run` only says what it would be. */
  'migrate-configuration': {
    input: z.object({ dry_run: z.boolean().default(false) }),
    output: z.object({ changes: z.array(z.string()), text: z.string(), plan: Plan }),
  },
  /** Gives a server the settings that it had before the change after which it failed. Throws `not-found`. */
  'rollback-server': { input: z.object({ server: z.string() }), output: Applied },
  /** The settings stay as they are. Throws `not-found`. */
  'dismiss-rollback': { input: z.object({ server: z.string() }), output: z.object({}) },
  /** Makes a secret, or gives it another value; servers that use it are started anew. */
  'set-secret': {
    input: z.object({
      name: SecretName,
      value: z.string().min(1).max(65_536),
      /** It stands for `${input:NAME}`. */
      input: z.boolean().default(false),
    }),
    output: z.object({
      secret: SecretEntry,
      plan: Plan,
      /** Where all secrets hang on another key since: a sentence that says so. */
      notice: z.string().nullable(),
    }),
  },
  /** Throws `not-found`; `bad-input` while something names it, unless `force` is given. */
  'remove-secret': {
    input: z.object({
      name: SecretName,
      input: z.boolean().default(false),
      force: z.boolean().default(false),
    }),
    output: z.object({ plan: Plan }),
  },
  /** Puts a text of the file into the secret store and a reference in its place. Restarts nothing. */
  'move-secret': {
    input: z.object({ path: KeyPath.min(1), name: SecretName, revision: z.string().nullable().optional() }),
    /** `still_in`: backups, absolute paths, that have the value as plain text until they are removed. */
    output: Applied.extend({ still_in: z.array(z.string()) }),
  },
  /** Starts a server that is not in the file for a moment, and says how that went. Takes a minute at most. */
  'try-server': {
    input: z.object({
      name: z.string(),
      settings: z.record(z.string(), z.unknown()),
      /** Where the settings come from, so that their masks stand for the secrets there. */
      from: z.object({ file: z.string(), server: z.string() }).optional(),
    }),
    output: ServerTrial,
  },
  /** Takes servers of an AI client's file over into the file. Throws `not-found`, `conflict`, `bad-input`. */
  'import-servers': {
    input: z.object({
      file: z.string(),
      /** As they are named there; all when left out. */
      servers: z.array(z.string()).optional(),
      /** One that is configured here under that name: takes its place, gets another name, or stays. */
      existing: z.enum(['replace', 'rename', 'skip']).default('skip'),
      /** Puts what looks like a secret into the secret store. */
      move_secrets: z.boolean().default(false),
      dry_run: z.boolean().default(false),
    }),
    output: z.object({
      added: z.array(z.string()),
      skipped: z.array(z.object({ name: z.string(), why: z.string() })),
      /** What of the file, or of those that are added, was not taken over or should be looked at. */
      notes: z.array(z.string()),
      plan: Plan,
    }),
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
  /** The file for an editor. */
  'configuration-text': { input: z.object({}), output: ConfigurationText },
  /** What is to be said of a text, and what applying it would do. Changes nothing. */
  'check-configuration': { input: z.object({ text: z.string() }), output: ConfigurationCheck },
  /** A text with changes made to it, comments and layout kept. Changes no file. Throws `bad-input`. */
  'edit-configuration-text': {
    input: z.object({ text: z.string(), edits: z.array(TextEdit) }),
    output: z.object({ text: z.string() }),
  },
  /** The text laid out anew. Throws `configuration-broken` for one that can't be read. */
  'format-configuration': { input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) },
  /** The JSON schema of the file, with a description of each key. */
  'configuration-schema': { input: z.object({}), output: z.record(z.string(), z.unknown()) },
  /** Newest first. */
  'configuration-history': {
    input: z.object({
      /** Of this server alone. */
      server: z.string().optional(),
      limit: z.number().int().min(1).max(1000).default(100),
    }),
    output: z.object({ changes: z.array(ConfigurationChange), proof: HistoryProof }),
  },
  /** The text of a version, secrets masked, beside that of the file now. Throws `not-found`. */
  'configuration-version': {
    input: z.object({ version: z.string() }),
    output: z.object({ text: z.string(), now: z.string(), changes: z.array(ValueChange) }),
  },
  /** Every setting that is not a server's own, by dotted key; with `server` those of that server. Throws `unknown-server`. */
  'effective-settings': {
    input: z.object({ server: z.string().optional() }),
    output: z.record(z.string(), EffectiveSetting),
  },
  secrets: {
    input: z.object({}),
    output: z.object({ secrets: z.array(SecretEntry), store: SecretStoreView }),
  },
  /** What the AI clients on this machine have configured; `file` reads one file alone. */
  'client-servers': {
    input: z.object({ file: z.string().optional() }),
    output: z.object({ clients: z.array(ClientServers) }),
  },
  /** Reads what somebody pasted: a piece of a client's file, or a command line. Throws `bad-input` with what it takes. */
  'read-snippet': {
    input: z.object({ text: z.string().max(200_000) }),
    output: z.object({ servers: z.array(ServerDraft) }),
  },
  /** What was looked at when the engine started. */
  integrity: { input: z.object({}), output: z.object({ checks: z.array(IntegrityCheck) }) },
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
