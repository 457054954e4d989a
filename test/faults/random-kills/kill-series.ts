import { setTimeout as sleep } from 'node:timers/promises';
import { Snapshot } from '#contract/snapshot.ts';
import type { Defer, Home } from '../../process/harness/home.ts';
import { makeHome } from '../../process/harness/home.ts';
import { isAlive, type LiveProcess, startTicks } from '../../process/harness/processes.ts';
import type { Random } from '../../process/harness/random.ts';
import { type Program, serve, startSignalbox } from '../../process/harness/serve.ts';
import { until } from '../../process/harness/until.ts';
import { messageOf } from '../kit/fault-case.ts';
import { examineDatabase } from './examine-database.ts';
import { Ledger } from './ledger.ts';
import { DEAF, STEADY, tenServers } from './servers.ts';

/** The product's promise: so long after its engine was killed nothing of a server is left. */
const PROMISE_MS = 8_000;
/** An engine is killed at a moment between its first instruction and this, which is long after it listens. */
const LIFE_MS = 5_000;
/** Each tenth time the guard is killed too. */
const GUARD_EVERY = 10;

export interface SeriesResult {
  readonly kills: number;
  readonly faults: readonly string[];
  /** From each kill to nothing left, where the guard lived. */
  readonly goneMs: readonly number[];
  readonly guardKills: number;
  readonly answered: number;
  readonly events: number;
  /** Processes that were alive when engines were killed. */
  readonly hit: number;
  /** Of the last start: processes over those wanted. */
  readonly liveOverWanted: number;
}

/** What was alive when an engine was killed, for the next start to account for. */
interface Left {
  readonly processes: readonly (LiveProcess & { readonly ticks: number })[];
  readonly guardDied: boolean;
  /** False for an engine that was killed before it listened: what it swept it may not have told. */
  readonly listened: boolean;
}

/** Kills the engine of one home again and again. Every fault is collected, so that a run tells all that it found. */
export async function killSeries(options: {
  readonly kills: number;
  readonly random: Random;
  readonly defer: Defer;
  readonly onKill?: (faults: readonly string[]) => void;
}): Promise<SeriesResult> {
  const { random, defer } = options;
  const home = await makeHome(defer);
  await home.configure(await tenServers());
  const ledger = new Ledger();
  const faults: string[] = [];
  const goneMs: number[] = [];
  let [guardKills, hit, events, lastEvent] = [0, 0, 0, 0];
  let left: Left | null = null;
  for (let kill = 0; kill < options.kills; kill += 1) {
    const found: string[] = [];
    const withGuard = kill % GUARD_EVERY === GUARD_EVERY - 1;
    const life = await liveAndDie(home, { random, ledger, left, withGuard, defer, found });
    hit += life.processes.length;
    // What a killed guard has left is for the next start to sweep, and that may have been killed before it did.
    const inherited: ReadonlySet<number> = new Set(
      left?.guardDied && !life.listened ? left.processes.map(({ pid }) => pid) : [],
    );
    const alive = () => servers(home).filter(({ pid }) => !inherited.has(pid));
    let leftBehind: boolean = inherited.size > 0;
    if (life.guardDied) {
      guardKills += 1;
      leftBehind = true;
    } else {
      const diedMs = performance.now();
      await until('nothing is left', () => alive().length === 0, { limitMs: PROMISE_MS }).then(
        () => goneMs.push(performance.now() - diedMs),
        () => found.push(`alive ${PROMISE_MS} ms after the kill: ${describe(alive())}`),
      );
    }
    left = { ...life, guardDied: leftBehind };
    const examined = examineDatabase(home.places.databaseFile, ledger, lastEvent);
    found.push(...examined.faults);
    lastEvent = examined.lastEvent;
    events += examined.events;
    faults.push(...found.map((fault) => `kill ${kill}: ${fault}`));
    options.onKill?.(found);
  }
  const { liveOverWanted, found } = await lastStart(home, ledger, defer).catch((error: unknown) => ({
    liveOverWanted: Number.NaN,
    found: [messageOf(error)],
  }));
  faults.push(...found.map((fault) => `after the last kill: ${fault}`));
  const { kills } = options;
  return { kills, faults, goneMs, guardKills, answered: ledger.answered, events, hit, liveOverWanted };
}

interface Life {
  readonly random: Random;
  readonly ledger: Ledger;
  readonly left: Left | null;
  readonly withGuard: boolean;
  readonly defer: Defer;
  readonly found: string[];
}

/** One engine: started, given random commands, killed at a random moment. */
async function liveAndDie(home: Home, life: Life): Promise<Left> {
  const { random, found } = life;
  const program = startSignalbox(home, ['serve', '--json', '--port', '0', '--config', home.file], {
    defer: life.defer,
  });
  const state = { killed: false, listened: false };
  const driving = drive(program, life, state);
  const dueMs = performance.now() + random.below(LIFE_MS);
  while (performance.now() < dueMs) {
    await sleep(Math.min(200, Math.max(1, dueMs - performance.now())));
    found.push(...twins(home, life.left));
  }
  const guard = life.withGuard ? guardOf(home) : null;
  const processes = servers(home).flatMap((one) => {
    try {
      return [{ ...one, ticks: startTicks(one.pid) }];
    } catch {
      // It ended in this very moment.
      return [];
    }
  });
  state.killed = true;
  if (guard !== null) process.kill(guard, 'SIGKILL');
  program.child.kill('SIGKILL');
  const code = await program.ended;
  if (code !== null) found.push(`the engine ended by itself with ${code}: ${program.stderr()}`);
  await driving;
  return { processes, guardDied: guard !== null, listened: state.listened };
}

/** Holds the start to what was told before, then sends commands until the engine is killed. */
async function drive(
  program: Program,
  { random, ledger, left, found }: Life,
  state: { killed: boolean; listened: boolean },
): Promise<void> {
  const calls: Promise<void>[] = [];
  try {
    const engine = await until('it listens', () => state.killed || /^\{.*\}$/m.exec(program.stdout())?.[0]);
    if (engine === true) return;
    const { url, token } = JSON.parse(engine) as { url: string; token: string };
    const call = (path: string, body: object) => post(new URL(path, url), token, body);
    const snapshot = Snapshot.parse(await call('queries/snapshot', {}));
    state.listened = true;
    ledger.see(snapshot.servers);
    found.push(...ledger.contradictions(snapshot.servers));
    found.push(...unaccounted(snapshot, left));
    while (!state.killed) {
      const server = random.pick(snapshot.servers.map(({ name }) => name));
      const command = random.pick(['start', 'stop', 'restart'] as const);
      const answered = ledger.ask(server, command);
      calls.push(
        call(`commands/${command}`, { names: [server] }).then(
          (answer) => answered(Snapshot.pick({ servers: true }).parse(answer).servers),
          (error: unknown) => {
            if (!state.killed) found.push(`${command} ${server}: ${messageOf(error)}`);
          },
        ),
      );
      await sleep(random.below(400));
    }
  } catch (error) {
    // A killed engine answers nothing.
    if (!state.killed) found.push(messageOf(error));
  }
  await Promise.all(calls);
}

async function post(url: URL, token: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** What an engine that listens has not ended of those before it, and what it has not told of. */
function unaccounted({ register, servers: views }: Snapshot, left: Left | null): string[] {
  if (left === null) return [];
  const found: string[] = [];
  const adopted = new Set(views.filter((view) => view.adopted).map(({ pid }) => pid));
  const alive = left.processes.filter((one) => isSame(one) && !adopted.has(one.pid));
  if (alive.length > 0) found.push(`left alone by the next start: ${describe(alive)}`);
  const started = register.findIndex(({ kind }) => kind === 'engine-started');
  const told = new Set(
    register.slice(0, started).map(({ kind, server }) => (kind === 'swept' ? server : null)),
  );
  for (const name of DEAF) {
    if (left.listened && left.processes.some(({ server }) => server === name) && !told.has(name)) {
      found.push(`${name} was left and swept, and the register does not say so`);
    }
  }
  return found;
}

/** Two starts of one server alive at the same time, those apart that an engine before has left. */
function twins(home: Home, left: Left | null): string[] {
  const old = new Set(left?.processes.map(({ mark }) => mark));
  const marks = new Map<string, Set<string>>();
  for (const { server, mark } of servers(home)) {
    if (mark === null || server === null || old.has(mark)) continue;
    marks.set(server, (marks.get(server) ?? new Set()).add(mark));
  }
  return [...marks]
    .filter(([, ofServer]) => ofServer.size > 1)
    .map(([server, ofServer]) => `${server} runs ${ofServer.size} times`);
}

/** The last engine is not killed: everything that is wanted and can run does, once, and a quit leaves nothing. */
async function lastStart(
  home: Home,
  ledger: Ledger,
  defer: Defer,
): Promise<{ liveOverWanted: number; found: string[] }> {
  const engine = await serve(home, { defer });
  const wanted = STEADY.filter((name) => ledger.wish(name) !== 'stopped');
  // Those of which nobody was told whether they run may be stopped.
  const views = (await engine.snapshot()).servers;
  const running = wanted.filter((name) => views.find((view) => view.name === name)?.state !== 'stopped');
  await engine.untilReady(...running.filter((name) => name !== 'above' || running.includes('polite')));
  const ready = (await engine.snapshot()).servers.filter(
    ({ name, state }) => STEADY.includes(name) && state === 'ready',
  );
  const starts = new Set(
    servers(home)
      .filter(({ server }) => ready.some(({ name }) => name === server))
      .map(({ mark }) => mark),
  );
  const found = twins(home, null);
  const code = await engine.end();
  if (code !== 0) found.push(`a quit ended with ${code}`);
  return { liveOverWanted: starts.size / ready.length, found };
}

const servers = (home: Home) => home.processes().filter(({ mark }) => mark !== null);

const guardOf = (home: Home): number | null =>
  home.processes().find(({ commandLine }) => commandLine.includes('signalbox-guard'))?.pid ?? null;

function isSame({ pid, ticks }: { readonly pid: number; readonly ticks: number }): boolean {
  try {
    return isAlive(pid) && startTicks(pid) === ticks;
  } catch {
    return false;
  }
}

function describe(processes: readonly LiveProcess[]): string {
  return processes
    .map(({ pid, server, commandLine }) => `${server} ${pid} (${commandLine.slice(-60)})`)
    .join(', ');
}
