import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';
import { ELECTRON_DOUBLE, REPOSITORY, startApp } from './started-app.ts';

const START = [process.execPath, join(REPOSITORY, 'main', 'start.ts')] as const;
const DESKTOP = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: ELECTRON_DOUBLE };

async function homeWithOneServer(): Promise<Home> {
  const home = await makeHome();
  await home.configure({ one: fixture('well-behaved.js') });
  return home;
}

describe('npm start', () => {
  it('without a display says why in one line, serves the window, and ends cleanly on Ctrl+C', async () => {
    const app = startApp(await homeWithOneServer(), START);
    const { url } = await app.running();
    expect((await fetch(url)).status).toBe(200);
    await until('the line with the address', () => app.output().includes('Window: '));
    expect(
      app
        .output()
        .split('\n')
        .filter((line) => line.includes('No desktop app here')),
    ).toEqual(['No desktop app here (there is no display): the window is served to a browser instead.']);
    expect(await app.end('SIGINT')).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'runs the desktop app, which %s ends with its servers',
    async (signal) => {
      const home = await homeWithOneServer();
      const app = startApp(home, START, DESKTOP);
      const { pid } = await app.running();
      expect(pid).not.toBe(app.child.pid);
      expect(app.output()).not.toContain('No desktop app here');
      await until('the server runs', () => home.pidsOf('one').length > 0);
      expect(await app.end(signal)).toBe(0);
      expect(home.pidsOf('one')).toEqual([]);
    },
  );

  it.each([
    ['is killed by a signal', 'kill -TRAP $$', 'Electron was ended by SIGTRAP'],
    [
      'misses a library',
      'echo "libgtk-3.so.0 is missing" >&2; exit 127',
      'Electron ended at once with code 127',
    ],
  ])('serves the window to a browser when Electron %s, and says why', async (_what, script, why) => {
    const home = await homeWithOneServer();
    const executable = join(home.folder, 'electron');
    await writeFile(executable, `#!/bin/sh\n${script}\n`);
    await chmod(executable, 0o700);
    const app = startApp(home, START, { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: home.folder });
    const { url } = await app.running();
    expect((await fetch(url)).status).toBe(200);
    expect(app.output()).toContain(`No desktop app here (${why})`);
    expect(await app.end('SIGTERM')).toBe(0);
  });

  it('runs Electron as an app also where the terminal asks for plain Node', async () => {
    const home = await homeWithOneServer();
    const executable = join(home.folder, 'electron');
    await writeFile(executable, '#!/bin/sh\necho "as Node: $ELECTRON_RUN_AS_NODE."\n');
    await chmod(executable, 0o700);
    const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: home.folder, ELECTRON_RUN_AS_NODE: '1' };
    const app = startApp(home, START, env);
    expect(await app.ended).toBe(0);
    expect(app.output()).toContain('as Node: .');
  });

  it('tells of an engine that runs in the same home, and leaves it alone', async () => {
    const home = await homeWithOneServer();
    const app = startApp(home, START);
    const { pid, url } = await app.running();
    const second = startApp(home, START, DESKTOP);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Process ${pid} runs it, with its window at ${url}`);
    expect((await fetch(url)).status).toBe(200);
  });
});
