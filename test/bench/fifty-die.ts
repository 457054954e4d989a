import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerView } from '#contract/server.ts';
import { fixture } from '../process/harness/fixture.ts';
import { type Bench, median, milliseconds, times } from './kit/bench.ts';
import { type OwnEngine, withOwnEngine } from './kit/own-engine.ts';
import { type Stalls, watchStalls } from './kit/watch-stalls.ts';

const MANY = 50;
const WIDTHS = [1, 2, 4, 8, 16, 50] as const;
/** What operations.parallelStarts is without a setting. */
const DEFAULT_WIDTH = 4;
const ROUNDS = 3;
const OUTAGE_MS = 12_000;
const WINDOW_MS = 100;
const SHORT = { timeouts: { stdinClose: '500ms', terminate: '500ms' } };

interface Death {
  readonly width: number;
  /** From the first kill to the last server that is ready again. */
  readonly allReadyMs: number;
  readonly mostStarting: number;
  readonly stalls: Stalls;
  /** Of the 50 starts: from the first to the last, and the most within a tenth of a second. */
  readonly spreadMs: number;
  readonly densest: number;
}

interface Wave {
  readonly attempt: number;
  readonly starts: number;
  readonly spreadMs: number;
  readonly densest: number;
}

export const fiftyDie: Bench = {
  name: 'fifty-die',
  about: `${MANY} servers killed at once: back with each width of starts (${ROUNDS} rounds), and through an outage`,
  async run() {
    const deaths: Death[] = [];
    // Interleaved, so that a slow minute of the machine falls on all alike.
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const width of WIDTHS) deaths.push(await dieAtOnce(width));
    }
    const byWidth = WIDTHS.map((width) => summarize(deaths.filter((death) => death.width === width)));
    const best = Math.min(...byWidth.map(({ allReadyMs }) => allReadyMs));
    const waves = await outage();
    const ours = byWidth.find(({ width }) => width === DEFAULT_WIDTH);
    return {
      columns: [
        'starts at a time',
        'all ready after',
        'of the best',
        'most starting',
        'starts spread over',
        'most in 0.1 s',
        'longest stall',
        'of it own work',
        'an idle process',
      ],
      rows: byWidth.map((death) => [
        String(death.width),
        milliseconds(death.allReadyMs),
        times(death.allReadyMs / best),
        String(death.mostStarting),
        milliseconds(death.spreadMs),
        String(death.densest),
        milliseconds(death.stalls.wallMs),
        milliseconds(death.stalls.ownMs),
        milliseconds(death.stalls.idleMs),
      ]),
      notes: [
        `Medians of ${ROUNDS}, stalls and counts the worst; an idle process is one beside the engine that only looks at the clock; the first wait of 1 s ± 25 % by design is in all of them.`,
        `The default of ${DEFAULT_WIDTH} takes ${times((ours?.allReadyMs ?? Number.NaN) / best)} the time of the best.`,
        `An outage of ${OUTAGE_MS / 1000} s, in which every start fails at once, with the default settings: ${waves.map(({ attempt, starts, spreadMs, densest }) => `try ${attempt}: ${starts} starts over ${milliseconds(spreadMs)}, at most ${densest} in 0.1 s`).join('; ')}.`,
      ],
      figures: { many: MANY, rounds: ROUNDS, byWidth, ratio: (ours?.allReadyMs ?? Number.NaN) / best, waves },
    };
  },
};

const NAMES = Array.from({ length: MANY }, (_, at) => `server-${at}`);

function servers(env: Readonly<Record<string, string>> = {}): Record<string, object> {
  return Object.fromEntries(
    NAMES.map((name) => [name, fixture('tells-its-start', { ...SHORT, env: { NAME: name, ...env } })]),
  );
}

const allAre = (state: ServerView['state']) => (now: ReadonlyMap<string, ServerView>) =>
  NAMES.every((name) => now.get(name)?.state === state);

function killAll(engine: OwnEngine): void {
  for (const { pid } of engine.engine.snapshot().servers) if (pid !== null) process.kill(pid, 'SIGKILL');
}

function dieAtOnce(width: number): Promise<Death> {
  // The budget of restarts is another subject: without a limit here.
  const beside = { operations: { parallelStarts: width, restartsPerMinute: 1000 } };
  return withOwnEngine(servers(), beside, async (engine) => {
    await engine.untilTold('all ready', allAre('ready'));
    const states = new Map<string, string>();
    const startsMs: number[] = [];
    let mostStarting = 0;
    const end = engine.onTold((views, atMs) => {
      for (const { name, state } of views) {
        if (state === 'starting' && states.get(name) !== 'starting') startsMs.push(atMs);
        states.set(name, state);
      }
      mostStarting = Math.max(mostStarting, [...states.values()].filter((one) => one === 'starting').length);
    });
    const stalls = await watchStalls();
    const killedMs = performance.now();
    killAll(engine);
    await engine.untilTold('all down', (now) => NAMES.every((name) => now.get(name)?.state !== 'ready'));
    const readyMs = await engine.untilTold('all back', allAre('ready'));
    end();
    const stalled = await stalls.end();
    return { width, allReadyMs: readyMs - killedMs, mostStarting, stalls: stalled, ...density(startsMs) };
  });
}

/** All die, and what they need stays away for a while: how each try after that is spread. */
function outage(): Promise<Wave[]> {
  const folder = process.env['TMPDIR'] ?? '/tmp';
  const away = join(folder, `signalbox-outage-${process.pid}`);
  return withOwnEngine(servers({ OUTAGE: away }), {}, async (engine) => {
    await engine.untilTold('all ready', allAre('ready'));
    const tries = new Map<string, number>();
    const startsMs = new Map<number, number[]>();
    const pids = new Map<string, number | null>();
    const end = engine.onTold((views, atMs) => {
      for (const { name, pid } of views) {
        const isNew = pid !== null && pids.get(name) !== pid;
        pids.set(name, pid);
        if (!isNew) continue;
        const attempt = (tries.get(name) ?? 0) + 1;
        tries.set(name, attempt);
        startsMs.set(attempt, [...(startsMs.get(attempt) ?? []), atMs]);
      }
    });
    for (const view of engine.engine.snapshot().servers) pids.set(view.name, view.pid);
    await writeFile(away, '');
    try {
      killAll(engine);
      await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
    } finally {
      await rm(away, { force: true });
      end();
    }
    return [...startsMs]
      .toSorted(([one], [other]) => one - other)
      .map(([attempt, at]) => ({ attempt, starts: at.length, ...density(at) }));
  });
}

function density(atMs: readonly number[]): { spreadMs: number; densest: number } {
  const sorted = atMs.toSorted((one, other) => one - other);
  let densest = 0;
  for (const [index, begin] of sorted.entries()) {
    const within = sorted.slice(index).filter((at) => at - begin <= WINDOW_MS).length;
    densest = Math.max(densest, within);
  }
  return { spreadMs: (sorted.at(-1) ?? 0) - (sorted[0] ?? 0), densest };
}

function summarize(deaths: readonly Death[]): Death {
  const [first] = deaths;
  if (first === undefined) throw new Error('nothing was measured');
  const most = (of: (death: Death) => number) => Math.max(...deaths.map(of));
  return {
    width: first.width,
    allReadyMs: median(deaths.map(({ allReadyMs }) => allReadyMs)),
    mostStarting: most(({ mostStarting }) => mostStarting),
    stalls: {
      wallMs: most(({ stalls }) => stalls.wallMs),
      ownMs: most(({ stalls }) => stalls.ownMs),
      idleMs: most(({ stalls }) => stalls.idleMs),
    },
    spreadMs: median(deaths.map(({ spreadMs }) => spreadMs)),
    densest: most(({ densest }) => densest),
  };
}
