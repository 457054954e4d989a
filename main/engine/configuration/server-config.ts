import type { Finding } from '#contract/configuration-status.ts';
import type { AlertSettings } from './alerting/rule.ts';
import type { MissingReference, ReferenceUse } from './references/resolve-references.ts';
import type { ReadingContext } from './sources/reading-context.ts';

/** One server as configured, with every default filled in. Times are in milliseconds. */
export interface ServerConfig {
  readonly name: string;
  /** `http` with a command is a server on this machine that is started here and reached by its URL. */
  readonly transport: 'stdio' | 'http';
  /** Empty for a server that is only reached by URL. */
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of the engine, not instead of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute, `~` expanded; null means the engine's choice. */
  readonly cwd: string | null;
  /** Null for `stdio`. */
  readonly url: string | null;
  /** `sse` is the transport of revision 2024-11-05: tried first where it is asked for, second otherwise. */
  readonly httpTransport: 'streamable-http' | 'sse';
  /** Sent with every request to the URL. */
  readonly headers: Readonly<Record<string, string>>;
  readonly disabled: boolean;
  /** `on-demand`: started by the first request. */
  readonly start: 'auto' | 'on-demand';
  /** Stopped after this long without use by a client; probes are no use. Null never stops it. */
  readonly idleStopMs: number | null;
  /** A local HTTP server that may outlive Signalbox: neither quit nor guard ends it, the next start takes it over. */
  readonly keepRunning: boolean;
  /** Names of servers that must be ready before this one starts. Known names, free of cycles. */
  readonly dependsOn: readonly string[];
  readonly restart: RestartSettings;
  readonly limits: LimitSettings;
  /** Null for one process that serves all. */
  readonly instances: InstanceSettings | null;
  readonly timeouts: {
    /** From the launch to the first answer, without the time that an installer such as npx takes. */
    readonly startMs: number;
    /** How long an installer such as npx may take. */
    readonly installMs: number;
    readonly handshakeMs: number;
    readonly stdinCloseMs: number;
    readonly terminateMs: number;
    /** For the answer to a client's request; progress gives it anew. */
    readonly requestMs: number;
    /** For one request in all, whatever progress it makes. */
    readonly requestMaxMs: number;
  };
  /** `auto`: one process for all clients, until the server is seen to need one for each. */
  readonly share: 'auto' | 'one' | 'per-client';
  readonly tools: ToolSettings;
  /** Null caches nothing of this server. */
  readonly cache: CacheSettings | null;
  /** Null never refuses. */
  readonly breaker: BreakerSettings | null;
  /** Null sends nothing twice. */
  readonly retry: RetrySettings | null;
  /** To a server by URL. */
  readonly connections: ConnectionSettings;
  readonly liveness: {
    readonly intervalMs: number;
    readonly timeoutMs: number;
    /** Unanswered probes in a row that make a server unhealthy. */
    readonly misses: number;
    /** `alert` leaves a server running that does not answer. */
    readonly onHang: 'restart' | 'alert';
  };
  /** What it needs from elsewhere. */
  readonly checks: readonly DependencyCheck[];
  /** Null where the server has no figures of its own to give. */
  readonly metrics: MetricsCommand | null;
  readonly references: ServerReferences;
  /** The revision that is asked for at the handshake; null is the newest that both sides know. */
  readonly protocolVersion: string | null;
}

/** What a server's entry names in `${…}`, resolved. */
export interface ServerReferences {
  /** What has no value: the server can't be started before it has. */
  readonly missing: readonly MissingReference[];
  /** Values of secrets in this entry, for what masks them. */
  readonly secrets: readonly string[];
  /** Texts that hold a secret, as they stand in the file, by dotted key within the entry: `env.GITHUB_TOKEN`. */
  readonly written: Readonly<Record<string, string>>;
}

/** How to find out whether something is there that a server needs. Names are unique within a server. */
export type DependencyCheck = {
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Whether the server is unhealthy without it; degraded otherwise. */
  readonly critical: boolean;
} & (
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      /** Null takes 200 to 399. */
      readonly status: number | null;
    }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** Absolute. A folder too. */
  | { readonly kind: 'file'; readonly path: string; readonly writable: boolean }
  /** Exit code 0 means that it is there. Run with the environment and the folder of the server. */
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly string[] }
  | { readonly kind: 'server'; readonly server: string }
);

/** A program that prints a server's own figures in Prometheus' text format. Run like the server itself. */
export interface MetricsCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** What is measured, kept and given to others. */
export interface MonitoringSettings {
  /** 1,000 to 60,000. */
  readonly sampleIntervalMs: number;
  /** While nobody looks and nothing is wrong; not below `sampleIntervalMs`. */
  readonly idleIntervalMs: number;
  /** How long raw samples, minutes and quarters of an hour are kept. */
  readonly rawMs: number;
  readonly minuteMs: number;
  readonly quarterMs: number;
  /** Of the file with the history; the oldest goes first. */
  readonly historyMaxBytes: number;
  /** Whether `/metrics` gives the documented `mcp_<server>_…` names too. */
  readonly documentedNames: boolean;
  /** Whether figures of the engine itself are measured and `GET /debug-info` answers. */
  readonly profiling: boolean;
  /** Null sends nothing. */
  readonly otlp: OtlpSettings | null;
}

/** OpenTelemetry over HTTP. */
export interface OtlpSettings {
  /** The base address: `/v1/metrics` and `/v1/traces` are added. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  readonly metrics: boolean;
  readonly traces: boolean;
}

export type RestartPolicy = 'always' | 'on-failure' | 'on-abnormal' | 'never';

/** An exit code from 0 to 255, or a signal's name such as `SIGTERM`. */
export type ExitStatus = number | string;

/** When a server that ended by itself is started again. The lists go before the policy, as in systemd. */
export interface RestartSettings {
  readonly policy: RestartPolicy;
  /** Ends that are no failure: it has done its work. Only `always` starts it again. */
  readonly successOn: readonly ExitStatus[];
  /** Ends after which it is never started again. */
  readonly preventOn: readonly ExitStatus[];
  /** Ends after which it is started again whatever the policy. */
  readonly forceOn: readonly ExitStatus[];
  /** Early deaths within ten minutes after which it counts as crash-looping. */
  readonly maxAttempts: number;
  /** Whether it is restarted when a server that it depends on came back after a failure. */
  readonly withDependencies: boolean;
}

/** Null is no limit. */
export interface LimitSettings {
  /** Bytes of the whole tree; passed for {@link sustainedMs} it is told, then the server is restarted. */
  readonly memorySoftBytes: number | null;
  /** Bytes of the whole tree; never passed where the kernel holds it, else ended when seen. */
  readonly memoryHardBytes: number | null;
  /** Per cent of one core. */
  readonly cpuPercent: number | null;
  /** For each process. */
  readonly openFiles: number | null;
  /** In the whole tree. */
  readonly processes: number | null;
  /** How long a soft limit may be passed. */
  readonly sustainedMs: number;
  /** Requests of clients that one process works on at a time; more wait. */
  readonly inFlight: number | null;
  /** Requests that may wait; more are refused. */
  readonly queue: number;
}

/** Names in these are globs: `*` stands for any characters, `?` for one. */
export interface ToolSettings {
  /** Those that clients see, by the server's own names. */
  readonly allow: readonly string[];
  /** Goes before `allow`. */
  readonly deny: readonly string[];
  /** The server's own name to the one that clients see. No globs; no two tools get one name. */
  readonly rename: Readonly<Record<string, string>>;
  /** What the tools whose own name a glob matches do differently; of several that match, the first in the file. */
  readonly rules: readonly ToolRule[];
  /** For clients whose name, or whose token's name, a glob matches: what they see of what all see. */
  readonly clients: readonly ClientRule[];
}

export interface ToolRule {
  readonly tools: string;
  /** Null is that of the server, in all of these. */
  readonly timeoutMs: number | null;
  readonly inFlight: number | null;
  /** Requests a second of one client. */
  readonly ratePerSecond: number | null;
  /** How long its results may be kept; 0 keeps none, which is the default. */
  readonly cacheMs: number;
  /** Sending a call twice does no harm; null asks the tool's own hints. */
  readonly repeatable: boolean | null;
}

export interface ClientRule {
  readonly client: string;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

export interface CacheSettings {
  /** For what the server itself gives no time. */
  readonly ttlMs: number;
}

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long it stays open before a trial. */
  readonly openMs: number;
  /** Per cent of the requests within the window that open it, where there were as many as `minimum`. */
  readonly errorRatePercent: number;
  readonly minimum: number;
  readonly windowMs: number;
}

export interface RetrySettings {
  /** Tries in all, 2 or more. */
  readonly attempts: number;
  /** Before the second try; doubles with each, with jitter. */
  readonly delayMs: number;
}

export interface ConnectionSettings {
  /** Kept open while idle. */
  readonly min: number;
  readonly max: number;
}

/** What holds for the gateway as a whole. */
export interface GatewaySettings {
  /** Sessions at a time; more are refused. */
  readonly maxClients: number;
  /** Of one message of a client. */
  readonly messageMaxBytes: number;
  /** Requests a second of one client; null is no limit. */
  readonly ratePerSecond: number | null;
  /** Responses that are kept, all servers together. */
  readonly cacheEntries: number;
  /** Requests that can be looked at afterwards. */
  readonly recentRequests: number;
  /** Whether arguments are kept with them. */
  readonly recordArguments: boolean;
  /** The newest revision that clients are answered with; null is the newest that is known. */
  readonly protocolVersion: string | null;
  /** Messages of one batch of a client of 2025-03-26; more are refused. */
  readonly batchSize: number;
  /** Null: there is no admin server. */
  readonly admin: AdminSettings | null;
}

export interface AdminSettings {
  /** Stop, restart and changes of the configuration: after a question to the person, without, or not at all. */
  readonly destructive: 'ask' | 'allow' | 'never';
  /** Asked to rank tools for a prompt; null ranks them here. */
  readonly ranking: RankingSettings | null;
}

export interface RankingSettings {
  readonly kind: 'openai' | 'gemini';
  /** The base address, without a path such as `/chat/completions`. */
  readonly url: string;
  readonly model: string;
  /** Empty for none. */
  readonly key: string;
}

/** A server declared stateless: any of its processes may answer any request. */
export interface InstanceSettings {
  /** 1 to `max`. */
  readonly min: number;
  readonly max: number;
  /** Requests that one process works on at a time. */
  readonly concurrency: number;
}

/** What holds for all servers together. */
export interface OperationSettings {
  /** Servers that may be starting at the same time. */
  readonly parallelStarts: number;
  /** Restarts after failures, all servers together; more wait. */
  readonly restartsPerMinute: number;
  /** Whether packages for npx and uvx are fetched before they are needed. */
  readonly prewarm: boolean;
  /** How long a quit waits for the servers to stop. */
  readonly shutdownTimeoutMs: number;
  /** How long requests in flight may finish before a restart after a change. */
  readonly drainMs: number;
  /** How often the file is kept as a backup when it changed; null for never. */
  readonly backupIntervalMs: number | null;
  readonly backups: BackupSettings;
  /** Of a server that fails to start after a change. */
  readonly rollback: 'offer' | 'auto' | 'never';
}

/** Which backups of the configuration are kept: the newest `keep` that are not older than `ageMs`. */
export interface BackupSettings {
  readonly keep: number;
  readonly ageMs: number;
}

/** Where the HTTP server listens from the next start on. */
export interface HttpSettings {
  /** Null where nobody named one: the usual one, or any free one when that is taken. */
  readonly port: number | null;
  /** A loopback address. */
  readonly host: string;
}

export interface LoggingSettings {
  /** Lines of servers below it are not kept. */
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Of what `signalbox serve` prints. */
  readonly format: 'text' | 'json';
  readonly rotation: RotationSettings;
}

/** Of each server's log. */
export interface RotationSettings {
  readonly maxBytes: number;
  /** With the one that is written now. */
  readonly files: number;
}

/** A value that `${input:NAME}` stands for, and that its owner is asked for. */
export interface InputDeclaration {
  readonly id: string;
  /** Empty for none. */
  readonly description: string;
  /** Whether it is hidden while it is typed. */
  readonly password: boolean;
}

/** A file that was read and found usable. */
export interface Configuration {
  readonly file: string;
  /** What was read, so that it can be kept as the last good one. */
  readonly text: string;
  /** In the order of the file. */
  readonly servers: readonly ServerConfig[];
  readonly monitoring: MonitoringSettings;
  readonly alerts: AlertSettings;
  readonly operations: OperationSettings;
  readonly gateway: GatewaySettings;
  readonly http: HttpSettings;
  readonly logging: LoggingSettings;
  readonly inputs: readonly InputDeclaration[];
  /** Schema version of the file as it stands. */
  readonly version: number;
  /** Whether `migrateConfiguration` has something to do. */
  readonly isOutdated: boolean;
  /** Where the file names secrets, inputs and variables. */
  readonly references: readonly ReferenceUse[];
  /** Values of all secrets in it, for what masks them. */
  readonly secrets: readonly string[];
  /** Variables that are set and not used, for they don't fit what the file says. */
  readonly leftOut: readonly string[];
  /** With what it was read, so that an edit of it is read with the same. */
  readonly readWith: ReadingContext;
  /** Warnings only. */
  readonly findings: readonly Finding[];
}

/** With `ok: false` at least one finding is an error; warnings may stand beside it. */
export type LoadResult =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** One server for the first configuration file. */
export interface StarterServer {
  readonly name: string;
  /** A sentence for the person who opens the file. */
  readonly comment: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}
