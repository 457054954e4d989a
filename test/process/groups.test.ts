import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { GUARD_SCRIPT } from '../../main/engine/process/guard-script.ts';
import { findOrphans, killTree } from '../../main/engine/process/kill-tree.ts';
import { newTag } from '../fixtures/tree-shapes.ts';
import { isAlive, pidsNaming, startTicks } from './harness/processes.ts';
import { until } from './harness/until.ts';

const MARK = 'home/run/server/nonce';
const BARE = 'env -i sleep 600 $0 & ';
const MARKED = `env SIGNALBOX_MARK=${MARK} sleep 600 $0 & `;

interface Group {
  /** The leader's pid, and its start time. */
  readonly pgid: number;
  readonly ticks: number;
  /** Without the leader. */
  readonly members: readonly number[];
  endLeader(): Promise<void>;
}

/** A session and group of its own, in which the script's background jobs run beside a leader that waits. */
async function startGroup(script: string, members: number): Promise<Group> {
  const tag = newTag();
  const leader = spawn('sh', ['-c', `${script}read line`, tag], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(leader, 'spawn');
  const pgid = leader.pid ?? 0;
  const ended = once(leader, 'exit');
  const ticks = startTicks(pgid);
  const jobs = (): number[] =>
    pidsNaming(tag).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sleep'));
  await until('its jobs run', () => jobs().length === members);
  const found = jobs();
  onTestFinished(() => {
    for (const pid of pidsNaming(tag)) process.kill(pid, 'SIGKILL');
  });
  const endLeader = async (): Promise<void> => {
    leader.stdin.end();
    await ended;
  };
  return { pgid, ticks, members: found, endLeader };
}

const kill = (group: Group, ticks: number, known: readonly number[] = []) =>
  killTree(
    { mark: MARK, root: { pid: group.pgid, startTicks: ticks } },
    {
      clock: systemClock,
      limitMs: 30_000,
      known: known.map((pid) => ({ pid, startTicks: startTicks(pid) })),
    },
  );

test('a group whose leader has ended is left alone where nothing else says that it is ours', async () => {
  const group = await startGroup(BARE, 1);
  await group.endLeader();
  expect(await kill(group, group.ticks)).toEqual({ killed: [], left: [] });
  expect(group.members.filter(isAlive)).toEqual(group.members);
});

test('a group whose leader has another start time is a stranger’s', async () => {
  const group = await startGroup(BARE, 1);
  expect(await kill(group, group.ticks - 1)).toEqual({ killed: [], left: [] });
  expect(isAlive(group.pgid)).toBe(true);
  expect(group.members.filter(isAlive)).toEqual(group.members);
});

test.each([
  ['one of it carries the mark', `${MARKED}${BARE}`, () => []],
  [
    'one of it was seen while the leader lived',
    `${BARE}${BARE}`,
    (group: Group) => group.members.slice(0, 1),
  ],
])('a group without its leader is ended whole when %s', async (_, script, known) => {
  const group = await startGroup(script, 2);
  const seen = known(group);
  await group.endLeader();
  await kill(group, group.ticks, seen);
  expect(group.members.filter(isAlive)).toEqual([]);
});

test('who is in a group when its leader ends is known afterwards', async () => {
  const group = await startGroup(`${BARE}${BARE}`, 2);
  await group.endLeader();
  const orphans = await findOrphans(group.pgid);
  expect(orphans.map(({ pid }) => pid).sort()).toEqual([...group.members].sort());
});

/** A guard that is told of these groups and whose engine then dies. */
async function startGuard(groups: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-guard-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const report = join(folder, 'report.txt');
  const guard = spawn('sh', ['-c', `: > "$2"; ${GUARD_SCRIPT}`, 'a-guard', 'home/no-such-run/', report], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  onTestFinished(() => void guard.kill('SIGKILL'));
  const ended = once(guard, 'exit');
  for (const line of groups) guard.stdin.write(`group ${line} ${MARK.replace('/run/', '/no-such-run/')}\n`);
  return {
    /** Fulfilled once the guard has taken note of what is there, and waits. */
    async engineDies(): Promise<void> {
      guard.stdin.end();
      const children = `/proc/${guard.pid}/task/${guard.pid}/children`;
      await until('the guard waits', () => readFileSync(children, 'utf8') !== '');
    },
    async untilDone(): Promise<string> {
      await ended;
      return readFileSync(report, 'utf8');
    },
  };
}

test('a guard ends what its servers left in their groups, and no stranger in a group of the same number', async () => {
  const ours = await startGroup(BARE, 1);
  const strangers = await startGroup(BARE, 1);
  const guard = await startGuard([
    `${ours.pgid} ${ours.ticks}`,
    // The number of a server that has ended, which a stranger's leader has now.
    `${strangers.pgid} ${strangers.ticks - 1}`,
  ]);
  await guard.engineDies();
  // Both leaders end while the guard waits for servers that end by themselves.
  await Promise.all([ours.endLeader(), strangers.endLeader()]);
  const report = await guard.untilDone();
  expect(ours.members.filter(isAlive)).toEqual([]);
  expect(strangers.members.filter(isAlive)).toEqual(strangers.members);
  const hit = report
    .trim()
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => Number(line.split(' ')[0]));
  expect([...new Set(hit)]).toEqual(ours.members);
});
