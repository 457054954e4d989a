import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
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
    const { seenMs, bareMs, backs } = await withOwnEngine(
      Object.fromEntries(names.map((name) => [name, server])),
      beside,
      async (engine) => {
        const seen: number[] = [];
        const bare: number[] = [];
        for (let kill = 0; kill < KILLS; kill += 1) {
          seen.push(await killAndSee(engine, names[kill % SERVERS] ?? ''));
          bare.push(await killBare(server));
        }
        const back: Back[] = [];
        for (let kill = 0; kill < BACK_KILLS; kill += 1) {
          const coldMs = await startAlone({ ...server, env: {} });
          back.push(await killAndWait(engine, names[kill % SERVERS] ?? '', coldMs));
        }
        return { seenMs: seen, bareMs: bare, backs: back };
      },
    );
    const starts = await startsOfHopeless();
    const residue = backs.map(({ totalMs, delayMs, coldMs }) => totalMs - delayMs - coldMs);
    const row = (what: string, ms: readonly number[]) => [
      what,
      ...[0.5, 0.95, 0.99].map((share) => `${percentile(ms, share).toFixed(1)} ms`),
    ];
    return {
      columns: ['what', 'p50', 'p95', 'p99'],
      rows: [
        row('SIGKILL to the state on the topic servers', seenMs),
        row('SIGKILL to the exit event of the same program without an engine', bareMs),
        row('SIGKILL to ready, less its delay and its own cold start', residue),
      ],
      notes: [
        `${KILLS} kills of ${SERVERS} servers, one after the other; ${BACK_KILLS} for the second line, each with a cold start measured right before (median ${median(backs.map(({ coldMs }) => coldMs)).toFixed(1)} ms).`,
        `A server that dies at once: ${starts} starts in ten minutes (clock ${SCALE} times as fast).`,
      ],
      figures: { seenMs, bareMs, residue, backs, startsInTenMinutes: starts },
    };
  },
};

interface Back {
  readonly totalMs: number;
  readonly delayMs: number;
  readonly coldMs: number;
}

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
  // What was told of its start must not count, nor the rhythm of anything else.
  await sleep(30 + Math.random() * 100);
  const killedMs = performance.now();
  process.kill(pid, 'SIGKILL');
  const seenMs = await engine.untilTold(`${name} down`, (now) => now.get(name)?.state !== 'ready');
  return seenMs - killedMs;
}

/** The same program started by Node alone: from the kill to the event 'exit', which nobody can see sooner. */
async function killBare({ command, args }: Command): Promise<number> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
  await once(child.stdout, 'data');
  await sleep(30 + Math.random() * 100);
  const killedMs = performance.now();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return performance.now() - killedMs;
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
