import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from './run-tool.ts';

export const JUDGES = join(PROJECT, 'test/judges');

/** An install takes half a minute; this is its end on a slow network. */
const INSTALL_LIMIT_MS = 10 * 60_000;

/**
 * Installs the programs of others that judge the gateway, unless they are there as the lock file wants them. They have
 * a folder of their own, so that none of them is a dependency of the application.
 */
export async function installJudges(): Promise<void> {
  const [wanted, installed] = await Promise.all([
    changedMs(join(JUDGES, 'package-lock.json')),
    changedMs(join(JUDGES, 'node_modules/.package-lock.json')),
  ]);
  if (installed >= wanted) return;
  console.log('Installing the judges of the gateway (test/judges), which takes about half a minute.');
  // npm writes its note of what is installed last. The Node beside this one's npm may be older than the judges want.
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(':');
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--silent'], {
    cwd: JUDGES,
    env: { ...process.env, PATH: path },
    timeout: INSTALL_LIMIT_MS,
  });
}

/** -1 for a file that is not there. */
function changedMs(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => -1,
  );
}
