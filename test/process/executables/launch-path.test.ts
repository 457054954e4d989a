import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LaunchSpec } from '#engine/process/process.ts';
import { makeHome } from '../harness/home.ts';
import { isAlive } from '../harness/processes.ts';
import { openRoom, type Room } from '../harness/room.ts';
import { until } from '../harness/until.ts';
import { type FakeAccount, makeAccount, shellText } from './fake-shell.ts';

const ROOM_PROGRAM = fileURLToPath(new URL('../harness/room-program.ts', import.meta.url));
const HANGS = `echo $$ > "$HOME/pid"; trap '' TERM HUP INT; sleep 1000`;

const spec = (command: string, more: Partial<LaunchSpec> = {}): LaunchSpec => ({
  server: 'one',
  command,
  args: [],
  env: {},
  cwd: null,
  ...more,
});

async function openWithShell(startFile: string): Promise<{ account: FakeAccount; room: Room }> {
  const account = await makeAccount();
  const shell = await account.program('shell', shellText(startFile));
  const room = await openRoom(await makeHome(), { ...account.environment, SHELL: shell });
  return { account, room };
}

async function launchProblem(room: Room, wanted: LaunchSpec) {
  const launched = await room.processes.launch(wanted);
  if (launched.ok) throw new Error('it runs');
  return launched.problem;
}

const untilShellRuns = (account: FakeAccount) =>
  until('the shell runs', async () => {
    const text = await readFile(join(account.home, 'pid'), 'utf8').catch(() => '');
    return text.trim() === '' ? null : Number(text);
  });

describe('a server', () => {
  test('that only the login shell knows is found, and has the same PATH itself', async () => {
    const { account, room } = await openWithShell('export PATH="$HOME/tools:$PATH" SECRET=no');
    const path = await account.program(
      'tools/my-server',
      `#!/bin/sh\nprintf '%s %s' "$PATH" "$SECRET" > "$HOME/seen"\nexec sleep 1000\n`,
    );
    expect(room.processes.shellPath).toBeNull();
    const launched = await room.processes.launch(spec('my-server'));
    if (!launched.ok) throw new Error(launched.problem.message);
    expect(launched.child.executable).toEqual({ path, real_path: path, manager: null });
    const seen = await until('it has said what it sees', () =>
      readFile(join(account.home, 'seen'), 'utf8').catch(() => ''),
    );
    expect(seen.startsWith(`${account.home}/tools:`)).toBe(true);
    expect(seen.endsWith(' ')).toBe(true);
    expect(room.processes.shellPath).toMatchObject({ origin: 'login-shell', problem: null });
    await launched.child.stop({ stdinCloseMs: 0, terminateMs: 5_000 });
  });

  test('with a PATH of its own is found there, and nowhere else', async () => {
    const { account, room } = await openWithShell('export PATH="$HOME/tools:$PATH"');
    await account.program('tools/my-server', '#!/bin/sh\nexec sleep 1000\n');
    const problem = await launchProblem(room, spec('my-server', { env: { PATH: '/usr/bin:/bin' } }));
    expect(problem.code).toBe('command-not-found');
  });

  test('that is nowhere is told with the way out, also under a limit', async () => {
    const { account, room } = await openWithShell('exit 7');
    const path = await account.program('.nvm/versions/node/v22.3.0/bin/my-tool', '');
    const limits = {
      memorySoftBytes: null,
      memoryHardBytes: null,
      cpuPercent: null,
      openFiles: 64,
      processes: null,
      sustainedMs: 0,
    };
    for (const more of [{}, { limits }]) {
      const problem = await launchProblem(room, spec('my-tool', more));
      expect(problem).toMatchObject({
        code: 'command-not-found',
        permanent: true,
        message: 'the command my-tool was not found on PATH',
      });
      expect(problem.fix).toContain(`nvm has it at ${path}`);
      expect(problem.fix).toContain('shell ended with code 7 and no answer');
    }
  });

  test('that was mended is told, since the start that failed', async () => {
    const { account, room } = await openWithShell('export PATH="$HOME/tools:$PATH"');
    await launchProblem(room, spec('late-server'));
    const path = await account.program('tools/late-server', '#!/bin/sh\n');
    const { promise: told, resolve } = Promise.withResolvers<string>();
    const watch = room.processes.watchForMend(spec('late-server'), resolve);
    onTestFinished(() => watch.close());
    expect(await told).toBe(`${path} appeared`);
  });
});

test('a server without a working folder runs in the home folder of its owner, where its command is looked for too', async () => {
  const account = await makeAccount();
  vi.stubEnv('HOME', account.home);
  onTestFinished(() => void vi.unstubAllEnvs());
  const environment = { ...account.environment, SIGNALBOX_LOGIN_SHELL: 'none' };
  const room = await openRoom(await makeHome(), environment);
  const missing = await launchProblem(room, spec('./bin/my-server'));
  expect(missing.code).toBe('command-not-found');
  const { promise: told, resolve } = Promise.withResolvers<string>();
  const watch = room.processes.watchForMend(spec('./bin/my-server'), resolve);
  onTestFinished(() => watch.close());
  const path = await account.program('bin/my-server', '#!/bin/sh\npwd > seen\nexec sleep 1000\n');
  expect(await told).toBe(`${path} appeared`);

  const launched = await room.processes.launch(spec('./bin/my-server'));
  if (!launched.ok) throw new Error(launched.problem.message);
  expect(launched.child.executable?.path).toBe(path);
  const seen = await until('it has said where it is', () =>
    readFile(join(account.home, 'seen'), 'utf8').catch(() => ''),
  );
  expect(seen.trim()).toBe(account.home);
  await launched.child.stop({ stdinCloseMs: 0, terminateMs: 5_000 });
});

describe('a shell that hangs', () => {
  test('holds up no stop: what was stopped meanwhile is told at once and never started', async () => {
    const { account, room } = await openWithShell(HANGS);
    await untilShellRuns(account);
    const file = join(account.home, 'started');
    const stopped = new AbortController();
    const waiting = room.processes.launch(
      spec('sh', { args: ['-c', `touch ${file}; exec sleep 1000`] }),
      stopped.signal,
    );
    stopped.abort();
    expect(await waiting).toMatchObject({ ok: false });
    // The shell has not answered yet.
    expect(room.processes.shellPath).toBeNull();
    await room.processes.refreshShellPath();
    expect(room.state.records.all()).toEqual([]);
    const before = new AbortController();
    before.abort();
    expect(await room.processes.launch(spec('sleep', { args: ['1000'] }), before.signal)).toMatchObject({
      ok: false,
    });
    expect(room.state.records.all()).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });

  test('is ended when the engine closes, and a start that waits for it goes on with what there is', async () => {
    const { account, room } = await openWithShell(HANGS);
    const pid = await untilShellRuns(account);
    const waiting = room.processes.launch(spec('no-such-command-anywhere'));
    await room.processes.close();
    expect(isAlive(pid)).toBe(false);
    expect(await waiting).toMatchObject({ ok: false });
  });

  test('does not outlive an engine that is killed', async () => {
    const home = await makeHome();
    await mkdir(home.places.state, { recursive: true });
    const account = await makeAccount();
    const shell = await account.program('shell', shellText(HANGS));
    const engine = spawn(
      process.execPath,
      [ROOM_PROGRAM, home.folder, JSON.stringify(spec('sleep', { args: ['1000'] }))],
      {
        env: { ...process.env, HOME: account.home, SHELL: shell, SIGNALBOX_LOGIN_SHELL: '' },
        stdio: 'ignore',
      },
    );
    onTestFinished(() => void engine.kill('SIGKILL'));
    const pid = await untilShellRuns(account);
    engine.kill('SIGKILL');
    await until('the guard has ended it', () => !isAlive(pid));
  });
});
