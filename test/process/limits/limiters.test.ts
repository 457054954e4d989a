import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { NO_LIMITS, type ProcessLimits } from '#engine/process/limits/limited-process.ts';
import type { Limiters } from '#engine/process/limits/limiters.ts';
import { makeFakeLinux, OWN, SYSTEMD_RUN } from './fake-linux.ts';

const run = promisify(execFile);
const MB = 1024 ** 2;
const ALL: ProcessLimits = {
  memorySoftBytes: 256 * MB,
  memoryHardBytes: 512 * MB,
  cpuPercent: 80,
  openFiles: 128,
  processes: 10,
};
const SLICE = 'user.slice/app.slice';
const GROUP = `${OWN}/signalbox-home-run-${process.pid}`;

const wrap = (limiters: Limiters, limits: ProcessLimits, ...command: [string, ...string[]]) => {
  const [program, ...args] = command;
  return limiters.wrap({ command: program, args, limits, mark: 'home/run/a/1' });
};
const holders = (limiters: Limiters) =>
  wrap(limiters, ALL, 'x').enforced.map((view) => [view.limit, view.enforced_by]);

test('a systemd that answers holds memory, processor and tasks of the whole tree', async () => {
  const linux = await makeFakeLinux();
  await linux.program('systemd-run', SYSTEMD_RUN);
  await linux.real('cat');
  await linux.file(`${SLICE}/cgroup.controllers`, 'cpu memory pids\n');
  const limiters = await linux.detect();
  const limited = wrap(limiters, ALL, '/bin/sh', '-c', 'ulimit -n; echo "$0 $1"', 'one two', 'three');
  expect(limited.enforced.map((view) => [view.limit, view.enforced_by])).toEqual([
    ['memory_soft', 'watched'],
    ['memory_hard', 'systemd-scope'],
    ['cpu_quota', 'systemd-scope'],
    ['open_files', 'rlimit'],
    ['processes', 'watched'],
  ]);
  const { stdout } = await run(limited.command, limited.args);
  expect(stdout).toBe('128\none two three\n');
  expect(await linux.read('../bin/options')).toBe(
    ' --user --scope --quiet --unit=signalbox-home:run:a:1.scope' +
      ' --property=MemoryMax=536870912 --property=MemorySwapMax=0 --property=CPUQuota=80%' +
      ' --property=TasksMax=320\n',
  );
});

test('a server without limits goes past systemd', async () => {
  const linux = await makeFakeLinux();
  await linux.program('systemd-run', SYSTEMD_RUN);
  await linux.file(`${SLICE}/cgroup.controllers`, 'cpu memory pids\n');
  const { command, args, enforced, tree } = wrap(await linux.detect(), NO_LIMITS, 'x', 'y');
  expect({ command, args, enforced, tree }).toEqual({ command: 'x', args: ['y'], enforced: [], tree: null });
});

test('a controller that systemd does not have is said, and what needs it is held by less', async () => {
  const linux = await makeFakeLinux();
  await linux.program('systemd-run', SYSTEMD_RUN);
  await linux.file(`${SLICE}/cgroup.controllers`, 'memory pids\n');
  const limiters = await linux.detect();
  expect(holders(limiters)).toContainEqual(['memory_hard', 'systemd-scope']);
  expect(wrap(limiters, ALL, 'x').enforced.find((view) => view.limit === 'cpu_quota')).toEqual({
    limit: 'cpu_quota',
    value: 80,
    enforced_by: 'priority',
    detail:
      "It only has a lower priority, and may use more while nothing else needs it: the user's systemd has no cpu controller.",
  });
});

test('systemd remembers that the kernel ended a tree at its hard limit', async () => {
  const linux = await makeFakeLinux();
  await linux.program('systemd-run', SYSTEMD_RUN);
  await linux.file(`${SLICE}/cgroup.controllers`, 'memory\n');
  const limited = wrap(await linux.detect(), ALL, 'x');
  await linux.program('systemctl', 'echo success');
  expect(await limited.oomKilled()).toBe(false);
  await linux.program('systemctl', 'echo oom-kill');
  expect(await limited.oomKilled()).toBe(true);
  await limited.release();
});

test('a systemd that hangs does not hold up the start for more than 3 s, and each limit says what is left', async () => {
  const linux = await makeFakeLinux();
  await linux.program('systemd-run', 'exec /bin/sleep 600');
  await linux.file(`${OWN}/cgroup.controllers`, '\n');
  const { enforced } = wrap(await linux.detect(), ALL, 'x');
  expect(enforced.map((view) => [view.limit, view.enforced_by])).toEqual([
    ['memory_soft', 'watched'],
    ['memory_hard', 'watched'],
    ['cpu_quota', 'priority'],
    ['open_files', 'rlimit'],
    ['processes', 'watched'],
  ]);
  expect(enforced.map(({ detail }) => detail)).toContain(
    "Ended when a sampling pass sees it above, not before: the user's systemd does not answer, and the cgroup of Signalbox has no memory, cpu, pids controller.",
  );
});

test('without systemd a cgroup of our own holds them, entered before the command runs', async () => {
  const linux = await makeFakeLinux();
  await linux.real('prlimit');
  await linux.file(`${OWN}/cgroup.controllers`, 'cpuset cpu io memory pids\n');
  await linux.file(`${OWN}/cgroup.subtree_control`, 'memory\n');
  const limiters = await linux.detect();
  expect(holders(limiters)).toEqual([
    ['memory_soft', 'watched'],
    ['memory_hard', 'cgroup'],
    ['cpu_quota', 'cgroup'],
    ['open_files', 'rlimit'],
    ['processes', 'watched'],
  ]);
  const limited = limiters.wrap({
    command: '/bin/sh',
    args: ['-c', 'echo $$; ulimit -n'],
    limits: ALL,
    mark: 'home/run/a/2',
  });
  const { stdout } = await run(limited.command, limited.args);
  const [pid, openFiles] = stdout.split('\n');
  expect(openFiles).toBe('128');
  const read = (file: string): Promise<string> => linux.read(`${GROUP}/home:run:a:2/${file}`);
  expect(await read('cgroup.procs')).toBe(`${pid}\n`);
  expect(await read('memory.max')).toBe('536870912');
  expect(await read('memory.swap.max')).toBe('0');
  expect(await read('cpu.max')).toBe('80000 100000');
  expect(await read('pids.max')).toBe('320');
  expect(limited.tree?.pids()).toEqual([Number(pid)]);

  expect(await limited.oomKilled()).toBe(false);
  await linux.file(`${GROUP}/home:run:a:2/memory.events`, 'low 0\noom 1\noom_kill 1\noom_group_kill 1\n');
  expect(await limited.oomKilled()).toBe(true);
});

test('a server without limits enters its group by its pid, with nothing before its command', async () => {
  const linux = await makeFakeLinux();
  const limited = wrap(await linux.detect(), NO_LIMITS, 'x', 'y');
  expect([limited.command, limited.args]).toEqual(['x', ['y']]);
  limited.started(123_456_789);
  expect(limited.tree?.pids()).toEqual([123_456_789]);
});

test.each([
  ['systemd has given a group inside its unit', 'system.slice/signalbox.service'],
  ['a container has moved its processes out of its own group', ''],
])('where %s, the groups are made beside it', async (_, unit) => {
  const linux = await makeFakeLinux();
  await mkdir(join(linux.groups, unit, 'main'), { recursive: true });
  await linux.file('../own', `0::${join('/', unit, 'main')}\n`);
  await linux.file(`${unit}/cgroup.controllers`, 'cpu memory pids\n');
  const limiters = await linux.detect();
  expect(holders(limiters)).toContainEqual(['memory_hard', 'cgroup']);
  expect(await linux.read(`${unit}/cgroup.subtree_control`)).not.toBe('');
});

test('groups that an engine of this home has left are offered, those of others are left alone', async () => {
  const linux = await makeFakeLinux();
  const left = `${OWN}/signalbox-home-gone-1/home:gone:a:1`;
  await mkdir(join(linux.groups, left), { recursive: true });
  await linux.file(`${left}/cgroup.procs`, '77\n');
  const others = `${OWN}/signalbox-other-run-${process.pid}/other:run:b:1`;
  await mkdir(join(linux.groups, others), { recursive: true });
  const limiters = await linux.detect();
  expect(limiters.left.map(({ mark, tree }) => [mark, tree.pids()])).toEqual([['home/gone/a/1', [77]]]);
  expect(limiters.takeOver({ ...NO_LIMITS, openFiles: 99_999 }, 'home/gone/a/1')).toMatchObject({
    enforced: [{ enforced_by: 'rlimit', detail: expect.stringContaining('4096') }],
    tree: expect.anything(),
  });
  expect(existsSync(join(linux.groups, others))).toBe(true);
});

test('a machine without any of it says why, for each limit', async () => {
  const linux = await makeFakeLinux();
  await linux.file('../mountinfo', '40 31 0:37 / /proc rw - proc proc rw\n');
  const limiters = await linux.detect();
  const why = 'systemd-run is not here, and this system has no cgroups of version 2';
  const told = wrap(limiters, ALL, 'x').enforced.filter(({ detail }) => detail.includes(why));
  expect(told.map(({ limit }) => limit)).toEqual(['memory_hard', 'cpu_quota', 'processes']);
});

test('without prlimit the shell sets the open files, and all arguments arrive as they are', async () => {
  const linux = await makeFakeLinux();
  await linux.file('../mountinfo', '');
  const script = 'printf "%s|" "$@"; ulimit -n';
  const args = ['/bin/sh', '-c', script, 'sh', 'a b', '', '$HOME', "'"] as const;
  const limited = wrap(await linux.detect(), { ...NO_LIMITS, openFiles: 99 }, ...args);
  const { stdout } = await run(limited.command, limited.args);
  expect(stdout).toBe(`a b||$HOME|'|99\n`);
});
