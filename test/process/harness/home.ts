import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Places, places } from '#engine/places.ts';
import { isAlive, type LiveProcess, processesOf, startTicks } from './processes.ts';
import { until } from './until.ts';

/** A home of its own for an engine under test. */
export interface Home {
  readonly folder: string;
  readonly places: Places;
  /** servers.json. */
  readonly file: string;
  /** Writes servers.json with these entries of `mcpServers`, and what stands beside them. */
  configure(servers: Readonly<Record<string, object>>, beside?: object): Promise<void>;
  /** Every live process of this home: engine, guard, servers and whatever those have started. */
  processes(): LiveProcess[];
  /** Pids of the live processes that carry a mark of this server. */
  pidsOf(server: string): number[];
  /** Counts a process as one of the home though nothing about it says so. */
  adopt(pid: number): void;
}

/** Takes what is to be done at the end, the last given first. */
export type Defer = (undo: () => Promise<void>) => void;

/**
 * Makes a home and, at the end, proves that nothing of it runs any more: what does is killed by its pid, and the test
 * fails. Engines are to be stopped by what was deferred later, and so before.
 */
export async function makeHome(defer: Defer = onTestFinished): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-home-'));
  const where = places({ SIGNALBOX_HOME: folder });
  // As the engine names a home in its marks: test/process would see nothing at all, were it another name.
  const homeId = createHash('sha256').update(where.databaseFile).digest('hex').slice(0, 12);
  const adopted = new Map<number, number>();
  const home: Home = {
    folder,
    places: where,
    file: where.configFile,
    async configure(servers, beside = {}) {
      await writeFile(where.configFile, JSON.stringify({ mcpServers: servers, ...beside }, null, 2));
    },
    processes() {
      const extra = [...adopted].filter(([pid, ticks]) => isAlive(pid) && startTicks(pid) === ticks);
      const bare = extra.map(([pid]) => ({ pid, commandLine: 'adopted', mark: null, server: null }));
      return [...processesOf(folder, homeId), ...bare];
    },
    pidsOf: (server) =>
      home
        .processes()
        .filter((one) => one.server === server)
        .map(({ pid }) => pid),
    adopt: (pid) => void adopted.set(pid, startTicks(pid)),
  };
  defer(async () => {
    await assertNothingLeft(home);
    await rm(folder, { recursive: true, force: true });
  });
  return home;
}

/** A guard that was told to go may need a moment on a busy machine; a server that was stopped is gone already. */
async function assertNothingLeft(home: Home): Promise<void> {
  const servers = home.processes().filter(({ mark }) => mark !== null);
  const others = () => home.processes().filter(({ mark }) => mark === null);
  const left = await until('everything of the home is gone', () => others().length === 0, {
    limitMs: 15_000,
  }).then(
    () => servers,
    () => [...servers, ...others()],
  );
  for (const { pid } of [...left, ...home.processes()]) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  if (left.length === 0) return;
  const list = left.map(({ pid, commandLine }) => `${pid} ${commandLine}`).join('\n');
  throw new Error(`left running at the end of the test:\n${list}`);
}
