import { type FSWatcher, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCK = 'double-instance.lock';
const CALL = /^double-second-instance-\d+\.json$/;

function holderLives(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch {
    // No such file or no such process: nobody holds it.
    return false;
  }
}

/**
 * One app per user data folder, as Electron has it: the first takes a lock file and watches for calls; a later one
 * leaves a call and is told false.
 */
export function takeInstanceLock(folder: string, onSecond: (argv: string[]) => void): boolean {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, LOCK);
  if (holderLives(lock)) {
    writeFileSync(join(folder, `double-second-instance-${process.pid}.json`), JSON.stringify(process.argv));
    return false;
  }
  writeFileSync(lock, String(process.pid));
  const watcher: FSWatcher = watch(folder, () => {
    for (const name of readdirSync(folder).filter((file) => CALL.test(file))) {
      const argv = readFileSync(join(folder, name), 'utf8');
      // Half written: the watcher tells again when the rest is there.
      if (!argv.endsWith(']')) continue;
      rmSync(join(folder, name));
      onSecond(JSON.parse(argv));
    }
  });
  watcher.unref();
  process.on('exit', () => {
    watcher.close();
    rmSync(lock, { force: true });
  });
  return true;
}
