import type { Finding } from '#contract/configuration-status.ts';

/** One server as configured, with every default filled in. Times are in milliseconds. */
export interface ServerConfig {
  readonly name: string;
  readonly transport: 'stdio' | 'http';
  /** Empty for `http`. */
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of the engine, not instead of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute, `~` expanded; null means the engine's choice. */
  readonly cwd: string | null;
  /** Null for `stdio`. */
  readonly url: string | null;
  readonly disabled: boolean;
  readonly restartPolicy: RestartPolicy;
  readonly timeouts: {
    readonly startMs: number;
    readonly handshakeMs: number;
    readonly stdinCloseMs: number;
    readonly terminateMs: number;
  };
  readonly liveness: {
    readonly intervalMs: number;
    readonly timeoutMs: number;
    /** Unanswered probes in a row that make a server unhealthy. */
    readonly misses: number;
  };
}

export type RestartPolicy = 'always' | 'on-failure' | 'on-abnormal' | 'never';

/** A file that was read and found usable. */
export interface Configuration {
  readonly file: string;
  /** What was read, so that it can be kept as the last good one. */
  readonly text: string;
  /** In the order of the file. */
  readonly servers: readonly ServerConfig[];
  /** 1,000 to 60,000. */
  readonly sampleIntervalMs: number;
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
