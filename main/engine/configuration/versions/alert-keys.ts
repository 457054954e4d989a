import { z } from 'zod';
import { AlertType, Severity } from '#contract/alert.ts';
import { parseTimeOfDay } from '../reading/time-of-day.ts';
import { describe } from '../reading/wording.ts';
import { Channel } from './channel-keys.ts';
import { TIME_OF_DAY } from './value-shapes.ts';
import { args, duration, filled, flag, list, must, readBy, section, sectionOrOff, whole } from './values.ts';

/** What the file says of alerts. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const severities = Severity.options.map((severity) => `"${severity}"`).join(', ');
const severity = z.enum(Severity.options, { error: must(`one of ${severities}`) });

/** Read by the unit of what its rule looks at, which only the whole of the rule tells. */
const figure = z.union([z.number(), z.string()], {
  error: must('a figure such as 3, "80%", "2GB" or "5m", as its rule needs it'),
});

const nameOfRule = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, {
  error: 'is no name for a rule: 1 to 64 small letters, digits and _, beginning with a letter',
});

const nameOfChannel = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
  error: 'is no name for a channel: 1 to 64 letters, digits, dots, _ and -, beginning with a letter or digit',
});

const timeOfDay = readBy(TIME_OF_DAY, (value) => {
  const minute = parseTimeOfDay(value);
  return minute !== null
    ? { is: minute }
    : { message: `must be a time of the day such as "22:00", not ${describe(value)}` };
});

export const Worse = sectionOrOff('{ "at": "95%", "severity": "error" }', {
  at: figure.optional(),
  for: duration(0, 7 * DAY_MS).optional(),
  severity: severity.optional(),
});

export const RemedyEntry = sectionOrOff('{ "do": "restart" }', {
  do: z.enum(['restart', 'diagnose', 'reap', 'run'], {
    error: must('"restart", "diagnose", "reap" or "run"'),
  }),
  command: filled('a program such as "notify-ops"').optional(),
  args,
  maxPerHour: whole(1, 60).default(2),
});

/** What is left out stays as the rule that it changes has it. */
export const RuleEntry = sectionOrOff('{ "above": "2GB", "for": "5m" }', {
  enabled: flag.optional(),
  signal: filled('the name of a signal').optional(),
  title: filled('a few words').max(80, { error: 'must be at most 80 characters' }).optional(),
  type: z
    .enum(AlertType.options, {
      error: must(`one of ${AlertType.options.map((type) => `"${type}"`).join(', ')}`),
    })
    .optional(),
  above: figure.optional(),
  below: figure.optional(),
  rise: figure.optional(),
  absent: z.literal(true, { error: must('true') }).optional(),
  pattern: filled('a regular expression').max(500, { error: 'must be at most 500 characters' }).optional(),
  count: whole(1, 100_000).optional(),
  exit: figure.optional(),
  within: duration(10_000, HOUR_MS).optional(),
  for: duration(0, 7 * DAY_MS).optional(),
  severity: severity.optional(),
  worse: Worse.optional(),
  notify: flag.optional(),
  channels: list('names of channels such as ["native"]', filled('the name of a channel')).optional(),
  remedy: RemedyEntry.optional(),
  explainedBy: list('names of rules such as ["down"]', filled('the name of a rule')).optional(),
  servers: list(
    'names of servers or globs such as ["db-*"]',
    filled('the name of a server or a glob'),
  ).optional(),
});
/** Null is off. */
export type RuleEntry = z.output<typeof RuleEntry>;

const rules = z
  .record(nameOfRule, RuleEntry, { error: must('an object such as { "high_memory": { "above": "2GB" } }') })
  .default({});

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const day = z.enum(DAYS, { error: must('"mon", "tue", "wed", "thu", "fri", "sat" or "sun"') });

export const QuietHoursEntry = sectionOrOff('{ "from": "22:00", "to": "07:00" }', {
  from: timeOfDay,
  to: timeOfDay,
  /** 0 is Sunday. */
  days: list(
    'days such as ["mon", "tue"]',
    day.transform((name) => DAYS.indexOf(name)),
  )
    .default([0, 1, 2, 3, 4, 5, 6])
    .refine((days) => days.length > 0, { error: 'must name a day, or be left out for all' }),
  except: z
    .union([severity, z.literal('none')], { error: must(`one of ${severities}, "none"`) })
    .default('critical'),
});

export const Alerts = section('{ "repeat": "4h" }', {
  enabled: flag.default(true),
  rules,
  channels: z
    .record(nameOfChannel, Channel, {
      error: must('an object such as { "ops": { "type": "slack", "url": "https://…" } }'),
    })
    .default({}),
  quietHours: QuietHoursEntry.prefault(false),
  groupWait: duration(0, 10 * MINUTE_MS).prefault('5s'),
  groupInterval: duration(1_000, DAY_MS).prefault('5m'),
  repeat: duration(MINUTE_MS, 30 * DAY_MS).prefault('4h'),
  settle: duration(0, HOUR_MS).prefault('60s'),
  editQuiet: duration(0, HOUR_MS).prefault('60s'),
  summary: z
    .union([z.literal(false).transform(() => null), timeOfDay], {
      error: must('false or a time of the day such as "09:00"'),
    })
    .prefault('09:00'),
});
export type Alerts = z.output<typeof Alerts>;

/** Of one server; false switches all of its alerts off. */
export const ServerAlerts = sectionOrOff('{ "rules": { "high_memory": { "above": "2GB" } } }', { rules });
export type ServerAlerts = z.output<typeof ServerAlerts>;
