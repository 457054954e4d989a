import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { pidOf } from '../harness/look.ts';
import { serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

test('what a change changed is in the history, and any version comes back: over a good, a broken and a missing file', async () => {
  const home = await makeHome();
  const good = fixture('well-behaved');
  await home.configure({ a: good, b: good });
  const engine = await serve(home);
  await engine.untilReady('a', 'b');
  const pid = pidOf(await engine.server('a'));
  const original = await readFile(home.file, 'utf8');

  const { text, revision } = await engine.call('configuration-text', {});
  const servers = JSON.parse(text).mcpServers;
  const changed = { mcpServers: { a: servers.a, b: { ...servers.b, env: { API_TOKEN: 'topsecret-1' } } } };
  await engine.call('apply-configuration', {
    text: JSON.stringify(changed),
    revision,
    reason: 'a new token',
  });
  await engine.untilReady('b');

  const { changes, proof } = await engine.call('configuration-history', { limit: 10 });
  expect(proof).toEqual({ intact: true, fault: null });
  expect(changes.map(({ action, by }) => [action, by.kind])).toEqual([
    ['edit', 'http'],
    ['first', 'file'],
  ]);
  const [edit] = changes;
  expect(edit).toMatchObject({ why: 'a new token', summary: '1 value of b changed' });
  expect(JSON.stringify(changes)).not.toContain('topsecret');
  expect(edit?.changes).toEqual([{ key: 'mcpServers.b.env', before: null, after: '{"API_TOKEN":"•••"}' }]);

  const before = edit?.before ?? '';
  const after = edit?.after ?? '';
  const view = await engine.call('configuration-version', { version: before });
  expect(view.changes.map(({ key }) => key)).toEqual(['mcpServers.b.env']);
  expect(view.now).toContain('•••');
  await engine.call('restore-configuration', { version: before });
  expect(await readFile(home.file, 'utf8')).toBe(original);

  await writeFile(home.file, '{ "mcpServers": ');
  await until('it is refused', async () => !(await engine.snapshot()).configuration.valid);
  await engine.call('restore-configuration', { version: after });
  expect(await readFile(home.file, 'utf8')).toBe(JSON.stringify(changed));
  expect((await engine.snapshot()).configuration.valid).toBe(true);

  await rm(home.file);
  await until('it is missed', async () => !(await engine.snapshot()).configuration.valid);
  await engine.call('restore-configuration', { version: before });
  expect(await readFile(home.file, 'utf8')).toBe(original);

  await expect(engine.call('restore-configuration', { version: '../state/token' })).rejects.toThrow(
    'not-found',
  );
  const { changes: all } = await engine.call('configuration-history', { limit: 20, server: 'a' });
  expect(all.map(({ action }) => action)).toEqual(['first']);
  const { checks } = await engine.call('integrity', {});
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  // In none of the changes was there anything of a.
  expect(pidOf(await engine.server('a'))).toBe(pid);
}, 90_000);
