import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FIXTURES, fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';
import { makeAccount } from './fake-shell.ts';

const FAKE_NPX = join(FIXTURES, '../installers/npx');

test('a server that failed for want of its command starts by itself once the command is there', async () => {
  const account = await makeAccount();
  await account.file('bin/.keep', '');
  const home = await makeHome();
  await home.configure({
    late: { command: 'late-server', env: { PATH: `${account.home}/bin:${process.env['PATH']}` } },
  });
  const engine = await openEngine(home);
  const failed = await engine.untilServer('late', 'fails', ({ state }) => state === 'failed');
  expect(failed.problem?.code).toBe('command-not-found');
  await account.program(
    'bin/late-server',
    `#!/bin/sh\nexec "${process.execPath}" "${FIXTURES}well-behaved.js"\n`,
  );
  const [view] = await engine.untilReady('late');
  expect(view?.executable).toMatchObject({ path: `${account.home}/bin/late-server` });
});

test('a server whose package is still being installed says so, and is not given up at its start timeout', async () => {
  const account = await makeAccount();
  const gate = join(account.home, 'gate');
  const home = await makeHome();
  await home.configure({
    packed: {
      command: FAKE_NPX,
      args: ['-y', `${FIXTURES}well-behaved.js`],
      env: { FAKE_INSTALL_GATE: gate },
      timeouts: { start: '2s' },
    },
    plain: fixture('well-behaved'),
  });
  const engine = await openEngine(home);
  await engine.untilServer('packed', 'installs', ({ installing }) => installing);
  const { pid } = await engine.server('packed');
  await sleep(4_000);
  expect(await engine.server('packed')).toMatchObject({
    state: 'starting',
    installing: true,
    pid,
    restarts: 0,
  });
  await writeFile(gate, '');
  const [view] = await engine.untilReady('packed');
  expect(view).toMatchObject({ pid, restarts: 0, installing: false });
  expect((await engine.server('plain')).installing).toBe(false);
});
