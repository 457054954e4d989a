import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Usage } from '#contract/server-metrics.ts';
import { systemClock } from '#engine/ports.ts';
import type { TreeSample } from '../../../main/engine/process/sampling/process-figures.ts';
import { until } from '../harness/until.ts';
import { line, sampling, start, startFixture } from './sampled.ts';

const MIB = 2 ** 20;

/** A value from a file of /proc that has `name: value` lines. */
function proc(pid: number, file: string, name: string): number {
  const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const value = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`/proc/${pid}/${file} has no ${name}`);
  return Number(value);
}

function stat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** What ps says, in the units of our figures. */
function ps(pid: number) {
  const text = execFileSync('ps', ['-o', 'rss=,vsz=,nlwp=,stat=', '-p', String(pid)], { encoding: 'utf8' });
  const [rss, vsz, threads, state] = text.trim().split(/\s+/);
  return { rss: Number(rss) * 1024, vsz: Number(vsz) * 1024, threads: Number(threads), state };
}

function own(sample: TreeSample, pid: number): Usage {
  const usage = sample.figures.get(pid)?.usage;
  if (usage === undefined) throw new Error(`no figures of ${pid}`);
  return usage;
}

/** In one sample of a process that has nothing more to do, right before the kernel and ps are asked. */
const SHARE = 0.02;
function expectNear(figure: number | null, truth: number, slack: number): void {
  expect(Math.abs((figure ?? Number.NaN) - truth)).toBeLessThanOrEqual(Math.max(slack, SHARE * truth));
}

test('every figure of a process is what the kernel and ps say in the same moment', async () => {
  const holds = { memory: 64 * MIB, files: 40, threads: 3, connections: 5, bytes: 4 * MIB, calls: 64 };
  const args = Object.entries(holds).map(([name, value]) => `--${name}=${value}`);
  const { pid, child } = await startFixture('uses-what-it-says', ...args);
  expect(await line(child)).toBe('ready');
  // Its start is over when it uses no more processor time.
  await until('it rests', async () => {
    const before = stat(pid).slice(11, 13).join();
    await sleep(300);
    return stat(pid).slice(11, 13).join() === before;
  });
  const sample = await sampling(pid)();
  const seen = ps(pid);
  const usage = own(sample, pid);
  const fields = stat(pid);

  // The kernel keeps resident pages per core and sums them up roughly: 64 pages of each of 4 kinds per core may be out.
  expectNear(usage.memory_bytes, seen.rss, 2 * MIB);
  expectNear(usage.memory_bytes, 1024 * proc(pid, 'smaps_rollup', 'Rss'), 2 * MIB);
  expect(usage.memory_bytes).toBeGreaterThan(holds.memory);
  expect(usage.virtual_bytes).toBe(seen.vsz);
  expect(usage.threads).toBe(seen.threads);
  expect(usage.threads).toBeGreaterThan(holds.threads);
  expect(usage.open_files).toBe(readdirSync(`/proc/${pid}/fd`).length);
  expect(usage.open_files).toBeGreaterThan(holds.files + 2 * holds.connections);
  // Both ends of each are its own, and the one that listens.
  expect(usage.connections).toBe(2 * holds.connections + 1);
  expectNear(usage.pss_bytes, 1024 * proc(pid, 'smaps_rollup', 'Pss'), MIB);
  expectNear(
    usage.shared_bytes,
    1024 * (proc(pid, 'status', 'RssFile') + proc(pid, 'status', 'RssShmem')),
    MIB,
  );
  expect(usage.read_bytes).toBe(proc(pid, 'io', 'rchar'));
  expect(usage.read_bytes).toBeGreaterThanOrEqual(holds.bytes);
  expect(usage.reads).toBe(proc(pid, 'io', 'syscr'));
  expect(usage.written_bytes).toBe(proc(pid, 'io', 'wchar'));
  expect(usage.written_bytes).toBeGreaterThanOrEqual(holds.bytes);
  expect(usage.writes).toBe(proc(pid, 'io', 'syscw'));
  expect(usage.writes).toBeGreaterThanOrEqual(holds.calls);
  // What it writes beside the file is a word on stdout and wake-ups of its own threads.
  expect(usage.written_bytes).toBeLessThan(holds.bytes + MIB / 4);
  expectNear(usage.voluntary_switches, proc(pid, 'status', 'voluntary_ctxt_switches'), 20);
  expectNear(usage.involuntary_switches, proc(pid, 'status', 'nonvoluntary_ctxt_switches'), 20);
  expectNear(usage.cpu_user_seconds, Number(fields[11]) / 100, 0.02);
  expectNear(usage.cpu_system_seconds, Number(fields[12]) / 100, 0.02);
  expectNear(usage.memory_percent, (100 * (usage.memory_bytes ?? 0)) / memoryOfMachine(), 0.001);
  expect(sample.figures.get(pid)).toMatchObject({
    status: 'sleeping',
    executable: readlinkSync(`/proc/${pid}/exe`),
    workingFolder: readlinkSync(`/proc/${pid}/cwd`),
    children: 0,
  });
  expect(seen.state?.[0]).toBe('S');
  // Of a tree of one all is the same, but that it began before anybody looked.
  expect(sample.usage).toEqual({ ...usage, cpu_user_seconds: expect.any(Number), cpu_percent: null });
});

function memoryOfMachine(): number {
  const text = readFileSync('/proc/meminfo', 'utf8');
  return 1024 * Number(/^MemTotal:\s+(\d+)/m.exec(text)?.[1]);
}

test('a busy third of a core with short-lived helpers is within 2 % of the kernel’s truth', async () => {
  const { pid, child } = await startFixture('burns-with-helpers', '--seconds=10');
  let isDone = false;
  const done = line(child).then(() => {
    isDone = true;
  });
  const passes: number[] = [];
  const clock = {
    ...systemClock,
    monotonic() {
      const atMs = systemClock.monotonic();
      passes.push(atMs);
      return atMs;
    },
  };
  const sample = sampling(pid, clock);
  const first = passes.length;
  let percentSeconds = 0;
  let seenHelpers = 0;
  let last = await sample();
  // What the pass before the first one did not see, its start, is not of the comparison.
  const before = (last.usage.cpu_user_seconds ?? 0) + (last.usage.cpu_system_seconds ?? 0);
  for (let isLast = false; !isLast; ) {
    isLast = isDone;
    if (!isLast) await Promise.race([sleep(400), done]);
    last = await sample();
    const [from = 0, to = 0] = passes.slice(-2);
    percentSeconds += ((last.usage.cpu_percent ?? 0) * (to - from)) / 100_000;
    seenHelpers += last.processes - 1;
  }
  expect(passes.length).toBeGreaterThan(first + 5);
  expect(seenHelpers).toBeGreaterThan(5);

  // Its helpers have ended and it has waited for each: the kernel holds all that they used.
  const [user, system, childrenUser, childrenSystem] = stat(pid).slice(11, 15).map(Number);
  const truth = ((user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0)) / 100;
  expect(truth).toBeGreaterThan(2);
  expect(((childrenUser ?? 0) + (childrenSystem ?? 0)) / 100).toBeGreaterThan(truth / 3);
  const seconds = (last.usage.cpu_user_seconds ?? 0) + (last.usage.cpu_system_seconds ?? 0);
  expect(Math.abs(seconds - truth) / truth).toBeLessThan(0.02);
  expect(Math.abs(percentSeconds - (truth - before)) / truth).toBeLessThan(0.02);
});

test('a tree of nine is summed once, and says how much of its memory may be shared', async () => {
  const { pid } = await start('sh', ['-c', 'for n in 1 2 3 4 5 6 7 8; do sleep 600 & done; wait'], 'ignore');
  const sample = sampling(pid);
  const tree = await until('all nine run', async () => {
    const now = await sample();
    const programs = [...now.figures.values()].map(({ executable }) => executable ?? '');
    return now.processes === 9 && programs.filter((path) => /sleep|coreutils|busybox/.test(path)).length === 8
      ? now
      : null;
  });
  const pids = [...tree.figures.keys()];
  expect(new Set(pids).size).toBe(9);
  const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);
  expectNear(tree.usage.memory_bytes, sum(pids.map((one) => ps(one).rss)), 9 * 2 * MIB);
  expect(tree.usage.threads).toBe(9);
  expect(tree.usage.open_files).toBe(sum(pids.map((one) => readdirSync(`/proc/${one}/fd`).length)));
  const pss = sum(pids.map((one) => 1024 * proc(one, 'smaps_rollup', 'Pss')));
  expectNear(tree.usage.pss_bytes, pss, MIB);
  expect(tree.usage.pss_bytes).toBeLessThan(tree.usage.memory_bytes ?? 0);
  expect(tree.usage.shared_bytes).toBeGreaterThan(0);
  expect(tree.figures.get(pid)?.children).toBe(8);
});

test('where there is no /proc, processor time and memory of a tree come from pidusage, and nothing else is made up', async () => {
  const { pid } = await start('sh', ['-c', 'sleep 600 & wait'], 'ignore');
  const sample = sampling(pid, systemClock, 'pidusage');
  const tree = await until('both run', async () => {
    const now = await sample();
    return now.processes === 2 ? now : null;
  });
  expectNear(
    tree.usage.memory_bytes,
    [...tree.figures.keys()].reduce((sum, one) => sum + ps(one).rss, 0),
    MIB,
  );
  expect(tree.usage).toMatchObject({
    cpu_percent: expect.any(Number),
    memory_percent: expect.any(Number),
    threads: null,
    open_files: null,
    pss_bytes: null,
    connections: null,
    read_bytes: null,
    cpu_user_seconds: null,
  });
});
