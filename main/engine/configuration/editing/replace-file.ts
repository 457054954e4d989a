import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ProblemError } from '#contract/problem.ts';

/**
 * Gives a file another text at once: whoever reads it gets all of the old or all of the new, after a power cut too. Its
 * mode and owner stay, and where it is a link, what it leads to is changed.
 * @param isUnchanged asked at the last moment; when it says no, nothing is changed and false is given
 */
export async function replaceFile(
  file: string,
  text: string,
  isUnchanged: () => Promise<boolean>,
): Promise<boolean> {
  const target = await realpath(file);
  const before = await stat(target);
  // A rename would get round a file that its owner has made read-only.
  await access(target, constants.W_OK).catch(() => {
    throw new ProblemError('bad-input', `${file} can't be written: its permissions forbid it`);
  });
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      if (process.platform !== 'win32') {
        const { uid, gid } = await handle.stat();
        if (uid !== before.uid || gid !== before.gid) await handle.chown(before.uid, before.gid);
        await handle.chmod(before.mode & 0o7777);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!(await isUnchanged())) return false;
    await rename(draft, target);
    await syncFolder(dirname(target));
    return true;
  } finally {
    await rm(draft, { force: true });
  }
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
