import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export const PROJECT = new URL('../../../', import.meta.url).pathname;

/** No single wait of a bench takes longer. */
export const LIMIT_MS = 120_000;

/** Asks for an end with SIGTERM, and forces it after `politeMs`. Resolves when the process is gone. */
export async function end(child: ChildProcess, politeMs = 20_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), politeMs);
  await gone;
  clearTimeout(timer);
}

/** Rejects with a sentence when the promise takes longer than `ms`. */
export async function withLimit<Value>(what: string, promise: Promise<Value>, ms = LIMIT_MS): Promise<Value> {
  const controller = new AbortController();
  const late = sleep(ms, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`${what} took longer than ${ms / 1000} s`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    controller.abort();
    late.catch(() => undefined);
  }
}
