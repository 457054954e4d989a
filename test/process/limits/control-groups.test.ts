import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeHome } from '../harness/home.ts';
import { pidsNaming } from '../harness/processes.ts';
import { openRoom } from '../harness/room.ts';
import { until } from '../harness/until.ts';
import { launchScript } from './launch.ts';

/**
 * Leaves its group, its parent and its environment, but not in the moment of its spawn: nothing but a control group knows
 * whose it is.
 */
const ESCAPES = `sleep 0.2; (setsid env -i sh -c 'exec sleep "$1"' sh "$1" &)`;

function canMakeGroups(): boolean {
  const group = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find((one) => existsSync(`${one}/cgroup.procs`));
  if (group === undefined || existsSync('/run/systemd/system')) return false;
  const probe = `${group}/signalbox-test-${process.pid}`;
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    return true;
  } catch {
    return false;
  }
}

/** A number of seconds that no other process sleeps. */
const newNap = (): string => `6${Math.floor(Math.random() * 1e8)}`;
const nappers = (nap: string): number[] => pidsNaming(`sleep\0${nap}`);

test.runIf(canMakeGroups())(
  'in a control group even what left its group, its parent and its environment is ended',
  async () => {
    const room = await openRoom(await makeHome());
    for (let repetition = 0; repetition < 10; repetition++) {
      const nap = newNap();
      const child = await launchScript(room, `${ESCAPES}; exec cat`, {}, ['sh', nap]);
      await until('the escapee', () => nappers(nap).length === 1);
      expect((await child.stop({ stdinCloseMs: 50, terminateMs: 50 })).left).toEqual([]);
      expect(nappers(nap)).toEqual([]);
    }
  },
);

test.runIf(canMakeGroups())('what an engine left in a control group is ended by the next start', async () => {
  const home = await makeHome();
  const first = await openRoom(home);
  const nap = newNap();
  const launched = await first.processes.launch({
    server: 'escaper',
    command: 'sh',
    args: ['-c', ESCAPES, 'sh', nap],
    env: {},
    cwd: null,
  });
  if (!launched.ok) throw new Error(launched.problem.message);
  await launched.child.exit;
  await until('the escapee', () => nappers(nap).length === 1);
  await first.close();
  expect(nappers(nap)).toHaveLength(1);

  const second = await openRoom(home);
  expect(second.swept.map(({ server, left }) => [server, left])).toEqual([['escaper', []]]);
  expect(nappers(nap)).toEqual([]);
});
