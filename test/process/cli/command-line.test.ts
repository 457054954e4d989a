import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { LogLine } from '#contract/log-line.ts';
import type { ServerView } from '#contract/server.ts';
import { FIXTURES, fixture } from '../harness/fixture.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { runSignalbox, serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

/** Runs one command to its end. */
async function signalbox(home: Home, ...argv: string[]) {
  const program = runSignalbox(home, ...argv);
  const exitCode = await program.ended;
  return { exitCode, stdout: program.stdout(), stderr: program.stderr() };
}

test('status, stop and start act on the running engine, and after its end there is none', async () => {
  const home = await makeHome();
  await home.configure({ good: fixture('well-behaved'), other: fixture('well-behaved') });
  const engine = await serve(home);
  const [, other] = await engine.untilReady('good', 'other');

  const table = await signalbox(home, 'status');
  expect(table.exitCode).toBe(0);
  expect(table.stdout).toMatch(/^● {2}good +ready +healthy/m);

  const json = await signalbox(home, 'status', '--json');
  const { servers } = JSON.parse(json.stdout) as { servers: ServerView[] };
  expect(servers.map(({ name, state }) => [name, state])).toEqual([
    ['good', 'ready'],
    ['other', 'ready'],
  ]);

  const stopped = await signalbox(home, 'stop', 'good');
  expect(stopped).toMatchObject({ exitCode: 0, stderr: '' });
  expect(stopped.stdout).toMatch(/^○ {2}good +stopped$/m);
  expect(home.pidsOf('good')).toEqual([]);
  expect((await engine.server('other')).pid).toBe(other?.pid);

  expect((await signalbox(home, 'start', 'good')).exitCode).toBe(0);
  await engine.untilReady('good');

  const unknown = await signalbox(home, 'restart', 'goood');
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain('goood');

  expect(await engine.end()).toBe(0);
  const gone = await signalbox(home, 'status');
  expect(gone.exitCode).toBe(3);
  expect(gone.stderr).toMatch(/^No engine is running for .*npm start/);
});

test('restart runs the named server anew and no other; one that can’t start makes it a finding', async () => {
  const home = await makeHome();
  await home.configure({
    good: fixture('well-behaved'),
    other: fixture('well-behaved'),
    absent: { command: 'no-such-command-anywhere' },
  });
  const engine = await serve(home);
  const [good, other] = await engine.untilReady('good', 'other');
  expect((await signalbox(home, 'restart', 'good', '--json')).exitCode).toBe(0);
  await engine.untilServer('good', 'runs anew', ({ state, pid }) => state === 'ready' && pid !== good?.pid);
  expect(await engine.server('other')).toMatchObject({ state: 'ready', pid: other?.pid });

  await engine.untilServer('absent', 'fails', ({ state }) => state === 'failed');
  const status = await signalbox(home, 'status');
  expect(status.stdout).toMatch(/absent +failed/);
  expect(status.stdout).toContain('no-such-command-anywhere was not found on PATH');
});

test('an engine that was killed is not taken for a running one', async () => {
  const home = await makeHome();
  await home.configure({});
  const engine = await serve(home);
  process.kill(engine.pid, 'SIGKILL');
  await engine.ended;
  expect((await signalbox(home, 'status')).exitCode).toBe(3);
});

test('logs shows what a server wrote, and logs -f goes on across a restart of the engine', async () => {
  const home = await makeHome();
  const talker = join(home.folder, 'talker.mjs');
  await writeFile(
    talker,
    `import { speakMcp } from ${JSON.stringify(`${FIXTURES}speak-mcp.js`)};\nconsole.error('hello from ' + process.pid);\nspeakMcp();\n`,
  );
  await home.configure({ talker: { command: process.execPath, args: [talker] } });
  const first = await serve(home);
  const [view] = await first.untilReady('talker');
  const greeting = `hello from ${view?.pid}`;
  const { stdout } = await signalbox(home, 'logs', 'talker', '--grep', '^hello', '--json');
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as LogLine).text)).toEqual([greeting]);

  const following = runSignalbox(home, 'logs', '-f');
  await until('the first greeting is shown', () => following.stdout().includes(greeting));
  await first.end();
  await until('the loss is told', () => following.stderr().includes('was lost'));
  await serve(home);
  await until('the second greeting is shown', () => following.stdout().match(/hello from/g)?.length === 2, {
    seen: () => [following.stdout(), following.stderr()],
  });
  following.child.kill('SIGINT');
  expect(await following.ended).toBe(0);
});

test('validate names line and column, and needs no engine', async () => {
  const home = await makeHome();
  await writeFile(home.file, '{\n  "mcpServers": {\n    "a": { "command": 5 }\n  }\n}\n');
  const { exitCode, stdout } = await signalbox(home, 'validate');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(new RegExp(`^${home.file}:3:\\d+ .+\\n$`));
  await home.configure({ a: { command: 'node' } });
  expect((await signalbox(home, 'validate', home.file)).exitCode).toBe(0);
});

test('validate tells what the machine lacks, in YAML too, and is strict about it where that is asked for', async () => {
  const home = await makeHome();
  const file = join(dirname(home.file), 'servers.yaml');
  await writeFile(file, 'mcpServers:\n  a:\n    command: nodde\n    cwd: gone\n');
  const { exitCode, stdout, stderr } = await signalbox(home, 'validate', file);
  expect(stdout.split('\n')).toEqual([
    expect.stringContaining(`${file}:3:14 warning: mcpServers.a.command names "nodde"`),
    expect.stringContaining(`${file}:4:10 warning: mcpServers.a.cwd names`),
    '',
  ]);
  expect(stderr).toContain(`${file}: 2 warnings.`);
  expect(exitCode).toBe(0);
  expect((await signalbox(home, 'validate', '--strict', file)).exitCode).toBe(1);
});

test('config schema prints what an editor checks the file by', async () => {
  const { stdout } = await signalbox(await makeHome(), 'config', 'schema');
  expect(JSON.parse(stdout)).toMatchObject({ properties: { mcpServers: { type: 'object' } } });
});
