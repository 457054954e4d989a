import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseShell } from '../../../main/start/choose-shell.ts';

let electron: string;

beforeEach(async () => {
  electron = await mkdtemp(join(tmpdir(), 'signalbox-electron-'));
});
afterEach(() => rm(electron, { recursive: true }));

async function putExecutable(folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), '');
  return join(folder, name);
}

const linux = { headless: false, platform: 'linux' } as const;

describe('npm start', () => {
  it('runs the desktop app where Electron and a display are', async () => {
    const executable = await putExecutable(join(electron, 'dist'), 'electron');
    for (const env of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }]) {
      expect(chooseShell(electron, { ...linux, env })).toEqual({ kind: 'desktop', executable });
    }
  });

  it('serves a browser on Linux without a display, and says so', async () => {
    await putExecutable(join(electron, 'dist'), 'electron');
    expect(chooseShell(electron, { ...linux, env: { DISPLAY: '' } })).toEqual({
      kind: 'headless',
      why: 'there is no display',
    });
  });

  it('needs no such variable elsewhere', async () => {
    const executable = await putExecutable(join(electron, 'dist'), 'electron.exe');
    expect(chooseShell(electron, { headless: false, platform: 'win32', env: {} })).toEqual({
      kind: 'desktop',
      executable,
    });
  });

  it('fetches Electron where only its binary is missing', () => {
    expect(chooseShell(electron, { ...linux, env: { DISPLAY: ':0' } })).toEqual({ kind: 'download' });
  });

  it('serves a browser where Electron was left out of the installation', () => {
    expect(chooseShell(join(electron, 'none'), { ...linux, env: { DISPLAY: ':0' } })).toEqual({
      kind: 'headless',
      why: 'Electron is not installed',
    });
  });

  it('takes the Electron that it is pointed to, and never fetches another then', async () => {
    const own = join(electron, 'own');
    const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: own };
    expect(chooseShell(electron, { ...linux, env })).toMatchObject({ kind: 'headless' });
    const executable = await putExecutable(own, 'electron');
    expect(chooseShell(electron, { ...linux, env })).toEqual({ kind: 'desktop', executable });
  });

  it('serves a browser without a word about it when asked to', () => {
    expect(chooseShell(electron, { ...linux, headless: true, env: { DISPLAY: ':0' } })).toEqual({
      kind: 'headless',
      why: null,
    });
  });
});
