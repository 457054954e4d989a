import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { LogFilter, LogLine, LogPage } from '#contract/log-line.ts';
import type { Clock } from '../ports.ts';

/** What servers wrote besides MCP messages: captured to disk, the newest in memory, with a live tail. */
export interface Logs {
  /** Reads a child's stderr to its end. Never blocks the child: what can't be kept is counted and marked. */
  capture(server: string, stderr: Readable, secrets: readonly string[]): void;
  /** One line that did not come from stderr: a stray line on stdout. */
  stray(server: string, text: string, secrets: readonly string[]): void;
  /** Last stderr line of the running or last process, secrets masked. */
  lastLine(server: string): string | null;
  /** Lines in memory that meet the filter. Throws ProblemError('bad-input') on a regex that can't be used. */
  query(filter: z.output<typeof LogFilter>): LogPage;
  /** New lines in order, in batches at most every 50 ms. The returned function ends it. */
  subscribe(listener: (lines: readonly LogLine[]) => void): () => void;
  /** Writes what is pending to disk. Nothing is captured afterwards. */
  close(): Promise<void>;
}

export interface LogsOptions {
  /** One folder per server is made in it. */
  readonly folder: string;
  readonly clock: Clock;
}

export function openLogs(options: LogsOptions): Promise<Logs> {
  throw new Error(`not written yet: ${options.folder}`);
}

export { secretValues } from './mask-secrets.ts';
