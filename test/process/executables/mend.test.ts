import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Executables, openExecutables } from '#engine/process/executables/executables.ts';
import { wait } from '#engine/process/process.ts';
import { scaledClock } from '../../fakes/scaled-clock.ts';
import { until } from '../harness/until.ts';
import { type FakeAccount, makeAccount, shellText } from './fake-shell.ts';

/** Looks come 20 times as often; the shell is asked again after 500 ms. */
const clock = scaledClock(20);

async function open(account: FakeAccount, environment = account.environment): Promise<Executables> {
  const faults: string[] = [];
  onTestFinished(() => expect(faults).toEqual([]));
  const executables = openExecutables({
    environment,
    clock,
    onGroup: () => () => {},
    onFault: (message) => faults.push(message),
  });
  await executables.environment();
  return executables;
}

async function makeBin() {
  const account = await makeAccount();
  const bin = join(account.home, 'bin');
  await mkdir(bin);
  const environment = {
    ...account.environment,
    SIGNALBOX_LOGIN_SHELL: 'none',
    PATH: `${account.home}/early:${bin}:/usr/bin:/bin`,
  };
  return { account, bin, executables: await open(account, environment) };
}

const spec = (command: string, args: readonly string[] = [], cwd: string | null = null) => ({
  server: 'one',
  command,
  args,
  cwd,
  env: {},
});

/** What the watch tells, once it does. */
async function told(
  watch: (onMend: (what: string) => void) => { close(): void },
  mend: () => Promise<unknown>,
) {
  let what: string | null = null;
  const { close } = watch((text) => {
    what = text;
  });
  onTestFinished(close);
  await mend();
  return until('the mend is told', () => what);
}

describe('a start that failed for good is worth another try when', () => {
  test('the command appears in a folder of PATH', async () => {
    const { bin, account, executables } = await makeBin();
    await executables.prepare(spec('tool'));
    const what = await told(
      (onMend) => executables.watchForMend(spec('tool'), onMend),
      () => account.program('bin/tool', '#!/bin/sh\n'),
    );
    expect(what).toBe(`${bin}/tool appeared`);
  });

  test('it was mended between the start and the first look', async () => {
    const { bin, account, executables } = await makeBin();
    await executables.prepare(spec('tool'));
    await account.program('bin/tool', '#!/bin/sh\n');
    const what = await told(
      (onMend) => executables.watchForMend(spec('tool'), onMend),
      async () => {},
    );
    expect(what).toBe(`${bin}/tool appeared`);
  });

  test('the file becomes executable', async () => {
    const { bin, account, executables } = await makeBin();
    const file = await account.file('bin/tool', '#!/bin/sh\n');
    await executables.prepare(spec(file));
    const what = await told(
      (onMend) => executables.watchForMend(spec(file), onMend),
      () => chmod(file, 0o755),
    );
    expect(what).toBe(`${bin}/tool changed`);
  });

  test('the program of its first line appears, also one that env looks for', async () => {
    for (const line of ['#!HOME/late/interpreter', '#!/usr/bin/env interpreter']) {
      const { account, executables } = await makeBin();
      await account.program('bin/tool', `${line.replace('HOME', account.home)}\n`);
      await executables.prepare(spec('tool'));
      const place = line.includes('env') ? 'bin/interpreter' : 'late/interpreter';
      const what = await told(
        (onMend) => executables.watchForMend(spec('tool'), onMend),
        () => account.program(place, ''),
      );
      expect(what).toBe(`${join(account.home, place)} appeared`);
    }
  });

  test('a file among its arguments changes, its working folder appears, and not for a folder that is worked in', async () => {
    const { account, executables } = await makeBin();
    const script = await account.file('server.js', 'throw 1');
    const folder = join(account.home, 'data');
    await mkdir(folder);
    const cwd = join(account.home, 'missing');
    const bad = spec('sh', [`--config=${script}`, folder, 'https://example.com/x', '@scope/name'], cwd);
    await executables.prepare(bad);
    // Written to before the first look: a watch that minded it would tell of this.
    await writeFile(join(folder, 'new-file'), '');
    const changed = await told(
      (onMend) => executables.watchForMend(bad, onMend),
      () => utimes(script, 1, 1),
    );
    expect(changed).toBe(`${script} changed`);
    await executables.prepare(bad);
    const appeared = await told(
      (onMend) => executables.watchForMend(bad, onMend),
      () => mkdir(cwd),
    );
    expect(appeared).toBe(`${cwd} appeared`);
  });

  test('a start-up file of the shell brings another PATH', async () => {
    const account = await makeAccount();
    await account.file('.profile', '');
    const shell = await account.program('shell', shellText('. "$HOME/.profile"'));
    const executables = await open(account, { ...account.environment, SHELL: shell });
    await executables.prepare(spec('tool'));
    await account.program('later/tool', '');
    const what = await told(
      (onMend) => executables.watchForMend(spec('tool'), onMend),
      () => account.file('.profile', `PATH=${account.home}/later:$PATH`),
    );
    expect(what).toBe('PATH changed');
    expect((await executables.find(spec('tool')))?.path).toBe(`${account.home}/later/tool`);
  });
});

test('a log that the process itself writes, on its command line, is no mend after its exit; the script that ran is', async () => {
  const { account, executables } = await makeBin();
  const script = await account.program(
    'run.sh',
    '#!/bin/sh\necho "starting $$" >> "$1"\nexec no-such-program-here\n',
  );
  const log = join(account.home, 'run.log');
  const wanted = spec(script, [log]);
  await executables.prepare(wanted);
  const run = await promisify(execFile)(script, [log]).catch((error: unknown) => error);
  expect(run).toMatchObject({ code: 127 });
  const mends: string[] = [];
  const watch = executables.watchForMend(wanted, (what) => mends.push(what), { since: 'now' });
  onTestFinished(() => watch.close());
  // Ten looks, of which two in a row would tell.
  await wait(clock, 20_000);
  expect(mends).toEqual([]);
  await writeFile(script, '#!/bin/sh\nexec sleep 600\n');
  expect(await until('the mend is told', () => mends[0])).toBe(`${script} changed`);
});

test('a start finds what a start-up file has put on PATH since the last one', async () => {
  const account = await makeAccount();
  await account.file('.profile', '');
  const shell = await account.program('shell', shellText('. "$HOME/.profile"'));
  const executables = await open(account, { ...account.environment, SHELL: shell });
  expect((await executables.prepare(spec('tool'))).executable).toBeNull();
  const path = await account.program('later/tool', '');
  await account.file('.profile', `PATH=${account.home}/later:$PATH`);
  const found = await until('it is found', async () => {
    const { executable, environment } = await executables.prepare(spec('tool'));
    return executable === null ? null : { path: executable.path, on: environment['PATH'] };
  });
  expect(found.path).toBe(path);
  expect(found.on).toContain(`${account.home}/later:`);
});

test('the shell is asked once for many who want to know, and not again within ten seconds', async () => {
  const account = await makeAccount();
  const asked = join(account.home, 'asked');
  const shell = await account.program('shell', shellText(`echo once >> "${asked}"`));
  const times = async () => (await readFile(asked, 'utf8')).trim().split('\n').length;
  const executables = await open(account, { ...account.environment, SHELL: shell });
  const [first, second] = await Promise.all([executables.refreshShellPath(), executables.refreshShellPath()]);
  expect(first).toBe(second);
  expect(await times()).toBe(1);
  await until('the shell is asked again', async () => {
    await executables.refreshShellPath();
    return (await times()) === 2;
  });
});

describe('a command', () => {
  test('stands for the file at the end of its links, and belongs to the manager whose folder that is', async () => {
    const { account, bin, executables } = await makeBin();
    const real = await account.program('.nvm/versions/node/v22.0.0/lib/cli.js', '#!/usr/bin/env node\n');
    await symlink(real, join(bin, 'npx'));
    expect(await executables.find(spec('npx'))).toEqual({
      path: `${bin}/npx`,
      real_path: real,
      manager: 'nvm',
    });
  });

  test('is not what may not be executed, nor a folder of its name', async () => {
    const { account, bin, executables } = await makeBin();
    await mkdir(join(account.home, 'early', 'tool'), { recursive: true });
    await account.file('bin/tool', '');
    expect(await executables.find(spec('tool'))).toBeNull();
    await chmod(join(bin, 'tool'), 0o755);
    expect((await executables.find(spec('tool')))?.path).toBe(`${bin}/tool`);
    await rm(join(bin, 'tool'));
  });

  test('that only a version manager has is said to be there, with the way to it', async () => {
    const { account, executables } = await makeBin();
    const path = await account.program('.nvm/versions/node/v22.3.0/bin/mcp-tool', '');
    expect(await executables.hintForMissing('mcp-tool')).toBe(
      `nvm has it at ${path}, but no version is chosen: run nvm alias default 22.3.0, or give that path as "command" in servers.json.`,
    );
    expect(await executables.hintForMissing('uvx')).toMatch(/^Install uv \(.*\), which brings uvx, or give/);
  });

  test('that is nowhere is said with where PATH comes from', async () => {
    const account = await makeAccount();
    const shell = await account.program('shell', 'exit 1');
    const executables = await open(account, { ...account.environment, SHELL: shell });
    expect(await executables.hintForMissing('nowhere')).toMatch(
      /^Install nowhere, or .*\. PATH is the one that Signalbox was started with: shell /,
    );
  });
});
