import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { pidOf } from '../harness/look.ts';
import { openEngine } from '../harness/open-engine.ts';
import { until } from '../harness/until.ts';

const QUICK = { timeouts: { stdinClose: '300ms', terminate: '300ms' } };

test('a save of .env takes effect as one of the file does, and the file is migrated while everything runs', async () => {
  const home = await makeHome();
  await home.configure({ alpha: fixture('well-behaved', QUICK) });
  const entry = await readFile(home.file, 'utf8');
  const documented = '"monitoring": {\n    // often\n    "health_check_interval": 3 },';
  await writeFile(home.file, entry.replace('{', `{ ${documented}`));
  const { call, untilReady, snapshot } = await openEngine(home);
  const [pid] = (await untilReady('alpha')).map(pidOf);
  const settingOf = async (key: string) => (await call('effective-settings', { server: 'alpha' }))[key];
  expect((await snapshot()).configuration).toMatchObject({ valid: true, version: 1, outdated: true });
  expect(await settingOf('monitoring.interval')).toMatchObject({ value: 3, origin: 'file' });

  const envFile = join(dirname(home.file), '.env');
  await writeFile(envFile, 'SIGNALBOX_SERVER_ALPHA_TIMEOUTS_REQUEST=7s\nMCP_CACHE_SIZE=many\n');
  await until('the variable holds', async () => {
    return (await settingOf('mcpServers.alpha.timeouts.request'))?.value === '7s';
  });
  expect(await settingOf('mcpServers.alpha.timeouts.request')).toMatchObject({
    origin: '.env',
    from: '.env:1',
  });
  expect((await snapshot()).configuration.findings).toEqual([
    expect.objectContaining({ severity: 'warning', file: envFile, line: 2, key: 'MCP_CACHE_SIZE' }),
  ]);

  const ofVariable = await until('it is in the history', async () => {
    const [newest] = (await call('configuration-history', { limit: 1 })).changes;
    return newest?.action === 'edit' ? newest : null;
  });
  expect(ofVariable).toMatchObject({
    action: 'edit',
    by: { kind: 'file' },
    summary: '.env: 1 setting changed',
    changes: [{ key: 'mcpServers.alpha.timeouts.request', after: '"7s"' }],
  });

  const before = await readFile(home.file, 'utf8');
  const tried = await call('migrate-configuration', { dry_run: true });
  expect(tried.changes).toEqual([
    'monitoring.health_check_interval is monitoring.interval now',
    'version is 2 now',
  ]);
  expect(tried.plan).toMatchObject({ keep: ['alpha'] });
  expect(await readFile(home.file, 'utf8')).toBe(before);
  await call('migrate-configuration', {});
  expect(await readFile(home.file, 'utf8')).toContain('// often\n    "interval": 3');
  expect((await snapshot()).configuration).toMatchObject({ valid: true, version: 2, outdated: false });
  const { changes } = await call('configuration-history', {});
  expect(changes[0]).toMatchObject({ action: 'migrate' });
  expect((await untilReady('alpha')).map(pidOf)).toEqual([pid]);
});
