import { type LogFilter, LogLevel, type LogLine } from '#contract/log-line.ts';

/** What `signalbox logs` was asked for. Null and an empty list mean: all. */
export interface LogRequest {
  readonly servers: readonly string[];
  readonly grep: RegExp | null;
  /** This level and worse. */
  readonly level: LogLevel | null;
  readonly since: Date | null;
  /** Newest lines kept. */
  readonly lines: number;
}

/** The engine's filter for the request. */
export function filterFor({ servers, grep, level, since, lines }: LogRequest): LogFilter {
  return {
    ...(servers.length > 0 ? { servers: [...servers] } : {}),
    ...(grep === null ? {} : { text: grep.source, regex: true }),
    ...(level === null ? {} : { levels: levelsFrom(level) }),
    ...(since === null ? {} : { since: since.toISOString() }),
    limit: lines,
  };
}

/** Whether a live line is one of those asked for, by the same rules as the engine's `logs` query. */
export function belongs(line: LogLine, { servers, grep, level, since }: LogRequest): boolean {
  if (servers.length > 0 && !servers.includes(line.server)) return false;
  if (level !== null && !levelsFrom(level).includes(line.level)) return false;
  if (since !== null && Date.parse(line.at) < since.getTime()) return false;
  return grep === null || grep.test(line.text);
}

/** The level and all that are worse. The contract lists the worst first. */
function levelsFrom(level: LogLevel): LogLevel[] {
  return LogLevel.options.slice(0, LogLevel.options.indexOf(level) + 1);
}
