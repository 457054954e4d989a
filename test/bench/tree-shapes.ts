import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BARE_SHAPES, ESCAPING_SHAPE, newTag, TREE_SHAPES, type TreeShape } from '../fixtures/tree-shapes.ts';
import { type Defer, makeHome } from '../process/harness/home.ts';
import { isAlive, pidsNaming, startTicks } from '../process/harness/processes.ts';
import { openRoom } from '../process/harness/room.ts';
import type { Bench } from './kit/bench.ts';
import { installFromNpm } from './kit/install-from-npm.ts';
import { withLimit } from './kit/run-program.ts';

const REPETITIONS = 20;
const AT_ONCE = 10;
/** Until a tree has its shape. */
const FORMED_MS = 500;
/** After an end is told as done, for what takes a moment to die. */
const AFTERWARDS_MS = 500;
const SHAPES = [...TREE_SHAPES, ...BARE_SHAPES, ESCAPING_SHAPE];

/** One way to run `sh` with these arguments; fulfilled once it runs, with what ends it. */
interface Way {
  readonly who: string;
  start(args: readonly string[]): Promise<() => Promise<unknown>>;
}

interface Survival {
  readonly who: string;
  readonly shape: string;
  readonly started: number;
  readonly alive: number;
}

/** What each way to end a process tree leaves alive, tree by tree, in one run. */
export const treeShapes: Bench = {
  name: 'tree-shapes',
  about:
    'what is left of process trees after a stop, beside tree-kill, execa and the MCP SDK (installed from npm)',
  async run() {
    const undo: (() => Promise<void>)[] = [];
    const defer: Defer = (step) => void undo.push(step);
    try {
      const ways = [await ourWay(defer), ...(await rivals(defer))];
      const survivals: Survival[] = [];
      for (const shape of SHAPES) {
        for (const way of ways) survivals.push(await endAll(way, shape));
      }
      return {
        columns: ['alive after the end, of all started', ...ways.map(({ who }) => who)],
        rows: SHAPES.map(({ name }) => [
          name,
          ...survivals
            .filter(({ shape }) => shape === name)
            .map(({ alive, started }) => `${alive} of ${started}`),
        ]),
        notes: [
          `${REPETITIONS} trees of each shape; looked at ${AFTERWARDS_MS} ms after each end was told as done.`,
          'tree-kill with SIGKILL, for with its default what ignores SIGTERM lives on; execa with killDescendants and SIGKILL after 500 ms; the SDK by close().',
          'The last shape leaves group, parent and mark: only a control group holds it, where one can be made, or what was seen while its parent lived.',
        ],
        figures: { survivals },
      };
    } finally {
      for (const step of undo.toReversed()) await step();
    }
  },
};

async function endAll(way: Way, shape: TreeShape): Promise<Survival> {
  let started = 0;
  let alive = 0;
  for (let done = 0; done < REPETITIONS; done += AT_ONCE) {
    const ends = await Promise.all(Array.from({ length: AT_ONCE }, () => endOne(way, shape)));
    for (const one of ends) {
      started += one.started;
      alive += one.alive;
    }
  }
  return { who: way.who, shape: shape.name, started, alive };
}

async function endOne(way: Way, { script }: TreeShape): Promise<{ started: number; alive: number }> {
  const tag = newTag();
  const end = await way.start(['-c', script, tag]);
  await sleep(FORMED_MS);
  const started = pidsNaming(tag).length;
  await withLimit(`an end by ${way.who}`, end(), 20_000);
  await sleep(AFTERWARDS_MS);
  const left = pidsNaming(tag).map((pid) => ({ pid, ticks: startTicks(pid) }));
  for (const { pid, ticks } of left)
    if (isAlive(pid) && startTicks(pid) === ticks) process.kill(pid, 'SIGKILL');
  return { started, alive: left.length };
}

async function ourWay(defer: Defer): Promise<Way> {
  const room = await openRoom(await makeHome(defer), process.env, defer);
  return {
    who: 'Signalbox',
    async start(args) {
      const launched = await room.processes.launch({
        server: 'tree',
        command: 'sh',
        args,
        env: {},
        cwd: null,
      });
      if (!launched.ok) throw new Error(launched.problem.message);
      return () => launched.child.stop({ stdinCloseMs: 100, terminateMs: 500 });
    },
  };
}

type TreeKill = (pid: number, signal: string, done: (error?: Error) => void) => void;

interface Execa {
  execa(
    command: string,
    args: readonly string[],
    options: object,
  ): Promise<unknown> & { kill(): boolean; readonly pid?: number };
}

interface SdkTransport {
  start(): Promise<void>;
  close(): Promise<void>;
}

interface SdkStdio {
  StdioClientTransport: new (options: object) => SdkTransport;
}

async function rivals(defer: Defer): Promise<Way[]> {
  const folder = await mkdtemp(join(tmpdir(), 'beside-killers-'));
  defer(() => rm(folder, { recursive: true, force: true }));
  const packages = ['tree-kill', 'execa', '@modelcontextprotocol/sdk'] as const;
  const { load, versionOf } = await installFromNpm(folder, packages);
  const [treeKillVersion, execaVersion, sdkVersion] = await Promise.all(packages.map(versionOf));
  const treeKill: TreeKill = load('tree-kill');
  const { execa }: Execa = load('execa');
  const { StdioClientTransport }: SdkStdio = load('@modelcontextprotocol/sdk/client/stdio.js');
  return [
    {
      who: `tree-kill ${treeKillVersion}`,
      async start(args) {
        const { pid } = spawn('sh', args, { stdio: ['pipe', 'ignore', 'ignore'] });
        if (pid === undefined) throw new Error('not started');
        return () => new Promise<void>((resolve) => treeKill(pid, 'SIGKILL', () => resolve()));
      },
    },
    {
      who: `execa ${execaVersion}`,
      async start(args) {
        const running = execa('sh', args, {
          killDescendants: true,
          forceKillAfterDelay: 500,
          reject: false,
          stdin: 'pipe',
          stdout: 'ignore',
          stderr: 'ignore',
        });
        return () => {
          running.kill();
          return running;
        };
      },
    },
    {
      who: `MCP SDK ${sdkVersion}`,
      async start(args) {
        const transport = new StdioClientTransport({ command: 'sh', args, stderr: 'ignore' });
        await transport.start();
        return () => transport.close();
      },
    },
  ];
}
