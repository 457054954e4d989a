import { expect, test } from 'vitest';
import { fixture } from './harness/fixture.ts';
import { makeHome } from './harness/home.ts';
import { pidOf } from './harness/look.ts';
import { runSignalbox, serve } from './harness/serve.ts';

test('a second engine on the same home is refused with the pid and the address of the first, which runs on', async () => {
  const home = await makeHome();
  await home.configure({ alpha: fixture('well-behaved') });
  const first = await serve(home);
  const [alpha] = await first.untilReady('alpha');
  if (alpha === undefined) throw new Error('the server is missing');

  const second = runSignalbox(home, 'serve', '--json', '--port', '0');
  expect(await second.ended).toBe(1);
  expect(second.stdout()).toBe('');
  expect(second.stderr()).toContain(`as process ${first.pid}, with its window at ${first.url}`);
  expect(second.stderr()).not.toContain(first.token);

  expect(await first.server('alpha')).toMatchObject({ state: 'ready', pid: pidOf(alpha), restarts: 0 });
  expect(home.pidsOf('alpha')).toEqual([alpha.pid]);
  expect(await first.end()).toBe(0);
});

test('two engines on two homes do not touch each other’s servers', async () => {
  const [one, other] = [await makeHome(), await makeHome()];
  for (const home of [one, other]) await home.configure({ alpha: fixture('well-behaved') });
  const first = await serve(one);
  const [alpha] = await first.untilReady('alpha');
  const second = await serve(other);
  await second.untilReady('alpha');
  expect(await second.end()).toBe(0);
  expect(await first.server('alpha')).toMatchObject({ state: 'ready', pid: alpha?.pid, restarts: 0 });
});

test('a home is free again when its engine was killed', async () => {
  const home = await makeHome();
  await home.configure({ alpha: fixture('well-behaved') });
  const first = await serve(home);
  await first.untilReady('alpha');
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const second = await serve(home);
  await second.untilReady('alpha');
  expect(second.token).toBe(first.token);
});
