import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LaunchSpec } from '#engine/process/process.ts';
import { FIXTURES } from '../harness/fixture.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { openRoom } from '../harness/room.ts';
import { until } from '../harness/until.ts';
import { makeAccount } from './fake-shell.ts';

const never = new AbortController().signal;
const INSTALL_MS = 60_000;

async function open() {
  const home = await makeHome();
  const { home: folder } = await makeAccount();
  const gate = join(folder, 'gate');
  const room = await openRoom(home, { ...process.env, SIGNALBOX_LOGIN_SHELL: 'none' });
  const spec = (server: string): LaunchSpec => ({
    server,
    command: join(FIXTURES, '../installers/npx'),
    args: ['-y', `package-of-${server}`],
    env: { FAKE_INSTALL_GATE: gate },
    cwd: null,
  });
  return { home, room, processes: room.processes, spec, gate };
}

const untilFetches = (home: Home, server: string) =>
  until(`${server} is fetched`, () => home.pidsOf(server).find((pid) => pid > 0));

test('a package is fetched at low priority by a process that is marked, and nothing is left of it', async () => {
  const { home, processes, spec, gate } = await open();
  const fetched = processes.prewarm(spec('one'), INSTALL_MS, never);
  const pid = await untilFetches(home, 'one');
  await until('its priority is low', () => getPriority(pid) === 10);
  await writeFile(gate, '');
  expect(await fetched).toMatchObject({ ok: true, message: 'fetched package-of-one' });
  expect(home.pidsOf('one')).toEqual([]);
});

test('packages are fetched one after the other', async () => {
  const { home, processes, spec, gate } = await open();
  const both = Promise.all(['one', 'two'].map((name) => processes.prewarm(spec(name), INSTALL_MS, never)));
  await untilFetches(home, 'one');
  expect(home.pidsOf('two')).toEqual([]);
  await writeFile(gate, '');
  expect((await both).map(({ ok }) => ok)).toEqual([true, true]);
});

test('a fetch that takes too long, or that nobody wants any more, is ended with its whole tree', async () => {
  const { home, processes, spec } = await open();
  expect(await processes.prewarm(spec('slow'), 500, never)).toMatchObject({
    ok: false,
    message: 'could not fetch package-of-slow: it took longer than 1 s',
  });
  const unwanted = new AbortController();
  const fetched = processes.prewarm(spec('unwanted'), INSTALL_MS, unwanted.signal);
  const waiting = processes.prewarm(spec('waiting'), INSTALL_MS, unwanted.signal);
  await untilFetches(home, 'unwanted');
  unwanted.abort();
  expect(await fetched).toMatchObject({ ok: false, message: expect.stringContaining('not wanted') });
  expect(await waiting).toMatchObject({ ok: false });
  for (const name of ['slow', 'unwanted', 'waiting']) expect(home.pidsOf(name)).toEqual([]);
});

test('a command that fetches nothing is not run at all', async () => {
  const { processes, spec } = await open();
  const { home: folder } = await makeAccount();
  const file = join(folder, 'ran');
  const plain = { ...spec('plain'), command: 'sh', args: ['-c', `touch ${file}`] };
  expect(await processes.prewarm(plain, INSTALL_MS, never)).toMatchObject({ ok: false, ms: 0 });
  expect(existsSync(file)).toBe(false);
  expect(await processes.isCached(plain)).toBeNull();
});

test('a fetch that fails says why in the words of the installer', async () => {
  const { processes, spec } = await open();
  const account = await makeAccount();
  const command = await account.program(
    'npx',
    '#!/bin/sh\necho "npm error 404 no such package" >&2\nexit 1\n',
  );
  expect(await processes.prewarm({ ...spec('gone'), command }, INSTALL_MS, never)).toMatchObject({
    ok: false,
    message: 'could not fetch package-of-gone: npm error 404 no such package',
  });
});

test('a fetch is no run of its server, and a mend since the last start is still told after it', async () => {
  const { room, processes, spec, gate } = await open();
  const account = await makeAccount();
  const command = join(account.home, 'npx');
  const launched = await processes.launch({ ...spec('one'), command });
  expect(launched).toMatchObject({ ok: false, problem: { code: 'command-not-found' } });
  await account.program('npx', `#!/bin/sh\nexec ${spec('one').command} "$@"\n`);
  await writeFile(gate, '');
  expect(await processes.prewarm({ ...spec('one'), command }, INSTALL_MS, never)).toMatchObject({ ok: true });
  const rows = room.state.genealogy.of('one', 10);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ run }) => run !== 0)).toEqual([]);

  const { promise: told, resolve } = Promise.withResolvers<string>();
  const watch = processes.watchForMend({ ...spec('one'), command }, resolve);
  onTestFinished(() => watch.close());
  expect(await told).toBe(`${command} appeared`);
});
