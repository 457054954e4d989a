import { constants, readFileSync, renameSync } from 'node:fs';
import {
  access,
  copyFile,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readlink,
  realpath,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ProblemError } from '#contract/problem.ts';
import { draftName } from './drafts.ts';
import { type FileExchange, loadFileExchange } from './exchange-files.ts';
import { swapIn } from './swap-in.ts';

export interface Replacement {
  readonly file: string;
  readonly text: string;
  /** What the new text was made from; null: there was no file. */
  readonly from: string | null;
  /** Takes what somebody else wrote at the same moment and that is not in the file any more. */
  readonly keep: (text: string) => Promise<unknown>;
}

/**
 * Gives a file another text at once: whoever reads it gets all of the old or all of the new, after a power cut too. Its
 * mode and owner stay, and where it is a link, what it leads to is changed.
 *
 * Resolves to false when the file was another by then: what others wrote stands, also what they wrote in the very moment,
 * by a new file in its place or into the old one. For that the two files change places, and what came out is looked at.
 * Where the system can't do so (Windows, some network folders) it is compared once more and renamed right after, which
 * leaves some 50 µs in which somebody's save can go under.
 *
 * Throws ProblemError `bad-input` for a file that its owner has made read-only, and errors of node:fs.
 */
export async function replaceFile(
  { file, text, from, keep }: Replacement,
  loading: Promise<FileExchange | null> = loadFileExchange(),
): Promise<boolean> {
  const ours = Buffer.from(text);
  const before = from === null ? null : Buffer.from(from);
  const target = await targetOf(file);
  if (before === null) return await create(target, ours);
  const stats = await stat(target).catch(() => null);
  if (stats === null) return false;
  // A rename would get round a file that its owner has made read-only.
  await access(target, constants.W_OK).catch(() => {
    throw new ProblemError('bad-input', `${file} can't be written: its permissions forbid it`);
  });
  const files = await loading;
  const draft = draftName(target);
  try {
    await write(draft, ours, async (handle) => {
      if (process.platform === 'win32') return;
      const { uid, gid } = await handle.stat();
      if (uid !== stats.uid || gid !== stats.gid) await handle.chown(stats.uid, stats.gid);
      await handle.chmod(stats.mode & 0o7777);
    });
    if (!isSame(target, before)) return false;
    const swapped = files === null ? null : await swapIn({ files, draft, target, ours, before, keep });
    if (swapped === false) return false;
    if (swapped === null) {
      if (!isSame(target, before)) return false;
      renameSync(draft, target);
    }
    await syncFolder(dirname(target));
    return true;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whatever is there by then stays. */
async function create(target: string, ours: Buffer): Promise<boolean> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const draft = draftName(target);
  try {
    await write(draft, ours, async () => {});
    // A link, unlike a rename, fails where a file is. Some file systems have none.
    await link(draft, target).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') throw error;
      return copyFile(draft, target, constants.COPYFILE_EXCL);
    });
    await syncFolder(dirname(target));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function write(
  draft: string,
  bytes: Buffer,
  prepare: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await prepare(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Also where a link leads that leads to nothing. */
async function targetOf(file: string): Promise<string> {
  const found = await realpath(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (found !== null) return found;
  const stats = await lstat(file).catch(() => null);
  return stats?.isSymbolicLink() === true ? targetOf(resolve(dirname(file), await readlink(file))) : file;
}

/** Without a wait in between, so that nothing of ours comes between the look and what follows it. */
function isSame(target: string, before: Buffer): boolean {
  try {
    return readFileSync(target).equals(before);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
