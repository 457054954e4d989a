import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ServerView } from '#contract/server.ts';
import { ServersChange } from '#contract/snapshot.ts';
import { end, PROJECT, withLimit } from './run-program.ts';

/** An engine in a process of its own, as `signalbox serve` starts it. */
export interface RunningEngine {
  readonly pid: number;
  /** `performance.now()` when it was spawned. */
  readonly spawnedMs: number;
  readonly servers: ReadonlyMap<string, ServerView>;
  /** Resolves with `performance.now()` of the message that made it true. Told, not polled, so it costs the engine nothing. */
  until(what: string, isTrue: (servers: ReadonlyMap<string, ServerView>) => boolean): Promise<number>;
  untilReady(count: number): Promise<number>;
  /** Ends the live feed; `servers` stays as it was. */
  unwatch(): void;
  command(name: string, input: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly health?: object;
}

export interface Home {
  readonly folder: string;
  readonly configFile: string;
  /** Writes the configuration, in place of the starter servers. */
  configure(servers: Readonly<Record<string, ServerEntry>>): Promise<void>;
  remove(): Promise<void>;
}

/** An empty home. Without a configuration the first engine in it writes the starter servers. */
export async function makeHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  const configFile = join(folder, 'servers.json');
  return {
    folder,
    configFile,
    configure: (servers) => writeFile(configFile, JSON.stringify({ mcpServers: servers })),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const Listening = z.object({ url: z.url(), token: z.string(), pid: z.number() });
const Frame = z.object({ topic: z.string(), data: z.unknown() });

/** Resolves when `GET /health` answers. */
export async function startEngine(home: Home): Promise<RunningEngine> {
  const spawnedMs = performance.now();
  const child = spawn(process.execPath, ['main/cli/signalbox.js', 'serve', '--json', '--port', '0'], {
    cwd: PROJECT,
    env: { ...process.env, SIGNALBOX_HOME: home.folder, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the engine ended with code ${code}`)));
  });
  try {
    const { url, token, pid } = Listening.parse(JSON.parse(await withLimit('the engine', firstLine)));
    const health = await fetch(`${url}health`);
    await health.arrayBuffer();
    const watch = await watchServers(url, token);
    return {
      pid,
      spawnedMs,
      ...watch,
      async command(name, input) {
        const answer = await fetch(`${url}commands/${name}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        });
        if (!answer.ok) throw new Error(`${name} failed: ${await answer.text()}`);
      },
      async close() {
        watch.unwatch();
        await end(child);
      },
    };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function watchServers(url: string, token: string) {
  const servers = new Map<string, ServerView>();
  const onChange = new Set<() => void>();
  const socket = new WebSocket(`${url.replace('http', 'ws')}events?token=${token}`);
  socket.addEventListener('message', ({ data }) => {
    const frame = Frame.parse(JSON.parse(String(data)));
    if (frame.topic !== 'servers') return;
    for (const view of ServersChange.parse(frame.data).changed) servers.set(view.name, view);
    for (const look of onChange) look();
  });
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('the live feed did not open')), { once: true });
  });
  await withLimit('the live feed', opened);
  const answer = await fetch(`${url}servers`, { headers: { authorization: `Bearer ${token}` } });
  const first = z.object({ servers: z.array(ServerView) }).parse(await answer.json());
  for (const view of first.servers) if (!servers.has(view.name)) servers.set(view.name, view);

  async function until(what: string, isTrue: (now: ReadonlyMap<string, ServerView>) => boolean) {
    const { promise, resolve } = Promise.withResolvers<number>();
    const look = () => {
      if (isTrue(servers)) resolve(performance.now());
    };
    onChange.add(look);
    look();
    try {
      return await withLimit(what, promise);
    } finally {
      onChange.delete(look);
    }
  }
  return {
    servers,
    until,
    unwatch: () => socket.close(),
    untilReady: (count: number) =>
      until(`${count} servers ready`, (now) => {
        const ready = [...now.values()].filter(({ state }) => state === 'ready');
        return ready.length >= count;
      }),
  };
}
