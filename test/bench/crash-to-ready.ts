import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, median, milliseconds, times } from './kit/bench.ts';
import { makeHome, type RunningEngine, startEngine } from './kit/engine.ts';
import { readCommands, startAlone } from './kit/lone-server.ts';

const ROUNDS = 3;
/** After so long a health the engine's first restart comes sooner (supervision/restart-backoff.ts). */
const HEALTHY_MS = 60_000;

interface Crash {
  readonly server: string;
  /** From SIGKILL to ready again. */
  readonly totalMs: number;
  /** How long the engine waited on purpose; jittered by a quarter. */
  readonly delayMs: number;
  /** The server's own start, alone, measured right before. */
  readonly coldStartMs: number;
}

export const crashToReady: Bench = {
  name: 'crash-to-ready',
  about: `SIGKILL of a server to ready again, against its own cold start (${ROUNDS} rounds of 4 servers)`,
  async run() {
    const home = await makeHome();
    const engine = await startEngine(home);
    try {
      const commands = await readCommands(home.configFile);
      await engine.untilReady(commands.size);
      const calmUntilMs = performance.now() + HEALTHY_MS + 500;

      await sleep(calmUntilMs - performance.now());
      const healthy: Crash[] = [];
      for (const [name, command] of commands)
        healthy.push(await crash(engine, name, await startAlone(command)));

      const fresh: Crash[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        for (const [name, command] of commands) {
          const coldStartMs = await startAlone(command);
          // A restart by hand clears what the backoff remembers, so that every crash is a first one.
          await restart(engine, name);
          fresh.push(await crash(engine, name, coldStartMs));
        }
      }
      const groups = [
        ['within a minute of its start', fresh],
        ['after a minute of health', healthy],
      ] as const;
      return {
        columns: [
          'crash',
          'kill to ready',
          'of which delay by design',
          'net of it',
          'cold start alone',
          'ratio',
          'ratio net',
        ],
        rows: groups.map(([what, crashes]) => {
          const { totalMs, delayMs, netMs, coldStartMs, ratio, netRatio } = summarize(crashes);
          const spans = [totalMs, delayMs, netMs, coldStartMs].map(milliseconds);
          return [what, ...spans, times(ratio), times(netRatio)];
        }),
        notes: [
          `Medians of ${fresh.length} and ${healthy.length} crashes of ${commands.size} servers; ratios are medians of each crash's own.`,
          'The delay is 1 s, or 250 ms after a minute of health, with a jitter of a quarter.',
        ],
        figures: { fresh: summarize(fresh), healthy: summarize(healthy), crashes: { fresh, healthy } },
      };
    } finally {
      await engine.close();
      await home.remove();
    }
  },
};

async function crash(engine: RunningEngine, server: string, coldStartMs: number): Promise<Crash> {
  const pid = engine.servers.get(server)?.pid;
  if (pid == null) throw new Error(`${server} has no process`);
  const killedMs = performance.now();
  process.kill(pid, 'SIGKILL');
  let dueAt: string | null = null;
  await engine.until(`${server} down`, (now) => {
    dueAt = now.get(server)?.next_start_at ?? null;
    return dueAt !== null;
  });
  // The engine's clock and this one's are the same machine's.
  const dueMs = Date.parse(dueAt ?? '') - performance.timeOrigin;
  const readyMs = await engine.until(`${server} back`, (now) => {
    const view = now.get(server);
    return view?.state === 'ready' && view.pid !== pid;
  });
  const lastExit = engine.servers.get(server)?.last_exit?.at ?? '';
  const seenMs = Date.parse(lastExit) - performance.timeOrigin;
  return { server, totalMs: readyMs - killedMs, delayMs: dueMs - seenMs, coldStartMs };
}

async function restart(engine: RunningEngine, server: string): Promise<void> {
  const before = engine.servers.get(server)?.pid;
  await engine.command('restart', { names: [server] });
  await engine.until(`${server} restarted`, (now) => {
    const view = now.get(server);
    return view?.state === 'ready' && view.pid !== before;
  });
}

function summarize(crashes: readonly Crash[]) {
  const of = (value: (crash: Crash) => number) => median(crashes.map(value));
  return {
    totalMs: of(({ totalMs }) => totalMs),
    delayMs: of(({ delayMs }) => delayMs),
    netMs: of(({ totalMs, delayMs }) => totalMs - delayMs),
    coldStartMs: of(({ coldStartMs }) => coldStartMs),
    ratio: of(({ totalMs, coldStartMs }) => totalMs / coldStartMs),
    netRatio: of(({ totalMs, delayMs, coldStartMs }) => (totalMs - delayMs) / coldStartMs),
  };
}
