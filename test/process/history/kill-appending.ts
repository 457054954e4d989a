import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#engine/ports.ts';
import { openHistory } from '#engine/telemetry/telemetry.ts';
import type { Random } from '../harness/random.ts';
import { KEPT, SERVERS, TICK_MS, timeOf } from './made-up-ticks.ts';

const WRITER = fileURLToPath(new URL('./appends-until-killed.ts', import.meta.url));
/** More than a writer may be ahead of what is read from it: its pipe holds hundreds of lines. */
const APART = 5_000;

export interface KillResult {
  readonly kills: number;
  readonly told: number;
  /** Ticks that were told as written and are not there. */
  readonly lost: number;
  readonly faults: readonly string[];
}

/** Kills a process that appends with SIGKILL, again and again on one file, and looks at what is there after each. */
export async function killAppending(
  file: string,
  kills: number,
  random: Random,
  onKill: (done: number) => void = () => {},
): Promise<KillResult> {
  const told = new Set<number>();
  const faults: string[] = [];
  let lost = 0;
  let next = 1;
  for (let kill = 1; kill <= kills; kill++) {
    for (const tick of await killOnce(file, next, random)) told.add(tick);
    const last = Math.max(next, ...told);
    faults.push(...integrity(file).map((text) => `kill ${kill}: ${text}`));
    const found = await look(file, next, last, told);
    faults.push(...found.faults.map((text) => `kill ${kill}: ${text}`));
    lost += found.lost;
    next = last + APART;
    onKill(kill);
  }
  return { kills, told: told.size, lost, faults };
}

async function killOnce(file: string, first: number, random: Random): Promise<number[]> {
  const writer = spawn(process.execPath, [WRITER, file, String(first)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = text(writer.stderr);
  const exited = once(writer, 'exit');
  const told: number[] = [];
  const rounds = 1 + random.below(400);
  const pauseMs = random.below(50) / 10;
  for await (const line of createInterface({ input: writer.stdout })) {
    told.push(Number(line));
    if (told.length === rounds) setTimeout(() => writer.kill('SIGKILL'), pauseMs);
  }
  const [code, signal] = (await exited) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`The writer ended with ${code}: ${await said}`);
  // The last line may be cut short.
  return told.slice(0, -1);
}

function integrity(file: string): string[] {
  const database = new DatabaseSync(file);
  const found = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  database.close();
  return found === 'ok' ? [] : [`integrity_check: ${String(found)}`];
}

/** Every tick that was told is there once, in samples and in minutes, and nothing is there that was not written. */
async function look(
  file: string,
  from: number,
  last: number,
  told: ReadonlySet<number>,
): Promise<{ lost: number; faults: string[] }> {
  const faults: string[] = [];
  const history = openHistory({
    file,
    clock: systemClock,
    settings: () => KEPT,
    onFault: (text) => faults.push(text),
  });
  const span = { fromMs: timeOf(from), toMs: timeOf(last + APART) };
  let lost = 0;
  try {
    for (const server of SERVERS) {
      const samples = await history.steps(server, 'memory_bytes', { ...span, stepMs: TICK_MS });
      const kept = new Map(samples.map((step) => [(step.atMs - timeOf(0)) / TICK_MS, step]));
      for (const [tick, { max, count }] of kept)
        if (count !== 1 || max !== tick * 1024)
          faults.push(`${server}: tick ${tick} is ${max}, ${count} times`);
      for (let tick = from; tick <= last; tick++) if (told.has(tick) && !kept.has(tick)) lost += 1;
      const all = { fromMs: timeOf(0), toMs: span.toMs };
      const minutes = await history.steps(server, 'memory_bytes', { ...all, stepMs: 60_000 });
      const raw = await history.steps(server, 'memory_bytes', { ...all, stepMs: 30_000 });
      const [inMinutes, inSamples] = [minutes, raw].map((steps) =>
        steps.reduce((sum, { count }) => sum + count, 0),
      );
      if (inMinutes !== inSamples) faults.push(`${server}: ${inSamples} samples, ${inMinutes} in minutes`);
    }
  } finally {
    history.close();
  }
  return { lost, faults };
}
