import { readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { fixture } from './harness/fixture.ts';
import { makeHome } from './harness/home.ts';
import { pidOf } from './harness/look.ts';
import { createRandom, type Random } from './harness/random.ts';
import { type ServedEngine, serve } from './harness/serve.ts';
import { until } from './harness/until.ts';

const EDITS = 100;
const UNCHANGED = ['alpha', 'beta', 'gamma'];
const good = fixture('well-behaved', { timeouts: { stdinClose: '500ms', terminate: '500ms' } });

type Servers = Readonly<Record<string, object>>;

const text = (servers: Servers): string => JSON.stringify({ mcpServers: servers }, null, 2);

/** A good file that leaves the unchanged servers as they are: others come, go and change, and so does the layout. */
function goodEdit(random: Random): string {
  const others: Record<string, object> = {};
  if (random.chance(0.6)) others['comes-and-goes'] = good;
  if (random.chance(0.6)) others['changes'] = { ...good, env: { EDIT: String(random.below(3)) } };
  const names = random.shuffle([...UNCHANGED, ...Object.keys(others)]);
  // How a server is watched is no part of what its process was started with.
  if (random.chance(0.5)) others['beta'] = { ...good, health: { misses: 3 + random.below(3) } };
  const servers = Object.fromEntries(names.map((name) => [name, others[name] ?? good]));
  const whole = random.chance(0.3) ? JSON.stringify({ mcpServers: servers }) : text(servers);
  return random.chance(0.3) ? `// edited by hand\n${whole}\n` : whole;
}

/** What is left of a good file after a slip. None of these is a file that means something else. */
function breakText(whole: string, random: Random): string {
  switch (random.below(4)) {
    case 0:
      return whole.trimEnd().slice(0, 1 + random.below(whole.trimEnd().length - 1));
    case 1:
      return dropBrace(whole, random);
    case 2:
      return `<<<<<<< HEAD\n${whole}`;
    default:
      return whole.replace('"command"', '"command" "comand"');
  }
}

function dropBrace(whole: string, random: Random): string {
  const places = [...whole.matchAll(/[{}]/g)].map(({ index }) => index);
  const at = places[random.below(places.length)] ?? 0;
  return whole.slice(0, at) + whole.slice(at + 1);
}

/** The ways in which editors save. */
async function save(file: string, content: string, random: Random): Promise<void> {
  switch (random.below(3)) {
    case 0:
      return writeFile(file, content);
    case 1:
      await writeFile(`${file}.swap`, content);
      return rename(`${file}.swap`, file);
    default:
      await unlink(file);
      await sleep(random.below(150));
      return writeFile(file, content);
  }
}

async function pidsOfUnchanged(engine: ServedEngine): Promise<number[]> {
  return Promise.all(UNCHANGED.map(async (name) => pidOf(await engine.server(name))));
}

test(`${EDITS} random edits, half of them broken: no crash, no lost server, no restart of an unchanged one`, async () => {
  const random = createRandom();
  const home = await makeHome();
  await home.configure(Object.fromEntries(UNCHANGED.map((name) => [name, good])));
  const engine = await serve(home);
  await engine.untilReady(...UNCHANGED);
  const pids = await pidsOfUnchanged(engine);

  for (let edit = 0; edit < EDITS; edit += 1) {
    const whole = goodEdit(random);
    await save(home.file, edit % 2 === 0 ? breakText(whole, random) : whole, random);
    // Some edits follow each other at once, some after the watch has read the one before.
    await sleep(random.chance(0.2) ? 700 : random.below(100));
    expect(engine.child.exitCode).toBeNull();
    expect(await pidsOfUnchanged(engine), `${random.told}, edit ${edit}`).toEqual(pids);
  }

  await save(home.file, text({ alpha: good, beta: good, gamma: good, last: good }), random);
  await engine.untilReady('last');
  await until('only the last file runs', async () => {
    const { servers, configuration } = await engine.snapshot();
    return configuration.valid && servers.map(({ name }) => name).join() === 'alpha,beta,gamma,last';
  });
  await until(
    'nothing of the others is left',
    () => home.pidsOf('changes').length === 0 && home.pidsOf('comes-and-goes').length === 0,
  );
  expect(await pidsOfUnchanged(engine)).toEqual(pids);
  for (const name of UNCHANGED) {
    expect((await engine.server(name)).restarts).toBe(0);
    expect((await engine.register(name)).filter(({ kind }) => kind !== 'ready')).toEqual([]);
  }
  // It saw edits of both kinds, not only the last.
  const { changes } = await engine.call('configuration-history', { limit: 1000 });
  const actions = changes.map(({ action }) => action);
  expect(actions.filter((action) => action === 'refused').length).toBeGreaterThan(3);
  expect(actions.filter((action) => action === 'edit').length).toBeGreaterThan(3);
  expect(await engine.end()).toBe(0);
});

test('a broken file is told with line and cause while every server runs on; mended, only the new server starts', async () => {
  const home = await makeHome();
  await home.configure({ alpha: good, beta: good });
  const engine = await serve(home);
  const before = (await engine.untilReady('alpha', 'beta')).map(pidOf);
  const whole = await readFile(home.file, 'utf8');

  await writeFile(home.file, whole.replace('"beta": {', '"beta" {'));
  const line = whole.split('\n').findIndex((one) => one.includes('"beta"')) + 1;
  const broken = await until('the status says that the file is broken', async () => {
    const { configuration } = await engine.snapshot();
    return configuration.valid ? null : configuration;
  });
  expect(broken.findings[0]).toMatchObject({ severity: 'error', file: home.file, line });
  expect(broken.findings[0]?.message).toBe('a colon and a value are missing after "bet…"');
  await until('the terminal is told the place', () => engine.stderr().includes(`${home.file}:${line}:`));
  expect(engine.stderr()).toContain('The last good configuration keeps running.');
  expect((await engine.snapshot()).servers.map(pidOf)).toEqual(before);
  const refused = await engine.untilRegister(
    'it was refused',
    ({ kind }) => kind === 'configuration-refused',
  );
  expect(refused.text).toContain(`line ${line}`);
  await expect(engine.call('reload', {})).rejects.toThrow(/configuration-broken/);

  await home.configure({ alpha: good, beta: good, extra: good });
  await engine.untilReady('extra');
  const { servers, configuration } = await engine.snapshot();
  expect(servers.slice(0, 2).map(pidOf)).toEqual(before);
  expect(configuration).toMatchObject({
    valid: true,
    findings: [],
    plan: { start: ['extra'], restart: [], stop: [] },
  });
  const applied = await engine.untilRegister(
    'it was applied',
    ({ kind }) => kind === 'configuration-applied',
  );
  expect(applied.text).toBe('Configuration applied: starts extra, leaves 2 as they are');
});

test('a start with a broken file runs the last good one and says so', async () => {
  const home = await makeHome();
  await home.configure({ alpha: good });
  const first = await serve(home);
  await first.untilReady('alpha');
  expect(await first.end()).toBe(0);

  await writeFile(home.file, '{ "mcpServers": { "alpha": ');
  const second = await serve(home);
  await second.untilReady('alpha');
  const { configuration } = await second.snapshot();
  expect(configuration).toMatchObject({ valid: false, file: home.file });
  const refused = await second.untilRegister(
    'it was refused',
    ({ kind }) => kind === 'configuration-refused',
  );
  expect(refused.text).toMatch(/line 1: .+\. The last good one keeps running\.$/);
  expect(second.stderr()).toContain(`${home.file}:1:`);

  await home.configure({ alpha: good, beta: good });
  await second.untilReady('beta');
  expect((await second.snapshot()).configuration.valid).toBe(true);
});

test('a first start with a broken file runs nothing until it is mended', async () => {
  const home = await makeHome();
  await writeFile(home.file, '{');
  const engine = await serve(home);
  expect((await engine.snapshot()).servers).toEqual([]);
  expect((await engine.register()).at(-1)?.text).toContain('Nothing runs until it is mended.');
  await home.configure({ alpha: good });
  await engine.untilReady('alpha');
});
