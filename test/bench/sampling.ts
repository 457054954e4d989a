import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { until } from '../process/harness/until.ts';
import { type Bench, milliseconds, times } from './kit/bench.ts';
import { PROJECT } from './kit/run-program.ts';

const TREES = 50;
const PER_TREE = 3;
const INTERVAL_MS = 2_000;
const WAYS = ['ours', 'pidusage', 'pidusage and ps-list', 'nothing'] as const;
/** A launcher, a server of Node and what that has started, as npx leaves it. */
const SERVER = `require('child_process').spawn('sleep', ['3600'], { stdio: 'ignore' }); setInterval(() => {}, 1e6)`;

const Arm = z.object({
  cpuPercent: z.number(),
  cpuMsPerPass: z.number(),
  passes: z.number(),
  seen: z.number(),
  longestPassMs: z.number(),
});
type Arm = z.output<typeof Arm>;

export const sampling: Bench = {
  name: 'sampling',
  about: `what it costs to sample ${TREES} servers of ${PER_TREE} processes each, beside pidusage and ps-list`,
  async run({ quick }) {
    const trees = Array.from({ length: TREES }, startTree);
    try {
      const pids = await until('all trees run', () => pidsOf(trees));
      await sleep(2_000);
      // All in the same minute, a part of the interval apart, so that the machine's load is the same for each.
      const measuredMs = quick ? 20_000 : 60_000;
      const arms = await Promise.all(
        WAYS.map((way, at) => runArm(way, (at * INTERVAL_MS) / WAYS.length, measuredMs, pids)),
      );
      const [ours, pidusage, both, nothing] = arms;
      if (ours === undefined || pidusage === undefined || both === undefined || nothing === undefined)
        throw new Error('an arm is missing');
      const row = (what: string, arm: Arm) => [
        what,
        `${arm.cpuPercent.toFixed(2)} %`,
        `${arm.cpuMsPerPass.toFixed(1)} ms`,
        milliseconds(arm.longestPassMs),
        String(arm.seen),
        times(ours.cpuPercent / arm.cpuPercent),
      ];
      return {
        columns: [
          'each 2 s',
          'CPU of one core',
          'CPU a pass',
          'longest pass',
          'processes seen',
          'ours to it',
        ],
        rows: [
          row('Signalbox, all figures and the tree', ours),
          row('pidusage on the same pids', pidusage),
          row('pidusage and ps-list', both),
          row('a timer that does nothing', nothing),
        ],
        notes: [
          `${TREES} trees of ${PER_TREE}, ${measuredMs / 1000} s, all four side by side; time of child processes included.`,
          'pidusage tells processor time and memory; ours also threads, and every 10 s open files, reads and writes, context switches, shared memory, and once a minute PSS and connections.',
          'The longest pass is by the clock, and gives way to other work in between.',
        ],
        figures: {
          trees: TREES,
          processes: TREES * PER_TREE,
          intervalMs: INTERVAL_MS,
          measuredMs,
          ours,
          pidusage,
          pidusageAndPsList: both,
          nothing,
          oursToPidusage: ours.cpuPercent / pidusage.cpuPercent,
          oursToBoth: ours.cpuPercent / both.cpuPercent,
        },
      };
    } finally {
      for (const { pid } of trees) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    }
  },
};

function startTree(): ChildProcess {
  // A shell that has one command alone would become it.
  const script = '"$0" -e "$1"; :';
  return spawn('sh', ['-c', script, process.execPath, SERVER], { detached: true, stdio: 'ignore' });
}

/** By tree, the root first; null while one is not whole. */
function pidsOf(trees: readonly ChildProcess[]): number[][] | null {
  const found = trees.map(({ pid = 0 }) => {
    const pids = [pid];
    for (const one of pids) pids.push(...childrenOf(one));
    return pids;
  });
  return found.every(({ length }) => length === PER_TREE) ? found : null;
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

async function runArm(
  way: string,
  afterMs: number,
  measuredMs: number,
  trees: readonly (readonly number[])[],
): Promise<Arm> {
  await sleep(afterMs);
  // Compiled by then, and past the first passes, in which all is new.
  const runInMs = 15 * INTERVAL_MS;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      'test/bench/programs/samples.ts',
      way,
      String(INTERVAL_MS),
      String(runInMs),
      String(measuredMs),
      ...trees.map((pids) => pids.join(',')),
    ],
    { cwd: PROJECT },
  );
  return Arm.parse(JSON.parse(stdout));
}
