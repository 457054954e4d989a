import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Caller } from '#contract/caller.ts';
import { MASK } from '#contract/mask.ts';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { pidOf } from '../harness/look.ts';
import { openEngine } from '../harness/open-engine.ts';
import { createRandom } from '../harness/random.ts';
import { until } from '../harness/until.ts';
import { randomDifference, type Servers } from './random-difference.ts';

const QUICK = { timeouts: { stdinClose: '300ms', terminate: '300ms' } };
const WINDOW: Caller = { kind: 'window', name: null };

test('a text is checked and applied: its secrets stay unseen, its steps come true, nobody else is restarted', async () => {
  const home = await makeHome();
  const env = { API_TOKEN: 'hunter2-hunter2' };
  await home.configure({
    alpha: fixture('well-behaved', { ...QUICK, env }),
    beta: fixture('well-behaved', QUICK),
    gamma: fixture('well-behaved', QUICK),
  });
  const { call, untilReady, server, snapshot } = await openEngine(home);
  const [alpha, beta, gamma] = (await untilReady('alpha', 'beta', 'gamma')).map(pidOf);
  const read = await call('configuration-text', {});
  expect(read).toMatchObject({ file: home.file, format: 'jsonc', locked: null });
  expect(read.text).not.toContain('hunter2');

  const edited = await call('edit-configuration-text', {
    text: read.text,
    edits: [
      { path: ['mcpServers', 'beta', 'env'], value: { MODE: 'new' } },
      { path: ['mcpServers', 'alpha', 'cache'], value: false },
      { path: ['mcpServers', 'gamma'], remove: true },
      { path: ['mcpServers', 'delta'], value: fixture('well-behaved', QUICK) },
    ],
  });
  const check = await call('check-configuration', { text: edited.text });
  expect(check).toMatchObject({
    differs: true,
    steps: [
      { server: 'alpha', step: 'update', why: 'its cache changes, without a restart', in_flight: 0 },
      { server: 'beta', step: 'restart', why: 'its environment changed', in_flight: 0 },
      { server: 'delta', step: 'start', why: 'it is new', in_flight: 0 },
      { server: 'gamma', step: 'stop', why: 'it is gone from the file', in_flight: 0 },
    ],
    value: { mcpServers: { alpha: { env: { API_TOKEN: MASK } } } },
  });
  expect(check.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const same = await call('check-configuration', { text: `// a note\n${read.text}` });
  expect(same).toMatchObject({ differs: false, steps: [] });
  const broken = await call('check-configuration', { text: edited.text.replace('"delta": {', '"delta" {') });
  expect(broken).toMatchObject({ plan: null, steps: null, value: null });
  expect(broken.findings).toHaveLength(1);
  expect((await snapshot()).configuration.revision).toBe(read.revision);

  const why = 'delta is better than gamma';
  const input = { text: edited.text, revision: read.revision, reason: why };
  const applied = await call('apply-configuration', input);
  expect(applied.plan).toEqual(check.plan);
  expect(JSON.parse(await readFile(home.file, 'utf8')).mcpServers.alpha.env).toEqual(env);
  const [newAlpha, newBeta] = (await untilReady('alpha', 'beta', 'delta')).map(pidOf);
  expect(newAlpha).toBe(alpha);
  expect(newBeta).not.toBe(beta);
  expect(home.pidsOf('gamma')).not.toContain(gamma);
  await expect(server('gamma')).rejects.toThrow();
  const { changes } = await call('configuration-history', { limit: 1 });
  expect(changes[0]).toMatchObject({ action: 'edit', why, by: { kind: 'engine' } });

  // Made from a text that is not the file's any more.
  await expect(call('apply-configuration', input)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('by Signalbox itself'),
  });
  const lost = edited.text.replace('"MODE": "new"', `"MODE": "${MASK}"`);
  const { revision } = applied;
  await expect(call('apply-configuration', { text: lost, revision })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('mcpServers.beta.env.MODE'),
  });
  const unsound = edited.text.replace('"cache": false', '"cache": 7');
  await expect(call('apply-configuration', { text: unsound, revision })).rejects.toMatchObject({
    code: 'configuration-broken',
    message: expect.stringMatching(/servers\.json:\d+:\d+ mcpServers\.alpha\.cache/),
  });
});

test('a variable in .env takes effect when it is saved; layout alone is told to nobody', async () => {
  const home = await makeHome();
  await home.configure({ alpha: fixture('well-behaved', QUICK) });
  const { engine, call, untilReady, register } = await openEngine(home);
  await untilReady('alpha');
  const statuses: (string | null)[] = [];
  engine.subscribe('configuration', ({ applied_at }) => statuses.push(applied_at));
  const { text } = await call('configuration-text', {});
  await writeFile(home.file, `// a note\n${text}`);
  await until('the note is seen', () => statuses.length > 0);
  expect((await register()).map(({ kind }) => kind)).not.toContain('configuration-applied');
  const before = engine.snapshot().configuration.applied_at;
  expect(statuses).toEqual([before]);

  await writeFile(join(home.folder, '.env'), 'SIGNALBOX_MONITORING_IDLE_INTERVAL=20s\n');
  await until('the variable is seen', () => engine.snapshot().configuration.applied_at !== before);
  expect((await register()).at(-1)).toMatchObject({
    kind: 'configuration-applied',
    text: 'Configuration applied: settings of Signalbox changed',
  });
});

test('a server that fails after an edit is given back what it was, by a wish and by itself', async () => {
  const home = await makeHome();
  const good = fixture('well-behaved', QUICK);
  await home.configure({ alpha: good, beta: good });
  const { call, untilReady, untilServer, snapshot, untilRegister } = await openEngine(home);
  const [, beta] = (await untilReady('alpha', 'beta')).map(pidOf);
  const breakAlpha = async (beside = {}) => {
    await home.configure({ alpha: { ...good, command: '/no/such/program' }, beta: good }, beside);
    await untilServer('alpha', 'fails', ({ state }) => state === 'failed');
  };

  await breakAlpha();
  const rollbacks = await until('it is offered', async () => {
    const { configuration } = await snapshot();
    return configuration.rollbacks.length > 0 && configuration.rollbacks;
  });
  expect(rollbacks).toMatchObject([{ server: 'alpha', reason: expect.stringContaining('/no/such/program') }]);
  await expect(call('rollback-server', { server: 'beta' })).rejects.toMatchObject({ code: 'not-found' });
  expect(await call('rollback-server', { server: 'alpha' }, WINDOW)).toMatchObject({
    plan: { restart: ['alpha'], keep: ['beta'] },
  });
  await untilReady('alpha');
  expect((await snapshot()).configuration.rollbacks).toEqual([]);
  expect(JSON.parse(await readFile(home.file, 'utf8')).mcpServers.alpha).toEqual(good);
  const { changes } = await call('configuration-history', { limit: 1 });
  expect(changes[0]).toMatchObject({ action: 'rollback', by: WINDOW });

  await breakAlpha({ operations: { rollback: 'never' } });
  expect((await snapshot()).configuration.rollbacks).toEqual([]);
  await home.configure({ alpha: good, beta: good }, { operations: { rollback: 'auto' } });
  await untilReady('alpha');
  await home.configure(
    { alpha: { ...good, command: '/no/such/program' }, beta: good },
    { operations: { rollback: 'auto' } },
  );
  await untilRegister('it went back', ({ kind, text }) => kind === 'rollback' && text.includes('by itself'));
  await untilReady('alpha');
  expect((await untilReady('beta')).map(pidOf)).toEqual([beta]);
});

test('thirty random edits restart only the servers that they change', async () => {
  const random = createRandom();
  const home = await makeHome();
  const names = Array.from({ length: 8 }, (_, index) => `server-${index}`);
  let servers: Servers = Object.fromEntries(names.map((name) => [name, fixture('well-behaved', QUICK)]));
  await home.configure(servers);
  const { engine, untilReady } = await openEngine(home);
  await untilReady(...names);
  for (let edit = 0; edit < 30; edit += 1) {
    const before = new Map(engine.snapshot().servers.map(({ name, pid }) => [name, pid]));
    const { revision } = engine.snapshot().configuration;
    const { next, restarted } = randomDifference(servers, random);
    servers = next;
    const text = JSON.stringify(
      { mcpServers: servers, operations: { restartsPerMinute: 1 + edit } },
      null,
      2,
    );
    if (random.chance(0.5)) await writeFile(home.file, text);
    else {
      await writeFile(`${home.file}.swap`, text);
      await rename(`${home.file}.swap`, home.file);
    }
    await until('it is applied', () => engine.snapshot().configuration.revision !== revision);
    expect(engine.snapshot().configuration).toMatchObject({ valid: true });
    for (const { name, pid } of await untilReady(...Object.keys(servers)))
      if (!restarted.has(name)) expect(pid, `${random.told}, edit ${edit}: ${name}`).toBe(before.get(name));
  }
});

test('edits one right after the other are told as what they are; a save beside them is told too', async () => {
  const home = await makeHome();
  await home.configure({});
  const { engine, call } = await openEngine(home);
  const edit = (number: number) =>
    call('set-alert-rule', { rule: 'crash_loop', settings: { enabled: number % 2 === 0 } });
  for (let number = 0; number < 60; number += 1) await edit(number);
  const { revision } = engine.snapshot().configuration;
  await writeFile(home.file, `// saved by hand\n${await readFile(home.file, 'utf8')}`);
  await until('it is applied', () => engine.snapshot().configuration.revision !== revision);
  await edit(60);
  const { changes } = await call('configuration-history', { limit: 100 });
  const byFile = changes.filter(({ by }) => by.kind === 'file');
  expect(byFile.map(({ action }) => action)).toEqual(['edit', 'first']);
  expect(changes).toHaveLength(63);
});
