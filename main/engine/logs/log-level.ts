import type { LogLevel } from '#contract/log-line.ts';

const LEVELS: Readonly<Record<string, LogLevel>> = {
  fatal: 'error',
  panic: 'error',
  critical: 'error',
  crit: 'error',
  alert: 'error',
  emerg: 'error',
  error: 'error',
  err: 'error',
  warning: 'warn',
  warn: 'warn',
  wrn: 'warn',
  notice: 'info',
  info: 'info',
  inf: 'info',
  debug: 'debug',
  dbg: 'debug',
  trace: 'debug',
  verbose: 'debug',
};
const WORDS = Object.keys(LEVELS).join('|');

/** pino, zap, slog, winston: `"level":"warn"`; pino's numbers too; logfmt: `level=warn`. */
const FIELD = new RegExp(
  `"?\\b(?:level|lvl|severity|levelname)"?\\s{0,2}[:=]\\s{0,2}"?(${WORDS}|[1-6]0)\\b`,
  'i',
);
/** `ERROR:root:…`, `[error]`, `info: …`, `warn - …` at the start of a line. */
const START = new RegExp(`^\\s{0,8}[[(<|]?(${WORDS})(?:[:!\\])>|]|\\s-)`, 'i');
/** `npm ERR! …`, `npm warn …`, `Error connecting …`. */
const TROUBLE = /^\s{0,8}(?:npm )?(error|err|warning|warn)\b/i;
/** After a time, a process or a module, in capitals only: `2026-01-01 12:00:00 ERROR …`. */
const CAPITALS = new RegExp(`(?:^|[\\s[(<|:])(${WORDS.toUpperCase()})(?=[\\s\\])>|:!,]|$)`);
/** An exception by its name, a traceback, a panic. */
const FAULT =
  /^\s{0,8}(?:Uncaught )?(?:[A-Z]\w{0,60}(?:Error|Exception)\b|Traceback \(|fatal error: |thread '.{0,80}' panicked)/;
const DEPRECATION = /^\(node:\d{1,9}\) (?:\[\w+\] )?\w{0,40}Warning:/;
/** glog and klog: `E0102 15:04:05.000000 …`. */
const GLOG = /^([EWIF])\d{4} \d\d:\d\d:/;

/** Levels stand near the start of a line; the rest is what the program talks about. */
const LOOKED_AT = 200;
const LOOKED_AT_IN_JSON = 2048;

/** The level that a line claims for itself in one of the usual ways; null when it claims none. */
export function claimedLevel(text: string): LogLevel | null {
  const json = text.startsWith('{');
  const start = text.slice(0, json ? LOOKED_AT_IN_JSON : LOOKED_AT);
  const field = FIELD.exec(start)?.[1];
  if (field !== undefined) return /\d/.test(field) ? pinoLevel(Number(field)) : named(field);
  if (json) return null;
  const glog = GLOG.exec(start)?.[1];
  if (glog !== undefined) return glog === 'W' ? 'warn' : glog === 'I' ? 'info' : 'error';
  const word = START.exec(start)?.[1] ?? TROUBLE.exec(start)?.[1] ?? CAPITALS.exec(start)?.[1];
  if (word !== undefined) return named(word);
  if (FAULT.test(start)) return 'error';
  return DEPRECATION.test(start) ? 'warn' : null;
}

function named(word: string): LogLevel | null {
  return LEVELS[word.toLowerCase()] ?? null;
}

function pinoLevel(level: number): LogLevel {
  if (level >= 50) return 'error';
  if (level >= 40) return 'warn';
  return level >= 30 ? 'info' : 'debug';
}
