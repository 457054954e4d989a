import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEPT = 20;
const NAME = /^servers-.+\.json$/;

/** Puts a text aside as `servers-<time>.json`, for its owner alone; the newest 20 are kept. */
export async function keepBackup(folder: string, text: string, now: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const time = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  await writeNew(folder, time, text);
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  for (const old of names.slice(0, -KEPT)) await rm(join(folder, old), { force: true });
}

/** Two within a millisecond, or after the clock was set back, must not be one. */
async function writeNew(folder: string, time: string, text: string): Promise<void> {
  for (let number = 1; number < 1000; number++) {
    const suffix = number === 1 ? '' : `-${String(number).padStart(3, '0')}`;
    try {
      await writeFile(join(folder, `servers-${time}${suffix}.json`), text, {
        flag: 'wx',
        mode: 0o600,
        flush: true,
      });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new Error(`there are a thousand backups of one moment in ${folder}`);
}
