import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const DOWNLOAD_LIMIT_MS = 300_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the download of Electron's own package, which checks what it gets. False when it failed. */
export async function downloadElectron(electronFolder: string): Promise<boolean> {
  console.log('Downloading Electron, once…');
  const child = spawn(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_LIMIT_MS,
  });
  return (await exitCode(child)) === 0;
}

/**
 * Runs the desktop app until it ends, and gives its exit code. It has a process group of its own, so that Ctrl+C
 * comes to it once, from here, and not from the terminal as well.
 */
export async function runElectron(executable: string, root: string, configFile?: string): Promise<number> {
  const args = [root, ...(configFile === undefined ? [] : ['--config', configFile])];
  // Chromium refuses to run its sandbox as root.
  if (process.platform === 'linux' && process.getuid?.() === 0) args.unshift('--no-sandbox');
  const child = spawn(executable, args, { stdio: 'inherit', detached: process.platform !== 'win32' });
  const pass = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    return await exitCode(child);
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

/** 1 for a child that was ended by a signal or could not be started; why it could not be is told. */
async function exitCode(child: ChildProcess): Promise<number> {
  try {
    const [code] = await once(child, 'close');
    return typeof code === 'number' ? code : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
