import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports.ts';
import { makeBackupName, oldestFirst, readBackupName } from './backup-names.ts';

/** Which backups stay: the newest `keep` that are not older than `ageMs`, and the newest of all whatever its age. */
export interface Retention {
  readonly keep: number;
  readonly ageMs: number;
}

/** Texts that the configuration file was, each a file of its own that its owner alone can read. */
export interface Backups {
  /**
   * Resolves to its name when it is on the disk. A text that is among the last few already is not kept again. Rejects where
   * it can't be written.
   */
  keep(text: string): Promise<string>;
  /** Null for one that is not there, or no more. */
  read(name: string): Promise<string | null>;
  isKept(name: string): boolean;
  /** Oldest first. */
  names(): Promise<readonly string[]>;
  /** Absolute paths of those that have a value in them as plain text; oldest first. */
  holding(value: string): Promise<readonly string[]>;
}

/** A broken text that was saved and mended again comes between two that are the same. */
const LOOKED_BACK = 3;

export function openBackups(options: {
  readonly folder: string;
  /** The configuration file: backups are called after it. */
  readonly file: string;
  readonly clock: Clock;
  readonly retention: () => Retention;
}): Backups {
  const { folder, file, clock, retention } = options;
  /** The last that were kept, newest last. */
  let last: { readonly name: string; readonly text: string }[] | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  async function list() {
    return oldestFirst(await readdir(folder).catch(() => []));
  }

  async function read(name: string): Promise<string | null> {
    if (readBackupName(name) === null) return null;
    return await readFile(join(folder, name), 'utf8').catch(() => null);
  }

  async function readLast() {
    const found = [];
    for (const { name } of (await list()).slice(-LOOKED_BACK)) {
      const text = await read(name);
      if (text !== null) found.push({ name, text });
    }
    return found;
  }

  async function write(text: string): Promise<string> {
    last ??= await readLast();
    const same = last.findLast((kept) => kept.text === text);
    if (same !== undefined) return same.name;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // One that an earlier version made, or that somebody opened.
    await chmod(folder, 0o700);
    const name = await writeNew(folder, file, clock.now(), text);
    last = [...last, { name, text }].slice(-LOOKED_BACK);
    await prune(name);
    return name;
  }

  async function prune(newest: string): Promise<void> {
    const { keep, ageMs } = retention();
    const kept = await list();
    const oldestMs = clock.now() - ageMs;
    const gone = kept.filter(({ atMs }, index) => index < kept.length - keep || atMs < oldestMs);
    for (const { name } of gone) if (name !== newest) await rm(join(folder, name), { force: true });
    const names = new Set(gone.map(({ name }) => name));
    last = last?.filter(({ name }) => name === newest || !names.has(name)) ?? null;
  }

  return {
    keep(text) {
      const turn = queue.then(() => write(text));
      queue = turn.catch(() => {});
      return turn;
    },
    read,
    isKept: (name) => readBackupName(name) !== null && existsSync(join(folder, name)),
    names: async () => (await list()).map(({ name }) => name),
    async holding(value) {
      await queue;
      // As YAML has it, and as it stands between the quotes of JSON.
      const forms = [value, JSON.stringify(value).slice(1, -1)];
      const found = [];
      for (const { name } of await list()) {
        const text = await read(name);
        if (text !== null && forms.some((form) => text.includes(form))) found.push(join(folder, name));
      }
      return found;
    },
  };
}

/** Two within a millisecond, or after the clock was set back, must not be one. */
async function writeNew(folder: string, file: string, atMs: number, text: string): Promise<string> {
  for (let number = 1; number < 1000; number++) {
    const name = makeBackupName(file, atMs, number);
    try {
      await writeFile(join(folder, name), text, { flag: 'wx', mode: 0o600, flush: true });
      return name;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new Error(`there are a thousand backups of one moment in ${folder}`);
}
