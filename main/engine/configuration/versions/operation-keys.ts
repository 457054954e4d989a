import { z } from 'zod';
import { takes } from './described.ts';
import {
  duration,
  durationOrNever,
  filled,
  flag,
  must,
  passOn,
  section,
  size,
  text,
  whole,
} from './values.ts';

/** What the file says of how Signalbox itself runs, listens and logs. */

const MB = 1_000_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const Backups = section('{ "keep": 50 }', {
  keep: whole(1, 10_000).default(50),
  age: duration(HOUR_MS, 3650 * DAY_MS).prefault('90d'),
});

export const Operations = section('{ "parallelStarts": 4 }', {
  parallelStarts: whole(1, 100).optional(),
  restartsPerMinute: whole(1, 1000).default(30),
  prewarm: flag.default(true),
  shutdownTimeout: duration(1000, 10 * 60_000).prefault('8s'),
  drain: duration(0, HOUR_MS).prefault('10s'),
  backupInterval: durationOrNever(60_000, 365 * DAY_MS).prefault('24h'),
  backups: Backups.prefault({}),
  rollback: z
    .enum(['offer', 'auto', 'never'], { error: must('"offer", "auto" or "never"') })
    .default('offer'),
});

export const Http = section('{ "port": 4870 }', {
  port: whole(1, 65_535).optional(),
  host: z
    .enum(['127.0.0.1', '::1', 'localhost'], { error: must('a loopback address such as "127.0.0.1"') })
    .default('127.0.0.1'),
});

const rotationSize = size(100_000, 1000 * MB);
export const Rotation = section('{ "size": "16MB", "files": 5 }', {
  size: rotationSize.optional(),
  files: whole(1, 1000).optional(),
});

/** "16MB" is the size alone. */
const readRotation = z.unknown().transform((value, context) => {
  const isSize = typeof value === 'string' || typeof value === 'number';
  const parsed = Rotation.safeParse(isSize ? { size: value } : value);
  if (parsed.success) return parsed.data;
  passOn(
    parsed.error.issues.map((issue) => (isSize ? { ...issue, path: [] } : issue)),
    value,
    context,
  );
  return z.NEVER;
});

const rotation = Object.assign(takes(readRotation, z.union([rotationSize, Rotation])), {
  shape: Rotation.shape,
});

export const Logging = section('{ "level": "info" }', {
  level: z
    .enum(['debug', 'info', 'warn', 'error'], { error: must('"debug", "info", "warn" or "error"') })
    .default('debug'),
  format: z.enum(['text', 'json'], { error: must('"text" or "json"') }).default('text'),
  rotation: rotation.prefault({}),
});

export const InputEntry = section('{ "id": "github-token" }', {
  id: filled('a name such as "github-token"').refine((id) => /^[\w.-]+$/.test(id), {
    error: 'must be of letters, digits, ".", "_" and "-"',
  }),
  type: z.enum(['promptString'], { error: must('"promptString"') }).optional(),
  description: text('a sentence').default(''),
  password: flag.default(false),
});
