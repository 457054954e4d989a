import { readFileSync } from 'node:fs';

/** Where the engine of a home listens. */
export interface EngineAddress {
  readonly port: number;
  readonly token: string;
}

/**
 * What `runtime.json` says, without zod for the sake of a quick start. Null when there is none, when it is none that
 * this version can read, and when its engine is gone: its port may be anybody's by now, and the token is not for them.
 */
export function readAddress(file: string): EngineAddress | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // Not readable is as good as not there: an engine that starts writes it anew, or says why it can't.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { pid, port, token } = parsed as Record<string, unknown>;
  if (typeof pid !== 'number' || typeof port !== 'number' || typeof token !== 'string') return null;
  return isAlive(pid) ? { port, token } : null;
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
