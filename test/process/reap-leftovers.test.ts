import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeHome } from './harness/home.ts';
import { isAlive } from './harness/processes.ts';
import { openRoom } from './harness/room.ts';
import { until } from './harness/until.ts';

test('what a server has left behind is ended, and nothing of what runs', async () => {
  const home = await makeHome();
  const { processes, state } = await openRoom(home);
  const leave = async (server: string) => {
    const env = { ...process.env, SIGNALBOX_MARK: `${state.homeId}/0123456789ab/${server}/01234567` };
    const child = spawn('/bin/sleep', ['1000'], { env, detached: true, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    return child.pid ?? 0;
  };
  const [left, other] = [await leave('github'), await leave('db')];
  const stop = new AbortController();
  const check = processes.run(
    {
      command: '/bin/sh',
      args: ['-c', `echo $$ > ${home.folder}/check; exec sleep 1000`],
      env: {},
      cwd: null,
      timeoutMs: 600_000,
      maxBytes: 1_000,
      server: 'github',
    },
    stop.signal,
  );
  const pid = await until('the check runs', async () => {
    const text = await readFile(join(home.folder, 'check'), 'utf8').catch(() => '');
    return text.endsWith('\n') && Number(text);
  });
  expect(await processes.reapLeftovers('github')).toBe(1);
  await until('it is gone', () => !isAlive(left));
  expect(isAlive(other)).toBe(true);
  expect(isAlive(pid)).toBe(true);
  expect(await processes.reapLeftovers('github')).toBe(0);
  stop.abort();
  await check;
  expect(await processes.reapLeftovers('db')).toBe(1);
});
