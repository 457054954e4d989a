import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

test('SIGHUP reads the file again and ends nothing', async () => {
  const home = await makeHome();
  await home.configure({ calm: fixture('well-behaved') });
  const engine = await serve(home);
  const named = async (name: string) =>
    (await engine.call('snapshot', {})).servers.find((one) => one.name === name && one.state === 'ready');
  const before = await until('calm is ready', () => named('calm'));
  await home.configure({ calm: fixture('well-behaved'), another: fixture('well-behaved') });
  engine.child.kill('SIGHUP');
  await until('the new server is ready', () => named('another'));
  expect((await named('calm'))?.pid).toBe(before.pid);
  engine.child.kill('SIGTERM');
  expect(await engine.ended).toBe(0);
});
