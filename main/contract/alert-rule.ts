import { z } from 'zod';
import { AlertType, Severity } from './alert.ts';

/** When the condition of a rule holds. Figures in the unit of the rule. */
export const RuleCondition = z.discriminatedUnion('kind', [
  /** From `enter` up; it holds on until the figure is below `exit`. */
  z.object({ kind: z.literal('above'), enter: z.number(), exit: z.number() }),
  /** From `enter` down; it holds on until the figure is above `exit`. */
  z.object({ kind: z.literal('below'), enter: z.number(), exit: z.number() }),
  /** It rose by `by` or more within the window; over when it rose by less than half of that. */
  z.object({ kind: z.literal('rise'), by: z.number(), window_seconds: z.number() }),
  /** The figure is missing while the server runs. */
  z.object({ kind: z.literal('absent') }),
  /** So many lines of the log match the pattern (a regular expression, case ignored) within the window. */
  z.object({
    kind: z.literal('log'),
    pattern: z.string(),
    count: z.number().int(),
    window_seconds: z.number(),
  }),
]);
export type RuleCondition = z.infer<typeof RuleCondition>;

export const RuleRemedy = z.object({
  do: z.enum(['restart', 'diagnose', 'reap', 'run']),
  /** Only for `run`. */
  command: z.string().nullable(),
  args: z.array(z.string()),
  /** All alerts of this rule and server together. */
  max_per_hour: z.number().int(),
});
export type RuleRemedy = z.infer<typeof RuleRemedy>;

/** A rule as it holds for all servers, or for one. */
export const AlertRule = z.object({
  /** "high_memory". */
  name: z.string(),
  /** "Memory is high". */
  title: z.string(),
  type: AlertType,
  /** `machine` rules look at the machine and Signalbox once, the others at each server. */
  scope: z.enum(['server', 'machine']),
  /** What it looks at: one of the signals of docs/alerts.md, or `custom:<metric>`. */
  signal: z.string(),
  unit: z.enum(['percent', 'bytes', 'count', 'milliseconds', 'seconds', 'none']),
  condition: RuleCondition,
  /** How long the condition must hold before it fires. */
  for_seconds: z.number(),
  severity: Severity,
  /** From this figure on, held for so long, it is that severe. */
  worse: z.object({ at: z.number(), for_seconds: z.number(), severity: Severity }).nullable(),
  enabled: z.boolean(),
  /** Whether anybody is notified; it shows in the window all the same. */
  notify: z.boolean(),
  /** Names of channels; null for those that take alerts of this severity. */
  channels: z.array(z.string()).nullable(),
  remedy: RuleRemedy.nullable(),
  /** Globs: the servers that it holds for. */
  servers: z.array(z.string()),
  /** Not one of the rules that Signalbox brings. */
  own: z.boolean(),
  /** Which of its keys the file sets, for all servers and for the one that was asked for. */
  set: z.array(z.string()),
  set_for_server: z.array(z.string()),
  /** Servers whose entries change something about it. Empty when one server was asked for. */
  servers_that_differ: z.array(z.string()),
});
export type AlertRule = z.infer<typeof AlertRule>;

/**
 * What a person may change of a rule, in the words of servers.json, such as `{ "above": "2GB", "for": "5m" }`; see
 * docs/servers-json.md. Keys that are left out stay as they are; null takes a key out of the file.
 */
export const RuleSettings = z.record(z.string(), z.unknown());
export type RuleSettings = z.infer<typeof RuleSettings>;

/** "Over the last 24 h this rule would have fired twice." */
export const RulePreview = z.object({
  rule: z.string(),
  server: z.string().nullable(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** The series that it was tried on; null where the history keeps none for this signal, and then nothing is known. */
  metric: z.string().nullable(),
  /** When it would have fired; `until` is null while it would still be firing. */
  firings: z.array(z.object({ at: z.iso.datetime(), until: z.iso.datetime().nullable(), peak: z.number() })),
  /** What the line on the chart stands at. */
  threshold: z.number().nullable(),
  exit: z.number().nullable(),
  /** How much of the span was measured, 0 to 1. */
  coverage: z.number(),
  /** "Over the last 24 h this rule would have fired twice, for 14 min in all." */
  sentence: z.string(),
});
export type RulePreview = z.infer<typeof RulePreview>;
