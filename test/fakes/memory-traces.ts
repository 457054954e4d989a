import type { Step } from '#engine/telemetry/history/history.ts';

const MIB = 2 ** 20;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SAMPLE_MS = 10_000;

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a made-up process does with its memory; all of it in MiB. */
export type TraceKind =
  | { readonly kind: 'leak'; readonly perHour: number }
  | { readonly kind: 'noise' }
  | { readonly kind: 'saw-tooth' }
  | { readonly kind: 'warm-up' }
  | { readonly kind: 'day-steps' };

/**
 * A day in the memory of one process, in steps. Every trace begins at 60 to 160 MiB and has noise of σ 0.5 to 3 MiB.
 *
 * - leak: also a saw-tooth, and a warm-up of 10 to 50 MiB
 * - saw-tooth: a garbage collector's, 10 to 60 MiB high, over and over in 5 to 37 min
 * - warm-up: 20 to 120 MiB that are taken up with a time constant of 10 to 90 min
 * - day-steps: two to eight times in the day it needs 10 to 60 MiB more, or gives them back
 */
export function memoryTrace(trace: TraceKind, seed: number, stepMs: number, hours = 24): Step[] {
  const random = seededRandom(seed);
  const levelAt = makeLevel(trace, random, hours);
  const sigma = between(random, 0.5, 3);
  const steps: Step[] = [];
  for (let atMs = 0; atMs < hours * HOUR_MS; atMs += stepMs) {
    const values: number[] = [];
    for (let ms = atMs; ms < atMs + stepMs; ms += SAMPLE_MS) {
      values.push((levelAt(ms) + sigma * normal(random)) * MIB);
    }
    const sum = values.reduce((all, value) => all + value, 0);
    steps.push({ atMs, min: Math.min(...values), max: Math.max(...values), sum, count: values.length });
  }
  return steps;
}

function makeLevel(trace: TraceKind, random: () => number, hours: number): (ms: number) => number {
  const base = between(random, 60, 160);
  switch (trace.kind) {
    case 'noise':
      return () => base;
    case 'saw-tooth': {
      const tooth = sawTooth(random);
      return (ms) => base + tooth(ms);
    }
    case 'warm-up': {
      const rise = warmUp(random, 20, 120);
      return (ms) => base + rise(ms);
    }
    case 'leak': {
      const tooth = sawTooth(random);
      const rise = warmUp(random, 10, 50);
      return (ms) => base + tooth(ms) + rise(ms) + (trace.perHour * ms) / HOUR_MS;
    }
    case 'day-steps': {
      const changes = Array.from({ length: Math.floor(between(random, 2, 9)) }, () => ({
        atMs: random() * hours * HOUR_MS,
        by: between(random, 10, 60) * (random() < 0.5 ? 1 : -1),
      }));
      return (ms) =>
        // No process gives back what it began with.
        Math.max(base / 2, base + changes.reduce((sum, { atMs, by }) => sum + (ms >= atMs ? by : 0), 0));
    }
    default:
      return trace satisfies never;
  }
}

function sawTooth(random: () => number): (ms: number) => number {
  const height = between(random, 10, 60);
  const periodMs = between(random, 5, 37) * MINUTE_MS;
  const shift = random();
  return (ms) => height * ((ms / periodMs + shift) % 1);
}

function warmUp(random: () => number, least: number, most: number): (ms: number) => number {
  const size = between(random, least, most);
  const constantMs = between(random, 10, 90) * MINUTE_MS;
  return (ms) => size * (1 - Math.exp(-ms / constantMs));
}

function between(random: () => number, least: number, most: number): number {
  return least + random() * (most - least);
}

/** By Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
