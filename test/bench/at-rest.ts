import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, mebibytes } from './kit/bench.ts';
import { type Home, makeHome, type ServerEntry, startEngine } from './kit/engine.ts';
import { type ProcessMemory, readCpuMs, readMemory, sumMemory } from './kit/process-figures.ts';
import { end, PROJECT } from './kit/run-program.ts';

const MANY = 50;
const CALM_MS = 20_000;
const MEASURED_MS = 30_000;

interface AtRest {
  readonly engine: ProcessMemory;
  /** Per cent of one core. */
  readonly cpuPercent: number;
  /** Their sum. */
  readonly servers: ProcessMemory;
}

export const atRest: Bench = {
  name: 'at-rest',
  about: `memory and processor time of an engine with nothing to do, with 4 and with ${MANY} servers`,
  async run() {
    const few = await makeHome();
    const many = await makeManyHome();
    const unprobed = await makeManyHome({ interval: '1h' });
    const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      const withFew = await measure(few, 4);
      const withMany = await measure(many, MANY);
      const withoutProbes = await measure(unprobed, MANY);
      const node = await measureBare(bare);
      const row = (what: string, memory: ProcessMemory, cpu: number | null) => [
        what,
        mebibytes(memory.rssBytes),
        mebibytes(memory.pssBytes),
        cpu === null ? '' : `${cpu.toFixed(2)} %`,
      ];
      return {
        columns: ['at rest', 'RSS', 'PSS', 'CPU of one core'],
        rows: [
          row('engine with 4 servers', withFew.engine, withFew.cpuPercent),
          row(`engine with ${MANY} servers`, withMany.engine, withMany.cpuPercent),
          row(`the same without probes`, withoutProbes.engine, withoutProbes.cpuPercent),
          row('a bare Node process with one timer', node, node.cpuPercent),
          row('the 4 servers themselves, summed', withFew.servers, null),
          row(`the ${MANY} servers themselves, summed`, withMany.servers, null),
        ],
        notes: [
          `CPU is utime + stime over ${MEASURED_MS / 1000} s, after ${CALM_MS / 1000} s of calm; no window is open.`,
          `Probing ${MANY} servers each 10 s, spread and jittered, costs the difference: ${(withMany.cpuPercent - withoutProbes.cpuPercent).toFixed(2)} % of a core.`,
          `The ${MANY} are ${MANY / 2} memory and ${MANY / 2} filesystem servers.`,
        ],
        figures: {
          measuredMs: MEASURED_MS,
          few: withFew,
          many: { count: MANY, ...withMany },
          withoutProbes,
          bareNode: node,
        },
      };
    } finally {
      await end(bare);
      await few.remove();
      await many.remove();
      await unprobed.remove();
    }
  },
};

async function measure(home: Home, count: number): Promise<AtRest> {
  const engine = await startEngine(home);
  try {
    await engine.untilReady(count);
    // The live feed would be work that an engine at rest does not have.
    engine.unwatch();
    await sleep(CALM_MS);
    const cpuPercent = await measureCpu(engine.pid);
    const pids = [...engine.servers.values()].map(({ pid }) => pid).filter((pid) => pid !== null);
    return {
      engine: await readMemory(engine.pid),
      cpuPercent,
      servers: sumMemory(await Promise.all(pids.map(readMemory))),
    };
  } finally {
    await engine.close();
  }
}

async function measureBare({ pid }: ChildProcess): Promise<ProcessMemory & { cpuPercent: number }> {
  if (pid === undefined) throw new Error('Node did not start');
  return { ...(await readMemory(pid)), cpuPercent: await measureCpu(pid) };
}

async function measureCpu(pid: number): Promise<number> {
  const startMs = performance.now();
  const before = await readCpuMs(pid);
  await sleep(MEASURED_MS);
  const after = await readCpuMs(pid);
  return (100 * (after - before)) / (performance.now() - startMs);
}

/** Real servers, each with files of its own. */
async function makeManyHome(health: object = {}): Promise<Home> {
  const home = await makeHome();
  const program = (name: string) =>
    join(PROJECT, 'node_modules/@modelcontextprotocol', name, 'dist/index.js');
  const servers: Record<string, ServerEntry> = {};
  for (let at = 0; at < MANY / 2; at++) {
    const files = join(home.folder, `files-${at}`);
    await mkdir(files);
    servers[`memory-${at}`] = {
      command: 'node',
      args: [program('server-memory')],
      env: { MEMORY_FILE_PATH: join(home.folder, `memory-${at}.jsonl`) },
      health,
    };
    servers[`filesystem-${at}`] = { command: 'node', args: [program('server-filesystem'), files], health };
  }
  await home.configure(servers);
  return home;
}
