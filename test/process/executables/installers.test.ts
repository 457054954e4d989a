import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { installerOf } from '#engine/process/installers/installer-of.ts';
import { isInstalling } from '#engine/process/installers/is-installing.ts';
import { isCached } from '#engine/process/installers/npx-cache.ts';
import { FIXTURES } from '../harness/fixture.ts';
import { isAlive } from '../harness/processes.ts';
import { until } from '../harness/until.ts';
import { type FakeAccount, makeAccount } from './fake-shell.ts';

const FAKE_NPX = join(FIXTURES, '../installers/npx');

/** Runs a command in a group of its own, ended with the test. */
function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv, cwd = '/') {
  const child = spawn(command, args, {
    env: environment,
    cwd,
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const pid = child.pid ?? 0;
  onTestFinished(async () => {
    if (isAlive(pid)) process.kill(-pid, 'SIGKILL');
    await ended;
  });
  return { pid, ended };
}

describe('an installation', () => {
  test('lasts until the program runs, as npx shows it', async () => {
    const account = await makeAccount();
    const gate = join(account.home, 'gate');
    const args = ['-y', join(FIXTURES, 'well-behaved.js')];
    const installer = installerOf(FAKE_NPX, args);
    if (installer === null) throw new Error('not known as npx');
    const { pid } = run(FAKE_NPX, args, { ...process.env, FAKE_INSTALL_GATE: gate });
    await until('it installs', () => isInstalling(pid, installer));
    await sleep(200);
    expect(await isInstalling(pid, installer)).toBe(true);
    await writeFile(gate, '');
    await until('it runs', async () => !(await isInstalling(pid, installer)));
    expect(isAlive(pid)).toBe(true);
  });

  test('is over with the process', async () => {
    const installer = installerOf('npx', ['server']);
    if (installer === null) throw new Error('not known as npx');
    const { pid, ended } = run('true', [], process.env);
    await ended;
    expect(await isInstalling(pid, installer)).toBe(false);
  });
});

describe('the npx of this machine', () => {
  test('installs a package with a slow install script before its program runs, and then has it in its cache', async () => {
    const { account, tarball, environment, gate } = await makePackage();
    const args = ['--offline', '--yes', '--allow-scripts=slow-server', tarball];
    const installer = installerOf('npx', args);
    if (installer === null) throw new Error('not known as npx');
    const place = { environment, cwd: account.home, platform: process.platform };
    expect(await isCached(installer, place)).toBe(false);

    const { pid } = run('npx', args, environment, account.home);
    await until('the install script runs', () =>
      readFile(join(account.home, 'installing'), 'utf8').catch(() => null),
    );
    expect(await isInstalling(pid, installer)).toBe(true);
    await writeFile(gate, '');
    await until('the server runs', () => readFile(join(account.home, 'running'), 'utf8').catch(() => null));
    expect(await isInstalling(pid, installer)).toBe(false);
    expect(await isCached(installer, place)).toBe(true);
  });

  test('fetches into the same cache what it does not run', async () => {
    const { account, tarball, environment, gate } = await makePackage();
    await writeFile(gate, '');
    const installer = installerOf('npx', ['--offline', '--allow-scripts=slow-server', tarball]);
    if (!installer?.fetch) throw new Error('nothing that fetches');
    const { command, args } = installer.fetch;
    const { ended } = run(command, args, environment, account.home);
    expect(await ended).toBe(0);
    expect(await isCached(installer, { environment, cwd: account.home, platform: process.platform })).toBe(
      true,
    );
    await expect(readFile(join(account.home, 'running'))).rejects.toThrow(/ENOENT/);
  });
});

/**
 * A packed package whose install script writes `installing` and waits for the gate, and whose program writes `running`.
 */
async function makePackage(): Promise<{
  account: FakeAccount;
  tarball: string;
  gate: string;
  environment: Record<string, string>;
}> {
  const account = await makeAccount();
  const gate = join(account.home, 'gate');
  await mkdir(join(account.home, 'package'));
  await account.file(
    'package/package.json',
    JSON.stringify({
      name: 'slow-server',
      version: '1.0.0',
      bin: 'server.js',
      scripts: { postinstall: 'node install.js' },
    }),
  );
  await account.file(
    'package/install.js',
    `const { existsSync, writeFileSync } = require('node:fs');
writeFileSync(process.env.HOME + '/installing', 'yes');
setInterval(() => existsSync(process.env.HOME + '/gate') && process.exit(0), 20);`,
  );
  await account.program(
    'package/server.js',
    `#!/usr/bin/env node
require('node:fs').writeFileSync(process.env.HOME + '/running', 'yes');
process.stdin.resume();`,
  );
  const environment = {
    ...account.environment,
    PATH: process.env['PATH'] ?? '',
    npm_config_cache: join(account.home, 'npm'),
  };
  await promisify(execFile)('npm', ['pack', './package'], { cwd: account.home, env: environment });
  return { account, tarball: './slow-server-1.0.0.tgz', gate, environment };
}
