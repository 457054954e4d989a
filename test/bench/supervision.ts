import { scaledClock } from '../fakes/scaled-clock.ts';
import { percentile } from '../faults/kit/measure.ts';
import { fixture } from '../process/harness/fixture.ts';
import { type Defer, makeHome } from '../process/harness/home.ts';
import { openEngine } from '../process/harness/open-engine.ts';
import { until } from '../process/harness/until.ts';
import { type Bench, median } from './kit/bench.ts';
import { type Command, startAlone } from './kit/lone-server.ts';
import { type OwnEngine, withOwnEngine } from './kit/own-engine.ts';

const KILLS = 200;
const BACK_KILLS = 30;
const SERVERS = 10;
const TEN_MINUTES_MS = 600_000;
const SCALE = 200;
const SHORT = { timeouts: { stdinClose: '500ms', terminate: '500ms' } };

export const supervision: Bench = {
  name: 'supervision',
  about: `kill to state told (${KILLS} kills), kill to ready net of delay and cold start, starts of a hopeless server`,
  async run() {
    const names = Array.from({ length: SERVERS }, (_, at) => `server-${at}`);
    const server = fixture('well-behaved', SHORT) as Command;
    const beside = { operations: { restartsPerMinute: 1000 } };
    const { seenMs, backs } = await withOwnEngine(
      Object.fromEntries(names.map((name) => [name, server])),
      beside,
      async (engine) => {
        const seen: number[] = [];
        for (let kill = 0; kill < KILLS; kill += 1) {
          seen.push(await killAndSee(engine, names[kill % SERVERS] ?? ''));
        }
        const back: Back[] = [];
        for (let kill = 0; kill < BACK_KILLS; kill += 1) {
          const coldMs = await startAlone({ ...server, env: {} });
          back.push(await killAndWait(engine, names[kill % SERVERS] ?? '', coldMs));
        }
        return { seenMs: seen, backs: back };
      },
    );
    const starts = await startsOfHopeless();
    const residue = backs.map(({ totalMs, delayMs, coldMs }) => totalMs - delayMs - coldMs);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(seenMs, share));
    return {
      columns: ['what', 'p50', 'p95', 'p99'],
      rows: [
        ['SIGKILL to the state on the topic servers', one(p50), one(p95), one(p99)],
        [
          'SIGKILL to ready, less its delay and its own cold start',
          one(percentile(residue, 0.5)),
          one(percentile(residue, 0.95)),
          one(percentile(residue, 0.99)),
        ],
      ],
      notes: [
        `${KILLS} kills of ${SERVERS} servers, one after the other; ${BACK_KILLS} for the second line, each with a cold start measured right before (median ${one(median(backs.map(({ coldMs }) => coldMs)))}).`,
        `A server that dies at once: ${starts} starts in ten minutes (clock ${SCALE} times as fast).`,
      ],
      figures: { seen: { p50, p95, p99 }, residue, backs, startsInTenMinutes: starts },
    };
  },
};

interface Back {
  readonly totalMs: number;
  readonly delayMs: number;
  readonly coldMs: number;
}

const one = (ms: number | undefined): string => `${(ms ?? Number.NaN).toFixed(1)} ms`;

/** A start by hand, so that every kill is the first one of a server that is well. */
async function makeReady(engine: OwnEngine, name: string): Promise<number> {
  const view = await engine.server(name);
  if (view.state !== 'ready') await engine.call('start', { names: [name] });
  let pid = 0;
  await engine.untilTold(`${name} ready`, (now) => {
    pid = now.get(name)?.pid ?? 0;
    return now.get(name)?.state === 'ready';
  });
  return pid;
}

async function killAndSee(engine: OwnEngine, name: string): Promise<number> {
  const pid = await makeReady(engine, name);
  const killedMs = performance.now();
  process.kill(pid, 'SIGKILL');
  const seenMs = await engine.untilTold(`${name} down`, (now) => now.get(name)?.state !== 'ready');
  return seenMs - killedMs;
}

async function killAndWait(engine: OwnEngine, name: string, coldMs: number): Promise<Back> {
  const pid = await makeReady(engine, name);
  await engine.call('restart', { names: [name] });
  let next = pid;
  await engine.untilTold(`${name} restarted`, (now) => {
    next = now.get(name)?.pid ?? pid;
    return now.get(name)?.state === 'ready' && next !== pid;
  });
  const killedMs = performance.now();
  process.kill(next, 'SIGKILL');
  await engine.untilTold(`${name} down`, (now) => now.get(name)?.state !== 'ready');
  const readyMs = await engine.untilTold(`${name} back`, (now) => now.get(name)?.state === 'ready');
  const { events } = await engine.call('history', { server: name, limit: 20 });
  const delayMs = events.find(({ next_start_ms }) => next_start_ms !== null)?.next_start_ms ?? Number.NaN;
  return { totalMs: readyMs - killedMs, delayMs, coldMs };
}

async function startsOfHopeless(): Promise<number> {
  const undo: (() => Promise<void>)[] = [];
  const defer: Defer = (step) => void undo.push(step);
  try {
    const home = await makeHome(defer);
    await home.configure({ hopeless: fixture('exits-at-once', { timeouts: { start: '1h' } }) });
    const clock = scaledClock(SCALE);
    const engine = await openEngine(home, { defer, ports: { clock } });
    const startedAt = clock.now();
    await until('ten minutes are over', () => clock.now() - startedAt > TEN_MINUTES_MS);
    return (await engine.server('hopeless')).restarts + 1;
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}
