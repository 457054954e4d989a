import { constants } from 'node:os';
import { z } from 'zod';
import { formatDuration, parseDuration } from '../reading/duration.ts';
import { formatSize, parseSize } from '../reading/size.ts';
import { describe, describeKind, nearest, quoted, quotedWord } from '../reading/wording.ts';
import type { ExitStatus } from '../server-config.ts';
import { type Described, takes } from './described.ts';
import {
  durationShape,
  EXIT_STATUS,
  HOST_AND_PORT,
  orNever,
  perCentShape,
  sizeShape,
} from './value-shapes.ts';

/** The kinds of value that a configuration is made of, each with a message that says what would be right. */

export const must = (what: string) => (issue: { readonly input?: unknown }) =>
  `must be ${what}, not ${describe(issue.input)}`;

/** Of what may be a secret, or hold one. */
export const mustUntold = (what: string) => (issue: { readonly input?: unknown }) =>
  `must be ${what}, not ${describeKind(issue.input)}`;

/** No program can be given a text with a NUL character in it. */
export const text = (what: string) =>
  z.string({ error: must(what) }).refine((value) => !value.includes('\0'), {
    error: 'must not have a NUL character in it',
  });

export const filled = (what: string) =>
  text(what).refine((value) => value.trim() !== '', { error: `must be ${what}, not empty` });

/** A finding does not quote it. */
export const secret = z
  .string({ error: mustUntold('a text') })
  .refine((value) => !value.includes('\0'), { error: 'must not have a NUL character in it' })
  .refine((value) => value.trim() !== '', { error: 'must be a text, not empty' });

/** Newest first. */
const KNOWN_REVISIONS: ReadonlySet<string> = new Set([
  '2026-07-28',
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
]);

/** A revision of MCP, by its date. */
export const protocolVersion = z
  .string({ error: must('a revision such as "2025-11-25"') })
  .refine((value) => KNOWN_REVISIONS.has(value), {
    error: ({ input }) => `must be one of ${[...KNOWN_REVISIONS].join(', ')}, not ${describe(input)}`,
  });

/** Numbers and booleans are what people write for ports and switches; a program gets texts in any case. */
export const textual = (what: string) =>
  z.union([text(what), z.number().transform(String), z.boolean().transform(String)], { error: must(what) });

export const flag = z.boolean({ error: must('true or false') });

export const section = <Shape extends z.ZodRawShape>(example: string, shape: Shape) =>
  z.object(shape, { error: must(`an object such as ${example}`) });

/** A section that `false` switches off, which gives null; `true` is the section with its defaults where each key has one. */
export const sectionOrOff = <Shape extends z.ZodRawShape>(example: string, shape: Shape) => {
  const inner = z.object(shape, { error: must(`false or an object such as ${example}`) });
  const read = z.unknown().transform((value, context): z.output<typeof inner> | null => {
    if (value === false) return null;
    const parsed = inner.safeParse(value === true ? {} : value);
    if (parsed.success) return parsed.data;
    if (value === true) {
      const lacking = parsed.error.issues.map(({ path }) => `"${path.join('.')}"`).join(', ');
      const message = `must be false or an object such as ${example}: true is not enough, for ${lacking} has no default`;
      context.issues.push({ code: 'custom', message, input: value });
    } else passOn(parsed.error.issues, value, context);
    return z.NEVER;
  });
  return Object.assign(takes(read, z.union([z.boolean(), inner])), { shape });
};

/** Tells the issues of a value that was read apart from the rest as issues of the rest. */
export function passOn(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  context: { readonly issues: z.core.$ZodRawIssue[] },
): void {
  for (const issue of issues) {
    const { message, path } = issue;
    // What is wrong with a key is told at the key, in the words of its own rule.
    if (issue.code === 'invalid_key') context.issues.push({ ...issue, input });
    else context.issues.push({ code: 'custom', message, path, input });
  }
}

/** A list, or one of its items without the list around it. */
export const list = <Item extends z.ZodType>(what: string, item: Item) =>
  takes(
    z.preprocess(
      (value) => (typeof value === 'string' ? [value] : value),
      z.array(item, { error: must(`a list of ${what}`) }),
    ),
    z.union([z.array(item), item]),
  );

/** A finding does not quote it: whoever knows the address of a hook may post there. */
export const httpUrl = filled('a web address').refine(
  (value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
  {
    error: ({ input }) => `must be an address that starts with http:// or https://${faultOf(String(input))}`,
  },
);

function faultOf(url: string): string {
  const scheme = /^\s*([a-z][a-z0-9+.-]{0,15}:\/\/)/i.exec(url)?.[1];
  if (scheme === undefined) return ', and this one has no scheme';
  return /^https?:/i.test(scheme) ? ', and what follows that here is no address' : `, not with ${scheme}`;
}

export const args = z
  .array(textual('a text'), { error: mustUntold('a list of texts such as ["-y", "some-server"]') })
  .default([]);

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, {
  error: ({ input }) => {
    const wrong = /[^!#$%&'*+.^_`|~0-9A-Za-z-]/u.exec(String(input))?.[0];
    const fault =
      wrong === undefined ? 'it is empty' : `it has ${/\s/.test(wrong) ? 'a space' : quoted(wrong)} in it`;
    return `is no name that an HTTP header can have: ${fault}`;
  },
});

/** Names and values of HTTP headers. */
export const headers = z
  .record(
    headerName,
    textual('a text').refine((value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value), {
      error: 'must be one line of plain text, as HTTP headers are',
    }),
    { error: mustUntold('an object such as { "Authorization": "Bearer …" }') },
  )
  .default({});

/** Fractions too; `of` says what is counted. */
export function numberFrom(min: number, max: number, of: string) {
  const what = `a number of ${of} from ${grouped(min)} to ${grouped(max)}`;
  return z
    .number({ error: must(what) })
    .min(min, { error: must(what) })
    .max(max, { error: must(what) });
}

export function whole(min: number, max: number) {
  const what = `a whole number from ${grouped(min)} to ${grouped(max)}`;
  return z
    .int({ error: must(what) })
    .min(min, { error: must(what) })
    .max(max, { error: must(what) });
}

/** A value that is read by a function of ours: what that returns in `message` follows the key. `what` tells editors. */
export function readBy<Output>(
  what: Described,
  read: (value: unknown) => { readonly is: Output } | { readonly message: string },
) {
  const schema = z.unknown().transform((value, context) => {
    const found = read(value);
    if ('is' in found) return found.is;
    context.issues.push({ code: 'custom', message: found.message, input: value });
    return z.NEVER;
  });
  return takes(schema, what);
}

/** "localhost:5432", "[::1]:5432". */
export const hostAndPort = readBy(HOST_AND_PORT, (value) => {
  const what = 'a host and a port such as "localhost:5432"';
  if (typeof value !== 'string') return { message: `must be ${what}, not ${describe(value)}` };
  const match = /^\s*(?:\[([0-9a-f:.%a-z]+)\]|([^\s:/[\]]+)):(\d{1,6})\s*$/i.exec(value);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) {
    const bare = /^\s*[^\s:/[\]]+:?\s*$/.test(value) && !/^\s*\d+\s*$/.test(value);
    const name = value.trim().replace(/:$/, '');
    const isWord = bare && quotedWord(name) === quoted(name);
    const says = isWord ? `must name a port too, as in "${name}:5432"` : `must be ${what}`;
    return { message: `${says}, not ${describe(value)}` };
  }
  const port = Number(match?.[3]);
  return port >= 1 && port <= 65_535
    ? { is: { host, port } }
    : { message: `must have a port from 1 to 65,535, not ${port}` };
});

const TIME = 'a time such as "30s", "500ms" or "2m", or a number of seconds';

export const duration = (minMs: number, maxMs: number) =>
  readBy(durationShape(minMs, maxMs), (value) => {
    const ms = parseDuration(value);
    if (ms === null) return { message: `must be ${TIME}, not ${describe(value)}` };
    return inRange(value, ms, minMs, maxMs);
  });

/** A duration, or null for "never", false and 0. */
export const durationOrNever = (minMs: number, maxMs: number) =>
  readBy(orNever(durationShape(minMs, maxMs)), (value) => {
    const never = value === false || (typeof value === 'string' && /^\s*(never|0)\s*$/i.test(value));
    const ms = never ? 0 : parseDuration(value);
    if (ms === 0) return { is: null };
    if (ms === null) return { message: `must be ${TIME}, or "never", not ${describe(value)}` };
    return inRange(value, ms, minMs, maxMs);
  });

function inRange(value: unknown, ms: number, minMs: number, maxMs: number) {
  if (ms >= minMs && ms <= maxMs) return { is: ms };
  const found = asWritten(value) ?? `${formatDuration(ms)}; a plain number counts seconds`;
  return { message: `must be ${formatDuration(minMs)} to ${formatDuration(maxMs)}, not ${found}` };
}

/** A time or a size in the words of the file, so that it is found there; null for a number, which has no unit. */
function asWritten(value: unknown): string | null {
  return typeof value === 'string' ? value.replaceAll(/\s+/g, '') : null;
}

export const size = (minBytes: number, maxBytes: number) =>
  readBy(sizeShape(minBytes, maxBytes), (value) => {
    const bytes = parseSize(value);
    if (bytes === null) {
      return {
        message: `must be a size such as "512MB" or "1.5GB", or a number of bytes, not ${describe(value)}`,
      };
    }
    if (bytes >= minBytes && bytes <= maxBytes) return { is: bytes };
    const plain = typeof value === 'number' || /^\s*[\d.]+\s*$/.test(String(value));
    const found = plain ? `${formatSize(bytes)}; a plain number counts bytes` : asWritten(value);
    return { message: `must be ${formatSize(minBytes)} to ${formatSize(maxBytes)}, not ${found}` };
  });

/** Per cent of something, from "80%" or the number 80. */
export const perCent = (min: number, max: number, of: string) =>
  readBy(perCentShape(min, max), (value) => {
    const what = `must be a share of ${of} such as "${Math.min(80, max)}%", from ${grouped(min)}% to ${grouped(max)}%`;
    const match = typeof value === 'string' ? /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*%?\s*$/.exec(value) : null;
    const found = match ? Number(match[1]) : value;
    return typeof found === 'number' && found >= min && found <= max
      ? { is: found }
      : { message: `${what}, not ${describe(value)}` };
  });

const STATUS = 'an exit code from 0 to 255 or a signal such as "SIGTERM"';

const exitStatus = readBy<ExitStatus>(EXIT_STATUS, (value) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255)
    return { is: value };
  const name = typeof value === 'string' ? value.trim().toUpperCase() : '';
  if (Object.hasOwn(constants.signals, name)) return { is: name };
  const known = Object.keys(constants.signals);
  const meant = name === '' ? undefined : known.includes(`SIG${name}`) ? `SIG${name}` : nearest(name, known);
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return { message: `must be ${STATUS}, not ${describe(value)}${hint}` };
});

/** One status may stand without the list. */
export const exitStatuses = takes(
  z.preprocess(
    (value) => (typeof value === 'number' || typeof value === 'string' ? [value] : value),
    z.array(exitStatus, { error: must(`a list of exit codes and signals such as [3, "SIGTERM"]`) }),
  ),
  z.union([z.array(exitStatus), exitStatus]),
);

function grouped(value: number): string {
  return value.toLocaleString('en');
}
