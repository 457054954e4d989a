import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DESKTOP_GAVE_UP } from '#contract/desktop-exit.ts';

const DOWNLOAD_LIMIT_MS = 300_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Electron that can't run here, for want of a library, a sandbox or a display that answers, ends this soon. */
const START_MS = 5000;

/** How a child process ended. `error` when it could not be started at all. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error: Error | null;
}

/** What became of the desktop app: it ran, and `npm start` ends with this code; or it can't run here. */
export type Outcome =
  | { readonly kind: 'ran'; readonly exitCode: number }
  | { readonly kind: 'unable'; readonly why: string };

/** Runs the download of Electron's own package, which checks what it gets. False when it failed; why is on stderr. */
export async function downloadElectron(electronFolder: string): Promise<boolean> {
  console.log('Downloading Electron, once…');
  const child = spawn(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: DOWNLOAD_LIMIT_MS,
  });
  const { code, error } = await ending(child);
  if (error !== null) console.error(error.message);
  return code === 0;
}

/**
 * Runs the desktop app until it ends. It has a process group of its own, so that Ctrl+C comes to it once, from here,
 * and not from the terminal as well.
 */
export async function runElectron(executable: string, root: string, configFile?: string): Promise<Outcome> {
  const args = [root, ...(configFile === undefined ? [] : ['--config', configFile])];
  // Chromium refuses to run its sandbox as root.
  if (process.platform === 'linux' && process.getuid?.() === 0) args.unshift('--no-sandbox');
  // Terminals inside editors that are Electron apps hand this on; with it Electron would be plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const startedMs = performance.now();
  const child = spawn(executable, args, { env, stdio: 'inherit', detached: process.platform !== 'win32' });
  let askedToEnd = false;
  const pass = (signal: NodeJS.Signals): void => {
    askedToEnd = true;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    const end = await ending(child);
    return outcome(end, { askedToEnd, ranMs: performance.now() - startedMs });
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

/** An end that nobody asked for, by a signal or right after the start, says that the desktop app can't run here. */
export function outcome(
  { code, signal, error }: Ending,
  { askedToEnd, ranMs }: { readonly askedToEnd: boolean; readonly ranMs: number },
): Outcome {
  if (error !== null) return { kind: 'unable', why: `Electron could not be started: ${error.message}` };
  // It has told why, and without a desktop it would be the same.
  if (code === DESKTOP_GAVE_UP) return { kind: 'ran', exitCode: 1 };
  if (askedToEnd) return { kind: 'ran', exitCode: code ?? 1 };
  if (signal !== null) return { kind: 'unable', why: `Electron was ended by ${signal}` };
  if (code !== 0 && ranMs < START_MS)
    return { kind: 'unable', why: `Electron ended at once with code ${code}` };
  return { kind: 'ran', exitCode: code ?? 1 };
}

async function ending(child: ChildProcess): Promise<Ending> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal, error: null };
  } catch (error) {
    return { code: null, signal: null, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
