import { expect, test } from 'vitest';
import { FIXTURES } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';

const leak = { command: process.execPath, args: [`${FIXTURES}leaks-memory.js`] };

test('a server that leaks is told of before its soft limit, then restarted, and that is no crash', async () => {
  const home = await makeHome();
  await home.configure(
    { leaks: { ...leak, limits: { memorySoft: '150MB', sustained: '2s' } } },
    { monitoring: { interval: '1s' } },
  );
  const engine = await openEngine(home);
  const view = await engine.untilServer('leaks', 'was restarted', ({ limit_restarts }) => limit_restarts > 0);
  expect(view.restarts).toBe(0);
  const told = (await engine.register('leaks')).filter(({ kind }) => kind.endsWith('limit'));
  expect(told.map(({ kind }) => kind)).toEqual(['near-limit', 'limit']);
  expect(told[1]?.text).toMatch(
    /^leaks uses \d+ MB, over its soft limit of 150 MB for \d+ s; it is being restarted$/,
  );
  const { events } = await engine.call('history', { server: 'leaks' });
  expect(events.find(({ code }) => code === 'memory-limit')).toMatchObject({ from: 'ready', to: 'stopping' });
});

test('every limit that is set says who holds it, and the page says why nothing stronger does', async () => {
  const home = await makeHome();
  const limits = { memorySoft: '1GB', memoryHard: '2GB', cpuQuota: '80%', openFiles: 256, processes: 16 };
  await home.configure({ calm: { command: process.execPath, args: [`${FIXTURES}well-behaved.js`], limits } });
  const engine = await openEngine(home);
  const [calm] = await engine.untilReady('calm');
  expect(calm?.limits.map(({ limit }) => limit).toSorted()).toEqual([
    'cpu_quota',
    'memory_hard',
    'memory_soft',
    'open_files',
    'processes',
  ]);
  for (const { enforced_by, detail } of calm?.limits ?? []) {
    expect(enforced_by).not.toBe('none');
    expect(detail).not.toBe('');
  }
});
