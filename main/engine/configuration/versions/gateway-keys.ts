import { z } from 'zod';
import {
  duration,
  durationOrNever,
  filled,
  flag,
  httpUrl,
  list,
  must,
  numberFrom,
  perCent,
  protocolVersion,
  section,
  sectionOrOff,
  size,
  textual,
  whole,
} from './values.ts';

/** What the file says of requests: which tools are seen by whom, and what guards a server. */

const DAY_MS = 86_400_000;

/** Kinds of value that keys have here and in `defaults`. */
export const GATEWAY_VALUES = {
  cacheEntries: whole(0, 100_000),
  cacheTtl: duration(1000, DAY_MS),
  breakerFailures: whole(1, 1000),
  breakerOpen: duration(100, DAY_MS),
};

const globs = list(
  'names of tools such as ["read_*"]',
  filled('the name of a tool, or a glob such as "read_*"'),
);
const ratePerSecond = numberFrom(0.001, 100_000, 'requests a second');

/** As the specification has it since 2025-11-25. */
const toolName = z.string({ error: must('a name such as "read"') }).regex(/^[A-Za-z0-9_.-]{1,128}$/, {
  error: 'must be 1 to 128 letters, digits, _, - and dots, as names of tools are',
});

const rename = z
  .record(
    filled('the name of a tool').refine((name) => !/[*?]/.test(name), {
      error: 'must name one tool: two tools can’t have one name',
    }),
    toolName,
    { error: must('an object such as { "own_name": "seen_name" }') },
  )
  .default({});

export const ToolRuleEntry = section('{ "timeout": "5m" }', {
  timeout: duration(100, DAY_MS).optional(),
  inFlight: whole(1, 10_000).optional(),
  rate: ratePerSecond.optional(),
  cache: durationOrNever(100, DAY_MS).prefault(false),
  repeatable: flag.optional(),
});

export const ClientRuleEntry = section('{ "deny": ["delete_*"] }', {
  allow: globs.default(['*']),
  deny: globs.default([]),
});

const byGlob = <Entry extends z.ZodType>(entry: Entry, example: string) =>
  z.record(filled('a name or a glob'), entry, { error: must(`an object such as ${example}`) });

export const Tools = section('{ "deny": ["delete_*"] }', {
  allow: globs.default(['*']),
  deny: globs.default([]),
  rename,
  rules: byGlob(ToolRuleEntry, '{ "search_*": { "timeout": "5m" } }').default({}),
  clients: byGlob(ClientRuleEntry, '{ "claude*": { "deny": ["delete_*"] } }').default({}),
});

export const Cache = sectionOrOff('{ "ttl": "5m" }', { ttl: GATEWAY_VALUES.cacheTtl.optional() });

export const Breaker = sectionOrOff('{ "failures": 5 }', {
  failures: GATEWAY_VALUES.breakerFailures.optional(),
  open: GATEWAY_VALUES.breakerOpen.optional(),
  errorRate: perCent(1, 100, 'requests').prefault('50%'),
  minimum: whole(1, 100_000).default(20),
  window: duration(1000, DAY_MS).prefault('60s'),
});

export const Retry = sectionOrOff('{ "attempts": 3 }', {
  attempts: whole(2, 10).default(3),
  delay: duration(0, 60_000).prefault('100ms'),
});

export const Connections = section('{ "min": 1, "max": 10 }', {
  min: whole(0, 1000).optional(),
  max: whole(1, 1000).optional(),
});

export const Ranking = section('{ "kind": "openai", "url": "http://127.0.0.1:11434/v1", "model": "…" }', {
  kind: z.enum(['openai', 'gemini'], { error: must('"openai" or "gemini"') }),
  url: httpUrl,
  model: filled('the name of a model'),
  key: textual('a text').default(''),
});

export const Admin = sectionOrOff('{ "destructive": "ask" }', {
  destructive: z.enum(['ask', 'allow', 'never'], { error: must('"ask", "allow" or "never"') }).default('ask'),
  ranking: Ranking.optional(),
});

export const Gateway = section('{ "maxClients": 100 }', {
  maxClients: whole(1, 10_000).default(100),
  messageSize: size(1_000, 256 * 1024 * 1024).prefault('16MiB'),
  rate: ratePerSecond.optional(),
  cacheEntries: GATEWAY_VALUES.cacheEntries.optional(),
  recentRequests: whole(1, 100_000).default(1000),
  recordArguments: flag.default(false),
  protocolVersion: protocolVersion.optional(),
  batchSize: whole(1, 10_000).default(100),
  admin: Admin.prefault(true),
});
