import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import type { LimitSettings } from '#engine/configuration/configuration.ts';
import { UNWATCHED, watchLimits } from '#engine/supervision/limit-watch.ts';
import { makeHome } from '../harness/home.ts';
import { isAlive } from '../harness/processes.ts';
import { openRoom } from '../harness/room.ts';
import { until } from '../harness/until.ts';
import { firstLine, launchScript, written } from './launch.ts';

test('each process of a server has the open files that are set, and leaves no core dumps', async () => {
  const room = await openRoom(await makeHome());
  const child = await launchScript(room, 'sh -c "ulimit -n; ulimit -Hn; ulimit -c"', { openFiles: 64 });
  expect(await written(child)).toBe('64\n64\n0\n');
  expect(child.limits).toMatchObject([{ limit: 'open_files', value: 64, enforced_by: 'rlimit' }]);
});

test('more open files than the system allows are told, and the server starts all the same', async () => {
  const room = await openRoom(await makeHome());
  const child = await launchScript(room, 'ulimit -n', { openFiles: 1_048_576 });
  const got = Number(await written(child));
  expect(got).toBeGreaterThan(0);
  const told = child.limits[0]?.detail ?? '';
  if (got < 1_048_576) expect(told).toContain(`to ${got}: this system allows Signalbox no more`);
});

test('a server under limits is the process that was spawned: same pid, own group, and its mark', async () => {
  const room = await openRoom(await makeHome());
  const script = `echo "$$ $(ps -o pgid= -o sid= -p $$) $SIGNALBOX_MARK"; cat`;
  const child = await launchScript(room, script, {
    openFiles: 64,
    cpuPercent: 50,
    memoryHardBytes: 1024 ** 3,
    processes: 50,
  });
  const [pid, pgid, sid, mark] = (await firstLine(child)).split(/\s+/);
  expect([pid, pgid, sid]).toEqual(Array(3).fill(String(child.pid)));
  expect(mark).toMatch(/\/limited\//);
});

test('a server whose quota nobody can hold is given a lower priority, and says so', async () => {
  const room = await openRoom(await makeHome());
  const child = await launchScript(room, 'echo ready; cat', { cpuPercent: 50 });
  await firstLine(child);
  const [view] = child.limits;
  if (view?.enforced_by === 'priority') expect(getPriority(child.pid)).toBe(10);
  else expect(view?.enforced_by).toMatch(/systemd-scope|cgroup/);
});

test('a server without limits is launched with nothing before its command', async () => {
  const room = await openRoom(await makeHome());
  const child = await launchScript(room, 'echo ready; cat');
  await firstLine(child);
  expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).toBe('sh\0-c\0echo ready; cat\0');
  expect(child.limits).toEqual([]);
});

const SETTINGS: LimitSettings = {
  memorySoftBytes: null,
  memoryHardBytes: null,
  cpuPercent: null,
  openFiles: null,
  processes: null,
  sustainedMs: 15_000,
  inFlight: null,
  queue: 1_000,
};

test('a server that multiplies is found by its number of processes, and all of it is ended', async () => {
  const room = await openRoom(await makeHome());
  const limits = { ...SETTINGS, processes: 20 };
  const script = 'i=0; while [ $i -lt 200 ]; do sleep 600 & i=$((i+1)); done; echo done; wait';
  const child = await launchScript(room, script, limits);
  let watch = UNWATCHED;
  await until('a breach', async () => {
    const sample = (await room.processes.sample(new Map([['limited', child.pid]]))).get('limited');
    if (sample === undefined) return false;
    const rules = { limits, enforced: child.limits, sampleIntervalMs: 2000 };
    const next = watchLimits(watch, { atMs: performance.now(), ...sample }, rules);
    watch = next.watch;
    return next.verdict.kind === 'breach' && next.verdict.limit === 'processes';
  });
  const report = await child.stop({ stdinCloseMs: 0, terminateMs: 0 });
  expect(report.left).toEqual([]);
  expect(isAlive(child.pid)).toBe(false);
});

test('memory that a grandchild takes is memory of the server', async () => {
  const room = await openRoom(await makeHome());
  const limits = { ...SETTINGS, memoryHardBytes: 150 * 1024 ** 2 };
  const swell = 'const kept = Buffer.alloc(200 * 1024 ** 2, 1); setInterval(() => kept.length, 1000)';
  const child = await launchScript(room, `sh -c '"$1" -e "$2"; true' sh "$1" "$2"; true`, limits, [
    'sh',
    process.execPath,
    swell,
  ]);
  const outcome = await until('a breach, or its end by the kernel', async () => {
    if (!isAlive(child.pid)) return 'ended';
    const sample = (await room.processes.sample(new Map([['limited', child.pid]]))).get('limited');
    if (sample === undefined) return false;
    const rules = { limits, enforced: child.limits, sampleIntervalMs: 2000 };
    const { verdict } = watchLimits(UNWATCHED, { atMs: 0, ...sample }, rules);
    return verdict.kind === 'breach' && verdict.limit;
  });
  expect(outcome).toBe(child.limits[0]?.enforced_by === 'watched' ? 'memory_hard' : 'ended');
});
