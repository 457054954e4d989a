import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isStale } from '../../../main/start/build.ts';

let root: string;

async function write(name: string, atSeconds: number): Promise<void> {
  const file = join(root, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '');
  await utimes(file, atSeconds, atSeconds);
  await utimes(dirname(file), atSeconds, atSeconds);
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'signalbox-build-'));
  for (const name of ['main/engine/a.ts', 'preload/p.ts', 'renderer/r.tsx', 'package.json'])
    await write(name, 1000);
  await utimes(join(root, 'main'), 1000, 1000);
  for (const name of ['out/main/electron-main.js', 'out/preload/preload.cjs', 'out/renderer/index.html']) {
    await write(name, 2000);
  }
});
afterEach(() => rm(root, { recursive: true }));

describe('the build', () => {
  it('is used again while nothing changed', () => {
    expect(isStale(root)).toBe(false);
  });

  it('is made when a part of it is missing', async () => {
    await rm(join(root, 'out/preload/preload.cjs'));
    expect(isStale(root)).toBe(true);
  });

  it.each(['main/engine/a.ts', 'renderer/r.tsx', 'package.json', 'electron.vite.config.ts'])(
    'is made again after an edit of %s',
    async (name) => {
      await write(name, 3000);
      expect(isStale(root)).toBe(true);
    },
  );

  it('is made again after a source was taken away', async () => {
    await write('main/engine/b.ts', 1000);
    await rm(join(root, 'main/engine/b.ts'));
    expect(isStale(root)).toBe(true);
  });
});
