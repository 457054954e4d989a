import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';
import { until } from '../harness/until.ts';
import { answer, openReceiver } from './harness/receiver.ts';

test('an engine tells a webhook and an Alertmanager what is wrong, does what the rule says, and tells that it is over', async () => {
  const home = await makeHome();
  const hook = await openReceiver([answer(503), answer(204)]);
  const feed = await openReceiver([answer(200)]);
  const configure = (entry: object) =>
    home.configure(
      { github: entry },
      {
        alerts: {
          settle: '0s',
          editQuiet: '0s',
          groupWait: '1s',
          rules: { cannot_start: { remedy: { do: 'diagnose' } } },
          channels: {
            ops: { type: 'webhook', url: hook.url },
            am: { type: 'alertmanager', url: feed.url },
          },
        },
      },
    );
  await configure({ command: 'no-such-command' });
  const { call } = await openEngine(home);
  const first = await until('it was told', () => hook.accepted()[0]);
  const told = JSON.parse(first.body);
  expect(told).toMatchObject({ kind: 'firing', severity: 'critical', servers: ['github'] });
  expect(told.alerts[0]).toMatchObject({ rule: 'cannot_start', server: 'github', state: 'firing' });
  const file = /what was found is in (\S+\.json)/.exec(told.body)?.[1] ?? '';
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    alert: { rule: 'cannot_start' },
    server: expect.any(Object),
    log: expect.any(Array),
  });
  const sent = await until('Alertmanager was told', () => feed.accepted()[0]);
  expect(JSON.parse(sent.body)[0].labels).toMatchObject({ alertname: 'cannot_start', server: 'github' });
  const { channels } = await call('alert-channels', {});
  expect(channels.find(({ name }) => name === 'ops')).toMatchObject({ error: null, waiting: 0, dead: 0 });

  await configure(fixture('well-behaved'));
  await until('it was told that it is over', () =>
    hook.accepted().some(({ body }) => JSON.parse(body).kind === 'resolved'),
  );
  const keys = hook.accepted().map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(keys.length);
});
