import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';
import { type CliHome, makeCliHome } from './run-cli.ts';
import { logLine, logPage, serverView, snapshotOf } from './views.ts';

let home: CliHome;
let engine: FakeEngine | null = null;

beforeEach(async () => {
  home = await makeCliHome();
});
afterEach(async () => {
  await engine?.close();
  engine = null;
  await home.remove();
});

/** An engine that gives each path its answer. */
async function engineWith(answers: Readonly<Record<string, unknown>>, status = 200): Promise<FakeEngine> {
  engine = await startFakeEngine((path) => ({ status, body: answers[path] ?? null }));
  await home.writeRuntimeFile(engine.runtime);
  return engine;
}

describe('finding the engine', () => {
  test('without a runtime file there is no engine, and it is said how to start one', async () => {
    const { exitCode, notes, out } = home.run('status');
    expect(await exitCode).toBe(3);
    expect(notes.join()).toMatch(/No engine is running for .*signalbox-cli-.*npm start/);
    expect(out).toEqual([]);
  });

  test('a file left by an engine that is gone does not look like an engine, though its pid is in use', async () => {
    const gone = await engineWith({});
    await gone.close();
    engine = null;
    await home.writeRuntimeFile({ ...gone.runtime, pid: process.pid });
    expect(await home.run('status', '--json').exitCode).toBe(3);
  });

  test('another program on the port of a stale file does not look like an engine', async () => {
    await engineWith({ '/queries/snapshot': { hello: 'world' } });
    expect(await home.run('status').exitCode).toBe(3);
  });

  test("another home's engine on that port does not look like this home's", async () => {
    await engineWith({ '/queries/snapshot': { code: 'unauthorized', message: 'wrong token' } }, 401);
    expect(await home.run('status').exitCode).toBe(3);
  });

  test.each(['', 'no json', '{"pid":1}'])(
    'a runtime file with "%s" is named, with what to do',
    async (content) => {
      await home.writeRuntimeFile(content);
      const { exitCode, notes } = home.run('status');
      expect(await exitCode).toBe(3);
      expect(notes.join()).toMatch(/runtime\.json is not what an engine writes.*Remove it/);
    },
  );
});

describe('commands', () => {
  test('status --json prints all servers', async () => {
    const { calls } = await engineWith({ '/queries/snapshot': snapshotOf([serverView('memory')]) });
    const { exitCode, out } = home.run('status', '--json');
    expect(await exitCode).toBe(0);
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      servers: [serverView('memory')],
      runtime: { started_by: 'terminal' },
    });
    expect(calls[0]?.authorization).toBe('Bearer a-token');
  });

  test('stop sends the names and shows what became of them', async () => {
    const stopped = serverView('memory', { state: 'stopped', lamp: 'off', pid: null });
    const { calls } = await engineWith({ '/commands/stop': { servers: [stopped, serverView('other')] } });
    const { exitCode, out } = home.run('stop', 'memory');
    expect(await exitCode).toBe(0);
    expect(calls[0]?.input).toEqual({ names: ['memory'] });
    expect(out.join('\n')).toMatch(/○ {2}memory +stopped$/);
  });

  test('start --all means every server', async () => {
    const { calls } = await engineWith({ '/commands/start': { servers: [serverView('memory')] } });
    expect(await home.run('start', '--all').exitCode).toBe(0);
    expect(calls[0]?.input).toEqual({ names: ['*'] });
  });

  test.each(['start', 'restart'])(
    '%s --down means those that went down, not those that were stopped',
    async (command) => {
      const servers = [
        serverView('fine'),
        serverView('stopped', { state: 'stopped' }),
        serverView('failed', { state: 'failed' }),
        serverView('looping', { state: 'crash-looping' }),
        serverView('resting', { state: 'backing-off' }),
      ];
      const started = servers.map(({ name }) => serverView(name, { state: 'starting' }));
      const { calls } = await engineWith({
        '/queries/snapshot': snapshotOf(servers),
        [`/commands/${command}`]: { servers: started },
      });
      const { exitCode, out } = home.run(command, '--down');
      expect(await exitCode).toBe(0);
      expect(calls[1]?.input).toEqual({ names: ['failed', 'looping', 'resting'] });
      expect(out.slice(1).map((line) => line.split(/ +/)[1])).toEqual(['failed', 'looping', 'resting']);
    },
  );

  test('start --down with nothing down does nothing and is good', async () => {
    const { calls } = await engineWith({ '/queries/snapshot': snapshotOf([serverView('fine')]) });
    const { exitCode, notes } = home.run('start', '--down');
    expect(await exitCode).toBe(0);
    expect(notes).toEqual(['No server is down.']);
    expect(calls).toHaveLength(1);
  });

  test('a server that can not be started is a finding', async () => {
    const failed = serverView('memory', { state: 'failed', reason: 'nodee is not there' });
    await engineWith({ '/commands/restart': { servers: [failed] } });
    const { exitCode, out } = home.run('restart', 'memory');
    expect(await exitCode).toBe(1);
    expect(out.join()).toContain('nodee is not there');
  });

  test('an unknown server is bad usage, in the words of the engine', async () => {
    const problem = {
      code: 'unknown-server',
      message: 'There is no server named memori. Did you mean memory?',
    };
    await engineWith({ '/commands/stop': problem }, 404);
    const { exitCode, notes } = home.run('stop', 'memori');
    expect(await exitCode).toBe(2);
    expect(notes).toEqual([problem.message]);
  });

  test('logs of a server that is not there name those that are', async () => {
    await engineWith({
      '/queries/logs': logPage([]),
      '/queries/snapshot': snapshotOf([serverView('memory')]),
    });
    const { exitCode, notes } = home.run('logs', 'memori');
    expect(await exitCode).toBe(2);
    expect(notes.join()).toBe('No server is named memori. There are: memory.');
  });

  test('logs --json prints one object a line, and says how much was left out', async () => {
    const lines = [logLine(1, 'one'), logLine(2, 'two')];
    await engineWith({ '/queries/logs': logPage(lines, 7) });
    const { exitCode, out, notes } = home.run('logs', '--json');
    expect(await exitCode).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toEqual(lines);
    expect(notes).toEqual(['The newest 2 of 7 lines; -n shows more.']);
  });

  test.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['status', '--fast']],
    ['stop without a name', ['stop']],
    ['names and --all', ['stop', 'memory', '--all']],
    ['a level that is none', ['logs', '--level', 'loud']],
    ['a time that is none', ['logs', '--since', 'then']],
    ['an expression that is none', ['logs', '--grep', '(']],
    ['a number that is none', ['logs', '-n', 'many']],
    ['a port that is none', ['serve', '--port', '70000']],
    ['names and --down', ['start', 'memory', '--down']],
    ['--down and --all', ['restart', '--down', '--all']],
    ['stop --down, which would be nothing', ['stop', '--down']],
    ['a request without a method', ['request', 'memory']],
    ['parameters that are no JSON', ['request', 'memory', 'ping', '{']],
    ['parameters that are no object', ['request', 'memory', 'ping', '[1]']],
    ['a request for longer than may be', ['request', 'memory', 'ping', '--timeout', '11m']],
    ['a history of nothing', ['history', '-n', '0']],
    ['a history in two forms', ['history', '--json', '--csv']],
    ['free-port without a name', ['free-port']],
    ['connect to nothing', ['connect']],
    ['connect to one and all', ['connect', 'memory', '--all']],
    ['connect with a label that no header carries', ['connect', 'memory', '--client', 'a\nb']],
    ['a token with a name that is none', ['clients', 'add', 'Claude!']],
    ['tools of no server', ['tools']],
    ['a tool on and off', ['tools', 'memory', '--on', 'a', '--off', 'b']],
    ['cancelling what is no number', ['cancel', 'all']],
    ['requests slower than nothing', ['requests', '--slower', 'fast']],
  ])('%s is bad usage and says why', async (_, argv) => {
    const { exitCode, notes } = home.run(...argv);
    expect(await exitCode).toBe(2);
    expect(notes.join()).not.toBe('');
  });

  test.each([
    'serve',
    'status',
    'start',
    'stop',
    'restart',
    'logs',
    'history',
    'request',
    'free-port',
    'validate',
    'connect',
    'clients',
    'traffic',
    'requests',
    'tools',
    'cancel',
  ])('%s --help shows an example', async (command) => {
    const { exitCode, out } = home.run(command, '--help');
    expect(await exitCode).toBe(0);
    expect(out.join('\n')).toMatch(new RegExp(`Example:\\n {2}signalbox ${command}`));
  });

  test('--version prints the version', async () => {
    const { exitCode, out } = home.run('--version');
    expect(await exitCode).toBe(0);
    expect(out).toEqual(['1.2.3']);
  });
});
