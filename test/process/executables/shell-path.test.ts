import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { resolveShellPath } from '#engine/process/executables/resolve-shell-path.ts';
import { isAlive } from '../harness/processes.ts';
import { until } from '../harness/until.ts';
import { type FakeAccount, makeAccount, shellText } from './fake-shell.ts';

const resolve = ({ environment }: FakeAccount, more: Partial<Parameters<typeof resolveShellPath>[0]> = {}) =>
  resolveShellPath({ environment, platform: 'linux', clock: systemClock, timeoutMs: 60_000, ...more });

describe('the login shell', () => {
  test('is asked for PATH, whatever its start-up files print', async () => {
    const account = await makeAccount();
    const userShell = await account.program(
      'shell',
      shellText(`
echo "Welcome! PATH=/wrong:/nonsense:"
echo "setting things up" >&2
echo "running $question"
set -x
export PATH=/from/shell:$PATH`),
    );
    expect(await resolve(account, { userShell })).toMatchObject({
      folders: expect.arrayContaining(['/from/shell', '/usr/bin', '/bin']),
      origin: 'login-shell',
      shell: userShell,
      problem: null,
    });
  });

  test('may tell from the environment who asks, sees no terminal, and starts in the home folder', async () => {
    const account = await makeAccount();
    const userShell = await account.program(
      'shell',
      shellText(`printf %s "$SIGNALBOX_RESOLVING_ENVIRONMENT $TERM $PWD" > "$HOME/seen"`),
    );
    await resolve(account, { userShell });
    expect(await readFile(join(account.home, 'seen'), 'utf8')).toBe(`1 dumb ${account.home}`);
  });

  test('counts as soon as it has answered, also when it then hangs or holds stdout by a background job', async () => {
    const account = await makeAccount();
    const userShell = await account.program(
      'shell',
      shellText(`
export PATH=/from/shell:$PATH
sleep 1000 &
echo $! > "$HOME/job"
trap 'sleep 1000' EXIT`),
    );
    const path = await resolve(account, { userShell });
    expect(path).toMatchObject({ origin: 'login-shell', problem: null });
    const job = Number(await readFile(join(account.home, 'job'), 'utf8'));
    await until('the background job is gone', () => !isAlive(job));
  });

  test('that hangs is given up, and nothing of it is left', async () => {
    const account = await makeAccount();
    const userShell = await account.program(
      'shell',
      shellText(`echo $$ > "$HOME/pid"; trap '' TERM HUP INT; sleep 1000 & wait; sleep 1000`),
    );
    const path = await resolve(account, { userShell, timeoutMs: 1_500 });
    expect(path).toMatchObject({
      folders: expect.arrayContaining(['/usr/bin', '/bin']),
      origin: 'environment',
      shell: userShell,
      problem: 'shell did not answer within 1.5 s',
    });
    const pid = Number(await readFile(join(account.home, 'pid'), 'utf8'));
    await until('the shell is gone', () => !isAlive(pid));
  });

  test('that is given up may give back what it holds, a lock that later shells wait for', async () => {
    const account = await makeAccount();
    const userShell = await account.program(
      'shell',
      shellText(`
sh -c 'trap "rm $HOME/lock" EXIT; trap "exit 1" TERM; : > "$HOME/lock"; : > "$HOME/held"; while :; do sleep 0.05; done'`),
    );
    await resolve(account, { userShell, timeoutMs: 1_500 });
    expect(existsSync(join(account.home, 'held'))).toBe(true);
    expect(existsSync(join(account.home, 'lock'))).toBe(false);
  });

  test.each([
    ['fails', 'exit 3', 'shell ended with code 3 and no answer'],
    ['is killed', 'kill -KILL $$', 'shell ended with SIGKILL and no answer'],
    ['answers without a folder', 'PATH=', 'shell answered with a PATH that names no folder'],
  ])('that %s leaves the PATH as it was, and says why', async (_, startFile, problem) => {
    const account = await makeAccount();
    const userShell = await account.program('shell', shellText(startFile));
    const path = await resolve(account, { userShell });
    expect(path).toMatchObject({ origin: 'environment', problem });
    expect(path.folders.slice(0, 2)).toEqual(['/usr/bin', '/bin']);
  });

  test.each([
    ['/usr/sbin/nologin', '/usr/sbin/nologin is no shell that can be asked', null],
    ['/bin/false', '/bin/false is no shell that can be asked', null],
    ['/no/such/shell', 'the login shell /no/such/shell is not there', '/no/such/shell'],
  ])('named %s is not asked', async (userShell, problem, shell) => {
    const account = await makeAccount();
    expect(await resolve(account, { userShell })).toMatchObject({ origin: 'environment', problem, shell });
  });

  test('that may not be executed is told', async () => {
    const account = await makeAccount();
    const userShell = await account.file('shell', shellText(''));
    const { origin, problem } = await resolve(account, { userShell });
    expect(origin).toBe('environment');
    expect(problem).toMatch(/^shell could not be started: .*EACCES/);
  });

  test('is the one in SHELL; SIGNALBOX_LOGIN_SHELL names another, or none', async () => {
    const account = await makeAccount();
    const shell = await account.program('shell', shellText('PATH=/one:$PATH'));
    const other = await account.program('other', shellText('PATH=/two:$PATH'));
    const environment = { ...account.environment, SHELL: shell };
    expect((await resolve(account, { environment })).folders).toContain('/one');
    const named = { ...environment, SIGNALBOX_LOGIN_SHELL: other };
    expect((await resolve(account, { environment: named })).folders).toContain('/two');
    const none = { ...environment, SIGNALBOX_LOGIN_SHELL: 'none' };
    expect(await resolve(account, { environment: none })).toMatchObject({
      origin: 'environment',
      shell: null,
      problem: null,
    });
  });

  test('is not asked on Windows, where every program has the PATH of the registry', async () => {
    const environment = { Path: 'C:\\Windows;C:\\nodejs', SHELL: '/bin/sh' };
    expect(await resolveShellPath({ environment, platform: 'win32', clock: systemClock })).toEqual({
      folders: ['C:\\Windows', 'C:\\nodejs'],
      origin: 'environment',
      shell: null,
      problem: null,
    });
  });

  test('has the last word on order in an app, and the terminal has it where there is one', async () => {
    const account = await makeAccount();
    const userShell = await account.program('shell', shellText('PATH=/shell:/bin'));
    expect((await resolve(account, { userShell })).folders.slice(0, 3)).toEqual([
      '/shell',
      '/bin',
      '/usr/bin',
    ]);
    const inTerminal = await resolve(account, { userShell, isTty: true });
    expect(inTerminal.folders.slice(0, 3)).toEqual(['/usr/bin', '/bin', '/shell']);
  });
});

const REAL_SHELLS = [
  ['/bin/bash', '.bash_profile', 'export PATH="/from/file:$PATH"'],
  ['/bin/sh', '.profile', 'export PATH="/from/file:$PATH"'],
  ['/bin/dash', '.profile', 'export PATH="/from/file:$PATH"'],
  ['/bin/zsh', '.zshrc', 'path=(/from/file $path)'],
  ['/usr/bin/fish', '.config/fish/config.fish', 'set -gx PATH /from/file $PATH'],
  ['/bin/tcsh', '.tcshrc', 'setenv PATH /from/file:$PATH'],
] as const;

test.each(REAL_SHELLS.filter(([shell]) => existsSync(shell)))(
  'the real %s answers with what its start-up file %s sets',
  async (shell, startFile, text) => {
    const account = await makeAccount();
    await account.file(startFile, `echo noise\n${text}\n`);
    const path = await resolve(account, { userShell: shell });
    expect(path).toMatchObject({ origin: 'login-shell', problem: null });
    expect(path.folders[0]).toBe('/from/file');
  },
);

describe('what version managers have', () => {
  test('is at the end of PATH where it is there, also when no start-up file adds it', async () => {
    const account = await makeAccount();
    await account.program('.volta/bin/node', '');
    await account.program('.local/bin/uvx', '');
    await account.file('.nvm/alias/default', 'lts/*\n');
    await account.file('.nvm/alias/lts/*', 'lts/jod\n');
    await account.file('.nvm/alias/lts/jod', 'v22.9.1\n');
    await account.program('.nvm/versions/node/v22.9.1/bin/npx', '');
    await account.program('.nvm/versions/node/v24.0.0/bin/npx', '');
    const userShell = await account.program('shell', shellText(''));
    const { folders } = await resolve(account, { userShell });
    const own = folders.filter((folder) => folder.startsWith(account.home));
    expect(own.map((folder) => folder.slice(account.home.length + 1))).toEqual([
      '.nvm/versions/node/v22.9.1/bin',
      '.volta/bin',
      '.local/bin',
    ]);
  });

  test.each([
    ['22', 'v22.10.0'],
    ['v22.9.0', 'v22.9.0'],
    ['node', 'v24.0.0'],
  ])('nvm’s default %s means %s', async (alias, version) => {
    const account = await makeAccount();
    await account.file('.nvm/alias/default', alias);
    for (const one of ['v22.9.0', 'v22.10.0', 'v24.0.0', 'v2.2.0'])
      await account.program(`.nvm/versions/node/${one}/bin/node`, '');
    const { folders } = await resolve(account, { userShell: 'none' });
    expect(folders).toContain(join(account.home, '.nvm/versions/node', version, 'bin'));
    expect(folders.filter((folder) => folder.includes('.nvm'))).toHaveLength(1);
  });
});
