import { z } from 'zod';
import { Severity } from '#contract/alert.ts';
import { ChannelType } from '#contract/alert-channel.ts';
import { describe, describeKind, nearest, quoted } from '../reading/wording.ts';
import { takes } from './described.ts';
import {
  args,
  duration,
  filled,
  flag,
  headers,
  httpUrl,
  list,
  must,
  passOn,
  secret,
  textual,
  whole,
} from './values.ts';

/** What the file says of the ways to tell somebody. */

const severities = Severity.options.map((severity) => `"${severity}"`).join(', ');

const common = {
  enabled: flag.default(true),
  /** Not `from`, which is who sends a mail. */
  fromSeverity: z.enum(Severity.options, { error: must(`one of ${severities}`) }).default('warning'),
  resolved: flag.default(true),
  summary: flag.default(false),
};

const timeout = (byDefault: string) => duration(1_000, 300_000).prefault(byDefault);

/** "ops@example.com", "Ops <ops@example.com>". */
const address = filled('an address such as "ops@example.com"').refine(
  (value) => /^[^\s<>@,;]+@[^\s<>@,;]+$|^[^<>\r\n]*<[^\s<>@,;]+@[^\s<>@,;]+>$/.test(value.trim()),
  { error: ({ input }) => `must be an address such as "ops@example.com", not ${describe(input)}` },
);

const labels = z
  .record(
    z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, {
      error: 'is no name that a label can have: letters, digits and _, no digit first',
    }),
    textual('a text'),
    { error: must('an object such as { "team": "data" }') },
  )
  .default({});

const type = z.unknown();

/** By what `type` says. */
export const CHANNELS = {
  native: z.object({ type: type.optional(), ...common }),
  webhook: z.object({
    type,
    url: httpUrl,
    headers,
    secret: secret.optional(),
    template: z
      .unknown()
      .refine((value) => typeof value === 'object' && value !== null, {
        error: ({ input }) => `must be an object such as { "text": "{{title}}" }, not ${describeKind(input)}`,
      })
      .optional(),
    timeout: timeout('10s'),
    ...common,
  }),
  slack: z.object({ type, url: httpUrl, timeout: timeout('10s'), ...common }),
  discord: z.object({ type, url: httpUrl, timeout: timeout('10s'), ...common }),
  email: z.object({
    type,
    host: filled('the name of a mail server').regex(/^[^\s/:]+$|^[0-9a-f:]+$/i, {
      error: 'must be a name such as "mail.example.com": the port stands in "port"',
    }),
    port: whole(1, 65_535).optional(),
    secure: flag.default(false),
    requireTls: flag.default(false),
    user: filled('a name').optional(),
    password: secret.optional(),
    from: address,
    to: list('addresses such as ["ops@example.com"]', address).refine((to) => to.length > 0, {
      error: 'must name somebody',
    }),
    timeout: timeout('30s'),
    ...common,
  }),
  alertmanager: z.object({ type, url: httpUrl, headers, labels, timeout: timeout('10s'), ...common }),
  command: z.object({
    type,
    command: filled('a program such as "notify-ops"'),
    args,
    timeout: timeout('30s'),
    ...common,
  }),
} satisfies Record<ChannelType, z.ZodObject>;

export type ChannelEntry = {
  [Type in ChannelType]: z.output<(typeof CHANNELS)[Type]> & { readonly type: Type };
}[ChannelType];

const TYPES = ChannelType.options;
const EXAMPLE = '{ "type": "slack", "url": "https://…" }';

const channel = z.unknown().transform((value, context): ChannelEntry => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `must be an object such as ${EXAMPLE}, not ${describeKind(value)}`;
    context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  }
  const named: unknown = 'type' in value ? value.type : 'native';
  const known = ChannelType.safeParse(named);
  if (!known.success) {
    const meant = typeof named === 'string' ? nearest(named, TYPES) : undefined;
    const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
    const message = `must be one of ${TYPES.map((one) => `"${one}"`).join(', ')}, not ${describe(named)}${hint}`;
    context.issues.push({ code: 'custom', message, path: ['type'], input: value });
    return z.NEVER;
  }
  const parsed = CHANNELS[known.data].safeParse(value);
  // What was parsed by the schema of a type is of that type.
  if (parsed.success) return { ...parsed.data, type: known.data } as ChannelEntry;
  passOn(parsed.error.issues, value, context);
  return z.NEVER;
});

/** One entry of `alerts.channels`; only that of the name "native" may leave its type out. */
export const Channel = takes(
  channel,
  z.union(
    TYPES.map((one) => {
      const named = z.literal(one);
      return CHANNELS[one].extend({ type: one === 'native' ? named.optional() : named });
    }),
  ),
);
