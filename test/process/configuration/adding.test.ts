import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';
import { serve, startSignalbox } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

test('a draft is tried without a place in the file, and nothing of it is left', async () => {
  const home = await makeHome();
  await home.configure({});
  const { call } = await openEngine(home);
  const tryOut = (name: string, settings: object) => call('try-server', { name, settings: { ...settings } });

  const [good, discover] = await Promise.all([
    tryOut('good', fixture('well-behaved')),
    tryOut('discover', fixture('exits-on-discover')),
  ]);
  expect(good).toMatchObject({ ok: true, protocol_version: '2025-11-25', lines: [] });
  expect(good.says).toMatch(/^ready after .+: 2 tools, protocol 2025-11-25$/);
  expect(good.tools).toHaveLength(2);
  expect(discover.ok).toBe(true);

  const [absent, broken] = await Promise.all([
    tryOut('absent', { command: 'no-such-command-anywhere' }),
    tryOut('broken', {
      command: 'sh',
      args: ['-c', 'echo "no key: $KEY" >&2; exit 3'],
      env: { KEY: 'sec-r3t-value' },
    }),
  ]);
  expect(absent).toMatchObject({ ok: false, tools: [] });
  expect(absent.says).toMatch(/^The command no-such-command-anywhere was not found on PATH\. /);
  expect(broken.says).toMatch(/^It exited with code 3: “no key: •••”/);
  expect(broken.lines).toEqual(['no key: •••']);
  await call('set-secret', { name: 'pin', value: 'of-the-store-1' });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the file
  const env = { WORD: '${secret:pin}', KEY: '${secret:none}' };
  const stored = await tryOut('stored', {
    command: 'sh',
    args: ['-c', 'echo "$WORD" >&2; exit 3'],
    env: { WORD: env.WORD },
  });
  expect(stored.lines).toEqual(['•••']);
  expect((await tryOut('without', { command: 'sh', env })).says).toContain('none');
  expect(await tryOut('wrong', { args: [] })).toMatchObject({
    ok: false,
    says: expect.stringContaining('needs a "command" to run'),
  });
  expect(home.processes().filter(({ mark }) => mark !== null)).toEqual([]);
  expect(await readFile(home.file, 'utf8')).not.toContain('good');
});

test('no more than two are tried at once, and a quit ends them', async () => {
  const home = await makeHome();
  await home.configure({});
  const { call, engine } = await openEngine(home);
  const settings = { ...fixture('never-answers', { timeouts: { stdinClose: '0s' } }) };
  const trials = ['a', 'b'].map((name) => call('try-server', { name, settings }));
  await until('both run', () => home.pidsOf('try~a').length > 0 && home.pidsOf('try~b').length > 0);
  await expect(call('try-server', { name: 'c', settings })).rejects.toMatchObject({
    code: 'server-unavailable',
  });
  await engine.close();
  for (const trial of await Promise.all(trials))
    expect(trial.says).toBe('Signalbox is closing: it was stopped.');
  expect(home.pidsOf('try~a')).toEqual([]);
});

test('servers of an AI client are taken over from its own file, and run', async () => {
  const home = await makeHome();
  await home.configure({ here: fixture('well-behaved') });
  const file = join(home.folder, '.cursor/mcp.json');
  await mkdir(dirname(file));
  const entry = fixture('well-behaved', { env: { API_KEY: 'sec-r3t-value' } });
  const noted = { ...entry, envFile: '.env.local' };
  const mcpServers = { notes: noted, here: fixture('modern'), same: fixture('well-behaved') };
  await writeFile(file, JSON.stringify({ mcpServers }));
  const env = { HOME: home.folder };
  const engine = await serve(home, { env });
  const signalbox = async (...argv: string[]) => {
    const program = startSignalbox(home, ['config', 'import', ...argv], { env });
    expect([await program.ended, program.stderr()]).toEqual([0, expect.any(String)]);
    return program.stdout();
  };

  const { clients } = JSON.parse(await signalbox('--list', '--json'));
  expect(clients).toMatchObject([
    {
      client: 'cursor',
      file,
      servers: [
        { name: 'notes', here: 'new', secrets: ['env.API_KEY'] },
        { here: 'other' },
        { here: 'same' },
      ],
    },
  ]);
  expect(JSON.stringify(clients)).not.toContain('sec-r3t-value');
  const tried = await engine.call('try-server', {
    ...clients[0].servers[0],
    from: { file, server: 'notes' },
  });
  expect(tried.ok).toBe(true);
  const unfit = await engine.call('try-server', { name: 'ty.x', settings: { command: ['a'] } });
  expect(unfit.says).toBe('It can\'t be started: command must be a program such as "npx", not a list');
  // Its secrets are for the program that they stand beside there, and for no other.
  const redirected = { ...clients[0].servers[0].settings, command: 'sh' };
  await expect(
    engine.call('try-server', { name: 'notes', settings: redirected, from: { file, server: 'notes' } }),
  ).rejects.toThrow('would be given to another program');

  const before = await readFile(home.file, 'utf8');
  const note = 'notes: envFile is not read here';
  expect(await signalbox('--list')).toContain(note);
  const foreseen = await signalbox('--client', 'cursor', '--dry-run');
  expect(foreseen).toContain('Would take over');
  expect(foreseen).toContain(note);
  expect(await readFile(home.file, 'utf8')).toBe(before);

  const said = await signalbox('--client', 'cursor', '--existing', 'rename');
  expect(said).toContain(`Taken over from ${file}: notes, here-2\n`);
  expect(said).toContain('left out same: it is configured here just so, as here');
  await engine.untilReady('notes', 'here-2');
  expect(JSON.parse(await readFile(home.file, 'utf8')).mcpServers).toEqual({
    here: fixture('well-behaved'),
    notes: entry,
    'here-2': fixture('modern'),
  });
});
