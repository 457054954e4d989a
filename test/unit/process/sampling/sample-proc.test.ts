import { describe, expect, it } from 'vitest';
import type { Family } from '../../../../main/engine/process/family.ts';
import type { Member } from '../../../../main/engine/process/genealogy.ts';
import type { TreeSample } from '../../../../main/engine/process/sampling/process-figures.ts';
import { createProcSampler } from '../../../../main/engine/process/sampling/sample-proc.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeProc } from '../../../fakes/fake-proc.ts';

const INTERVAL_MS = 2_000;

function machine({ families = new Map<number, Family>() } = {}) {
  const proc = new FakeProc();
  const clock = new FakeClock();
  proc.start(1, 0, { startTicks: 0 });
  proc.start(process.pid, 1, { startTicks: 5 });
  const sampler = createProcSampler(clock, families, proc);
  let roots = new Map<string, number>();
  return {
    proc,
    run(next: Record<string, number>) {
      roots = new Map(Object.entries(next));
    },
    /** One pass after the time between two. */
    async pass(ms = INTERVAL_MS): Promise<Map<string, TreeSample>> {
      clock.advance(ms);
      proc.ticks += ms / 10;
      return sampler.sample(roots);
    },
    close: sampler.close,
  };
}

/** A family that remembers, and tells what it was told. */
function family(mark: string): Family & { readonly told: (readonly Member[])[] } {
  const told: (readonly Member[])[] = [];
  return {
    mark,
    told,
    get members() {
      return told.at(-1) ?? [];
    },
    remember: (members) => void told.push(members),
    lookedAt() {},
    forget() {},
  };
}

describe('processor time', () => {
  it('is in per cent of one core since the pass before, and of all cores', async () => {
    const { proc, run, pass } = machine();
    await pass();
    proc.start(10, process.pid);
    run({ a: 10 });
    await pass();
    proc.burn(10, 100);
    const sample = (await pass()).get('a');
    expect(sample?.usage).toMatchObject({ cpu_percent: 50, cpu_user_seconds: 1, cpu_system_seconds: 0 });
    expect(sample?.usage.cpu_machine_percent).toBeLessThanOrEqual(50);
    expect(sample?.figures.get(10)?.usage.cpu_percent).toBe(50);
  });

  it('of a process that was there before anybody looked is unknown at the first pass, not 0', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, 1, { startTicks: 50 });
    proc.burn(10, 4_000);
    run({ a: 10 });
    expect((await pass()).get('a')?.usage).toMatchObject({ cpu_percent: null, cpu_user_seconds: 40 });
    proc.burn(10, 20);
    expect((await pass()).get('a')?.usage).toMatchObject({ cpu_percent: 10, cpu_user_seconds: 40.2 });
  });

  it('of helpers that come and go between two passes counts, and never twice', async () => {
    const { proc, run, pass } = machine();
    await pass();
    proc.start(10, process.pid);
    run({ a: 10 });
    await pass();
    proc.start(11, 10);
    proc.burn(11, 60);
    proc.reap(11);
    proc.start(12, 10);
    proc.burn(12, 40);
    expect((await pass()).get('a')?.usage.cpu_percent).toBe(50);
    proc.burn(12, 20);
    proc.reap(12);
    const sample = (await pass()).get('a');
    expect(sample?.usage).toMatchObject({ cpu_percent: 10, cpu_user_seconds: 1.2 });
    expect(sample?.figures.get(10)?.usage).toMatchObject({ cpu_percent: 10, cpu_user_seconds: 0 });
  });

  it('begins anew with a server that was started again', async () => {
    const { proc, run, pass } = machine();
    await pass();
    proc.start(10, process.pid);
    run({ a: 10 });
    proc.burn(10, 500);
    await pass();
    proc.reap(10);
    proc.start(20, process.pid);
    run({ a: 20 });
    proc.burn(20, 20);
    expect((await pass()).get('a')?.usage).toMatchObject({ cpu_percent: 10, cpu_user_seconds: 0.2 });
  });
});

describe('a tree', () => {
  it('is summed once over all its processes, each with its figures and its children', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    for (const pid of [11, 12]) proc.start(pid, 10);
    for (const pid of [13, 14, 15]) proc.start(pid, 11);
    for (const pid of [16, 17, 18]) proc.start(pid, 12);
    proc.start(99, 1);
    run({ a: 10 });
    const sample = (await pass()).get('a');
    expect(sample).toMatchObject({ processes: 9, memoryBytes: 9 * 40_960 });
    expect(sample?.usage).toMatchObject({
      memory_bytes: 9 * 40_960,
      shared_bytes: 9 * 4096,
      pss_bytes: 9 * 20_000,
      threads: 9,
      open_files: 27,
    });
    expect([...(sample?.figures ?? [])].map(([pid, { children }]) => [pid, children])).toEqual([
      [10, 2],
      [11, 3],
      [12, 3],
      [13, 0],
      [14, 0],
      [15, 0],
      [16, 0],
      [17, 0],
      [18, 0],
    ]);
    expect(sample?.figures.get(13)).toMatchObject({ executable: '/exe/13', workingFolder: '/cwd/13' });
  });

  it('has what lost its parent, by its mark or because it was seen before', async () => {
    const own = family('mark-of-a');
    const { proc, run, pass } = machine({ families: new Map([[10, own]]) });
    proc.start(10, process.pid);
    proc.start(11, 10);
    proc.start(12, 1, { mark: 'mark-of-a' });
    proc.start(13, 1, { mark: 'mark-of-another' });
    run({ a: 10 });
    expect((await pass()).get('a')?.processes).toBe(3);
    proc.set(11, { ppid: 1 });
    proc.start(14, 11);
    const sample = (await pass()).get('a');
    expect([...(sample?.figures.keys() ?? [])].sort()).toEqual([10, 11, 12, 14]);
    expect(
      own.told
        .at(-1)
        ?.map(({ pid }) => pid)
        .sort(),
    ).toEqual([11, 12, 14]);
  });

  it('is left out when nothing of it lives', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    run({ a: 10, b: 12_345 });
    expect([...(await pass()).keys()]).toEqual(['a']);
    proc.reap(10);
    expect((await pass()).size).toBe(0);
  });

  it('has another’s process no longer when the pid was used again', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    proc.start(11, 10);
    run({ a: 10 });
    expect((await pass()).get('a')?.processes).toBe(2);
    proc.reap(11);
    proc.kept.delete(11);
    proc.start(11, 1);
    expect((await pass()).get('a')?.processes).toBe(1);
  });
});

describe('what can’t be measured', () => {
  it('is a zombie: shown as one, without memory, and not among the processes', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    proc.start(11, 10);
    run({ a: 10 });
    await pass();
    proc.burn(11, 30);
    proc.set(11, { state: 'Z', residentPages: 0, virtualBytes: 0 });
    const sample = (await pass()).get('a');
    expect(sample).toMatchObject({ processes: 1, memoryBytes: 40_960 });
    expect(sample?.usage.cpu_percent).toBe(15);
    expect(sample?.figures.get(11)).toMatchObject({
      status: 'zombie',
      usage: { cpu_percent: null, memory_bytes: null, virtual_bytes: null, threads: null, open_files: null },
    });
    expect(sample?.figures.get(10)?.children).toBe(0);
  });

  it('is told of as one of the family only when it stays a zombie', async () => {
    const own = family('m');
    const { proc, run, pass } = machine({ families: new Map([[10, own]]) });
    proc.start(10, process.pid);
    proc.start(11, 10);
    proc.set(11, { state: 'Z' });
    run({ a: 10 });
    await pass();
    expect(own.told.at(-1)).toEqual([]);
    await pass();
    expect(own.told.at(-1)?.map(({ pid }) => pid)).toEqual([11]);
  });

  it('is denied: unknown for that process and for the sum', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    proc.start(11, 10);
    run({ a: 10 });
    proc.of(11).refuses = 'detail';
    const sample = (await pass()).get('a');
    expect(sample?.figures.get(11)).toMatchObject({
      status: 'denied',
      usage: { memory_bytes: 40_960, open_files: null, read_bytes: null },
    });
    expect(sample?.usage).toMatchObject({ memory_bytes: 2 * 40_960, open_files: null, read_bytes: null });
    expect(sample?.counted).toBeNull();
    proc.of(11).refuses = 'line';
    const later = (await pass()).get('a');
    expect(later?.figures.get(11)).toMatchObject({ status: 'denied', usage: { memory_bytes: null } });
    expect(later).toMatchObject({ processes: 2, usage: { memory_bytes: null } });
  });

  it('has vanished between two looks of a pass: shown as that, and in no sum', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    proc.start(11, 10);
    run({ a: 10 });
    proc.beforeDetail = (pid) => void (pid === 11 && proc.processes.delete(11));
    const sample = (await pass()).get('a');
    expect(sample?.figures.get(11)?.status).toBe('vanished');
    expect(sample).toMatchObject({ processes: 1, usage: { memory_bytes: 40_960, open_files: 3 } });
    expect([...((await pass()).get('a')?.figures.keys() ?? [])]).toEqual([10]);
  });
});

describe('what is read less often', () => {
  /** Servers of one process each, whose first passes are over. */
  async function settled(count: number) {
    const all = machine();
    const roots: Record<string, number> = {};
    for (let at = 0; at < count; at++) {
      all.proc.start(100 + at, process.pid);
      roots[`s${at}`] = 100 + at;
    }
    all.run(roots);
    for (let at = 0; at < 10; at++) await all.pass();
    return all;
  }

  it('is read of a fifth of the servers at each pass of 2 s, so that each has its turn every 10 s', async () => {
    const { proc, pass } = await settled(50);
    const turns: number[][] = [];
    for (let at = 0; at < 10; at++) {
      proc.reads.detail = [];
      const samples = await pass();
      expect([...samples.values()].filter(({ counted }) => counted !== null)).toHaveLength(
        proc.reads.detail.length,
      );
      turns.push(proc.reads.detail);
    }
    expect(turns.map(({ length }) => length)).toEqual(new Array(10).fill(10));
    expect(new Set(turns.slice(0, 5).flat()).size).toBe(50);
    expect(new Set(turns.slice(5).flat()).size).toBe(50);
  });

  it('is read of all at a pass of a minute', async () => {
    const { proc, pass } = await settled(10);
    proc.reads.detail = [];
    await pass(60_000);
    expect(proc.reads.detail).toHaveLength(10);
  });

  it('is carried on until its next turn, and says what was done since the last one', async () => {
    const { proc, run, pass } = machine();
    await pass();
    proc.start(10, process.pid);
    proc.tell(10, { readBytes: 100, reads: 2, openFiles: 5, voluntarySwitches: 7 });
    run({ a: 10 });
    expect((await pass()).get('a')?.counted).toEqual({
      read_bytes: 100,
      written_bytes: 0,
      reads: 2,
      writes: 0,
      context_switches: 7,
    });
    proc.tell(10, { readBytes: 150, openFiles: 9 });
    for (let at = 0; at < 4; at++) {
      const sample = (await pass()).get('a');
      expect(sample?.counted).toBeNull();
      expect(sample?.usage).toMatchObject({ read_bytes: 100, open_files: 5 });
    }
    const sample = (await pass()).get('a');
    expect(sample?.counted).toMatchObject({ read_bytes: 50, reads: 0 });
    expect(sample?.usage).toMatchObject({ read_bytes: 150, open_files: 9 });
  });

  it('is read at once of a process that is new, so that the sum stays known', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    run({ a: 10 });
    await pass();
    proc.start(11, 10);
    expect((await pass()).get('a')?.usage).toMatchObject({ open_files: 6, pss_bytes: 40_000 });
  });

  it('counts what an ended helper read and wrote once, though its parent has it too', async () => {
    const { proc, run, pass } = machine();
    await pass();
    proc.start(10, process.pid);
    run({ a: 10 });
    proc.start(11, 10);
    proc.tell(11, { writtenBytes: 1_000 });
    let written = (await pass()).get('a')?.counted?.written_bytes ?? 0;
    proc.tell(11, { writtenBytes: 1_500 });
    proc.reap(11);
    for (let at = 0; at < 5; at++) written += (await pass()).get('a')?.counted?.written_bytes ?? 0;
    expect(written).toBe(1_500);
  });

  it('is which program a process is: at the next pass when its name is another, else once a minute', async () => {
    const looked: number[] = [];
    const ours = { ...family('m'), lookedAt: ({ pid }: { pid: number }) => void looked.push(pid) };
    const { proc, run, pass } = machine({ families: new Map([[10, ours]]) });
    proc.start(10, process.pid);
    proc.start(11, 10);
    run({ a: 10 });
    const executable = async () => (await pass()).get('a')?.figures.get(11)?.executable;
    expect(await executable()).toBe('/exe/11');
    for (let at = 0; at < 5; at++) await pass();
    looked.length = 0;
    proc.set(11, { nameHash: 2 });
    expect(await executable()).toBe('/exe/11+');
    expect(looked).toEqual([11]);
    for (let at = 0; at < 31; at++) await pass();
    expect(looked).toEqual([11, 10, 11]);
  });

  it('is proportional memory once a minute where it moved, and every ten minutes where it did not', async () => {
    const { proc, pass } = await settled(10);
    proc.reads.pss = [];
    for (let at = 0; at < 60; at++) {
      proc.set(104, { residentPages: 10 + at });
      await pass();
    }
    expect(proc.reads.pss).toEqual([104, 104]);
    for (let at = 0; at < 300; at++) await pass();
    expect(new Set(proc.reads.pss).size).toBe(10);
    expect(proc.reads.pss.length).toBeLessThanOrEqual(13);
  });

  it('is the number of connections once a minute', async () => {
    const { proc, pass } = await settled(10);
    proc.reads.sockets = 0;
    for (let at = 0; at < 60; at++) await pass();
    expect(proc.reads.sockets).toBe(2);
  });

  it('has connections as of the last look, and of nobody who came later', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    proc.of(10).connections = 2;
    run({ a: 10 });
    expect((await pass()).get('a')?.usage.connections).toBe(2);
    proc.start(11, 10);
    proc.of(11).connections = 1;
    expect((await pass()).get('a')?.usage.connections).toBe(2);
    expect((await pass(60_000)).get('a')?.usage.connections).toBe(3);
  });
});

describe('a pass', () => {
  it('reads those it watches, and others only when they are new or now and then', async () => {
    const { proc, run, pass } = machine();
    for (let pid = 200; pid < 300; pid++) proc.start(pid, 1);
    proc.start(10, process.pid);
    run({ a: 10 });
    await pass();
    proc.reads.line = [];
    for (let at = 0; at < 14; at++) await pass();
    expect(new Set(proc.reads.line)).toEqual(new Set([10]));
    await pass();
    expect(new Set(proc.reads.line).size).toBe(103);
  });

  it('finds what is new by what the kernel says, without a look at all', async () => {
    const { proc, run, pass } = machine();
    proc.start(10, process.pid);
    run({ a: 10 });
    await pass();
    const look = proc.pids.bind(proc);
    let looks = 0;
    proc.pids = () => {
      looks += 1;
      return look();
    };
    proc.announced = [11, 12];
    proc.start(11, 10);
    proc.start(13, 10);
    expect([...((await pass()).get('a')?.figures.keys() ?? [])]).toEqual([10, 11]);
    expect(looks).toBe(0);
    proc.reap(11);
    expect((await pass()).get('a')?.processes).toBe(1);
    for (let at = 0; at < 15; at++) await pass();
    expect(looks).toBe(1);
    expect((await pass()).get('a')?.processes).toBe(2);
    expect(proc.verified).toContain(13);
  });

  it('lets go of what it held open when a server ends, and of all when it is closed', async () => {
    const { proc, run, pass, close } = machine();
    for (const pid of [10, 20]) proc.start(pid, process.pid);
    run({ a: 10, b: 20 });
    await pass();
    await pass();
    expect([...proc.kept]).toEqual([10, 20]);
    run({ a: 10 });
    await pass();
    expect([...proc.kept]).toEqual([10]);
    close();
    expect(proc.size).toBe(0);
  });
});
