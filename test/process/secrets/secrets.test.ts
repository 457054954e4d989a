// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written so
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { pidOf } from '../harness/look.ts';
import { type ServedEngine, serve, startSignalbox } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

const FIRST = 'first/value+of "the" secret 0123456789';
const SECOND = 'second-value-of-the-secret-9876543210';
const PLAIN = 'a-key-that-was-written-into-the-file';

/** In each of the forms in which a program may have written it. */
function formsOf(value: string): string[] {
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];
}

function expectNoneIn(text: string, where: string): void {
  for (const value of [FIRST, SECOND]) {
    for (const form of formsOf(value)) expect(text.includes(form), `${where} has ${form}`).toBe(false);
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}

async function secret(home: Home, argv: readonly string[], input = '') {
  const program = startSignalbox(home, ['secret', ...argv], { input });
  return { code: await program.ended, stdout: program.stdout(), stderr: program.stderr() };
}

/** All that an engine shows to anybody. */
async function expectNoneShown(engine: ServedEngine): Promise<void> {
  const told = {
    snapshot: await engine.call('snapshot', {}),
    logs: await engine.call('logs', {}),
    leaky: await engine.call('server', { name: 'leaky' }),
    requests: await engine.call('requests', {}),
    history: await engine.call('configuration-history', {}),
    text: await engine.call('configuration-text', {}),
    secrets: await engine.call('secrets', {}),
    events: await engine.call('history', {}),
  };
  for (const [where, value] of Object.entries(told)) expectNoneIn(JSON.stringify(value), where);
  for (const route of ['servers', 'config', 'metrics', 'servers/leaky/logs', 'servers/leaky/processes']) {
    const response = await fetch(new URL(route, engine.url), {
      headers: { authorization: `Bearer ${engine.token}` },
    });
    expectNoneIn(await response.text(), route);
  }
}

test('a secret reaches the server that names it, and nothing else', async () => {
  const home = await makeHome();
  const leaky = { GIVEN: '${secret:github-token}', WITHIN: 'x=${secret:github-token};' };
  await home.configure({
    leaky: fixture('prints-its-secrets', { env: leaky }),
    other: fixture('well-behaved', { env: { API_KEY: PLAIN } }),
  });
  const engine = await serve(home);
  const lacking = await engine.untilServer('leaky', 'has failed', ({ state }) => state === 'failed');
  expect(lacking.problem).toMatchObject({
    code: 'missing-value',
    message: 'needs the secret github-token, which has no value',
    fix: 'Run signalbox secret set github-token',
  });
  const [other] = await engine.untilReady('other');
  expect((await engine.snapshot()).configuration.findings).toContainEqual(
    expect.objectContaining({ fix: expect.objectContaining({ kind: 'set-secret', name: 'github-token' }) }),
  );

  // Set, and set anew.
  const set = await secret(home, ['set', 'github-token'], `${FIRST}\n`);
  expect(set).toMatchObject({ code: 0, stdout: '' });
  const [first] = await engine.untilReady('leaky');
  await engine.call('request', {
    server: 'leaky',
    method: 'tools/call',
    params: { name: 'echo', arguments: { message: `it is ${FIRST}` } },
  });
  await until('its lines are there', async () => {
    const { lines } = await engine.call('logs', { servers: ['leaky'] });
    return lines.some(({ text }) => text.startsWith('error:'));
  });
  await expectNoneShown(engine);
  const detail = await engine.call('server', { name: 'leaky' });
  expect(detail.environment).toContainEqual({ name: 'GIVEN', value: leaky.GIVEN, masked: false });
  expect((await secret(home, ['set', 'github-token'], SECOND)).code).toBe(0);
  await engine.untilServer('leaky', 'runs anew', ({ state, pid }) => state === 'ready' && pid !== first?.pid);
  await expectNoneShown(engine);

  // Moved out of the file: the server has it as before, so that it runs on.
  const moved = await secret(home, ['move', 'mcpServers.other.env.API_KEY', 'other-key']);
  expect(moved).toMatchObject({ code: 0 });
  expect(await readFile(home.file, 'utf8')).toContain('"${secret:other-key}"');
  expect(await readFile(home.file, 'utf8')).not.toContain(PLAIN);
  expect(pidOf(await engine.server('other'))).toBe(other?.pid);

  // What is used is not removed by mistake.
  const refused = await secret(home, ['rm', 'other-key']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('mcpServers.other.env.API_KEY');
  const listed = await secret(home, ['list', '--json']);
  expect(JSON.parse(listed.stdout).secrets).toMatchObject([
    { name: 'github-token', used_by: ['mcpServers.leaky.env.GIVEN', 'mcpServers.leaky.env.WITHIN'] },
    { name: 'other-key', used_by: ['mcpServers.other.env.API_KEY'] },
  ]);
  expectNoneIn(listed.stdout, 'the list');
  for (const { pid } of home.processes())
    expectNoneIn(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), `${pid}`);

  await engine.end();
  for (const file of filesOf(home.folder)) expectNoneIn(await readFile(file, 'latin1'), file);
  expectNoneIn(engine.stdout() + engine.stderr(), 'what the engine printed');

  // Without an engine.
  expect((await secret(home, ['rm', 'other-key'])).code).toBe(0);
  const left = await secret(home, ['list']);
  expect(left.stdout).toContain('github-token');
  expect(left.stdout).not.toContain('other-key');
});
