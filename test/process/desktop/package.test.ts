import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../../main/start/build.ts';
import { makeHome } from '../harness/home.ts';
import { ELECTRON_DOUBLE, REPOSITORY, startApp } from './started-app.ts';

/** Electron's fuses follow this mark in its executable: version, count, then one character each. */
const FUSE_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES_OF_ELECTRON = '10110001';

let scratch: string;
let archive: string;
let entries: string[];

/** A folder that electron-builder takes for an unpacked Electron, so that nothing must be downloaded. */
async function makeElectronDist(folder: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  const count = FUSES_OF_ELECTRON.length;
  await writeFile(
    join(folder, 'electron'),
    `start ${FUSE_MARK}\u0001${String.fromCharCode(count)}${FUSES_OF_ELECTRON} end`,
  );
  await chmod(join(folder, 'electron'), 0o755);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version'])
    await writeFile(join(folder, name), '45.4.1');
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'signalbox-package-'));
  const dist = join(scratch, 'electron');
  await makeElectronDist(dist);
  expect(await buildIfStale(REPOSITORY)).toBe(true);
  const builder = join(REPOSITORY, 'node_modules', 'electron-builder', 'cli.js');
  const args = [
    builder,
    '--linux',
    '--x64',
    '--dir',
    `-c.electronDist=${dist}`,
    `-c.directories.output=${join(scratch, 'dist')}`,
  ];
  await promisify(execFile)(process.execPath, args, { cwd: REPOSITORY, maxBuffer: 64 * 1024 * 1024 });
  archive = join(scratch, 'dist', 'linux-unpacked', 'resources', 'app.asar');
  entries = listPackage(archive, { isPack: false });
}, 300_000);

afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('the packaged app', () => {
  it('has the main process, the preload script and the window', () => {
    expect(entries).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/out/main/electron-main.js',
        '/out/main/icon/icon.png',
        '/out/preload/preload.cjs',
        '/out/renderer/index.html',
      ]),
    );
  });

  it('has every lamp, also for dense screens', () => {
    const lamps = entries.filter((entry) => entry.startsWith('/out/main/lamps/'));
    const expected = ['bad', 'info', 'off', 'ok', 'warn'].flatMap((lamp) => [
      `${lamp}.png`,
      `${lamp}@2x.png`,
    ]);
    expect(lamps.map((entry) => entry.slice('/out/main/lamps/'.length)).sort()).toEqual(expected.sort());
  });

  it('has nothing else: no sources, no tests, no packages but those with a native part, no starter servers', () => {
    const isNative = (entry: string) =>
      /^\/node_modules(\/@napi-rs(\/keyring.*)?|\/@koromix(\/koffi-.*)?|\/koffi(\/.*)?)?$/.test(entry);
    expect(entries.filter((entry) => entry.endsWith('.node')).length).toBeGreaterThanOrEqual(2);
    const others = entries.filter((entry) => !isNative(entry));
    const folders = new Set(others.map((entry) => entry.split('/').slice(1, 3).join('/')));
    expect([...folders].sort()).toEqual(['out', 'out/main', 'out/preload', 'out/renderer', 'package.json']);
    expect(entries.filter((entry) => /\.tsx?$|\.map$|\.test\./.test(entry))).toEqual([]);
  });

  it('can’t be run as plain Node, nor debugged, nor made to load another app', async () => {
    const executable = await readFile(join(scratch, 'dist', 'linux-unpacked', 'signalbox'), 'latin1');
    const fuses = executable.slice(executable.indexOf(FUSE_MARK) + FUSE_MARK.length + 2).slice(0, 6);
    // runAsNode, cookie encryption, NODE_OPTIONS, --inspect, archive integrity, only from the archive
    expect(fuses).toBe('010011');
  });

  it('starts from its archive alone, with no packages beside it', async () => {
    const app = join(scratch, 'app');
    extractAll(archive, app);
    const home = await makeHome();
    await home.configure({});
    const started = startApp(home, [join(ELECTRON_DOUBLE, 'electron'), app]);
    const { url } = await started.running();
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Signalbox</title>');
    expect(await started.end('SIGTERM')).toBe(0);
  });
});
