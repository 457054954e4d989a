import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { RuntimeFile } from '#contract/runtime-file.ts';

export async function writeRuntimeFile(file: string, runtime: RuntimeFile): Promise<void> {
  const draft = `${file}.tmp`;
  await writeFile(draft, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(draft, file);
}

/** Null when there is none, or when it is not one that this version can read. */
export async function readRuntimeFile(file: string): Promise<RuntimeFile | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return RuntimeFile.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

export async function removeRuntimeFile(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Anybody may read it: it says nothing but the pid of this process. */
export async function writePidFile(file: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, `${process.pid}\n`, { mode: 0o644, flush: true });
  await rename(draft, file);
}

/** One that another engine has written since stays. */
export async function removePidFile(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (text.trim() === String(process.pid)) await rm(file, { force: true });
}

/** The token of a home stays the same, so that a window that is open finds its engine again after a restart. */
export async function readOrMakeToken(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (/^[\w-]{32,}$/.test(known.trim())) return known.trim();
  const token = randomBytes(32).toString('base64url');
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}
