import { readdir } from 'node:fs/promises';
import type { Clock } from '../../ports.ts';
import type { Executables } from './executables.ts';
import { homeOf } from './manager-folders.ts';
import { pathVariable, splitPath } from './path-folders.ts';

/** Whether the commands of a configuration are there: many at a time, and again with each change of it. */
export interface CommandFinder {
  /** By the working folder and the own environment of a server. Waits for the login shell's PATH, 5 s at the most. */
  find(spec: CommandToFind): Promise<boolean>;
  /** See {@link Executables.hintForMissing}. */
  hint(command: string): Promise<string>;
  /** Of all programs on PATH. */
  names(): Promise<readonly string[]>;
}

export interface CommandToFind {
  readonly command: string;
  readonly cwd: string | null;
  readonly env: Readonly<Record<string, string>>;
}

/** A person who installs something looks again after a while. */
const KEPT_MS = 10_000;
const MAX_KEPT = 1_000;

/** What was found is kept for 10 s. */
export function createCommandFinder(executables: Executables, clock: Clock): CommandFinder {
  const found = new Map<string, { readonly there: Promise<boolean>; readonly atMs: number }>();
  let listed: { readonly names: Promise<readonly string[]>; readonly atMs: number } | null = null;
  const isFresh = (atMs: number) => clock.monotonic() - atMs < KEPT_MS;

  return {
    find(spec) {
      const key = JSON.stringify([spec.command, spec.cwd, spec.env['PATH'] ?? spec.env['Path'] ?? null]);
      const known = found.get(key);
      if (known !== undefined && isFresh(known.atMs)) return known.there;
      if (found.size >= MAX_KEPT) found.clear();
      const there = executables
        .find({ ...spec, server: '', args: [] })
        .then((executable) => executable !== null);
      found.set(key, { there, atMs: clock.monotonic() });
      return there;
    },
    hint: (command) => executables.hintForMissing(command),
    names() {
      if (listed === null || !isFresh(listed.atMs))
        listed = { names: executables.environment().then(namesOn), atMs: clock.monotonic() };
      return listed.names;
    },
  };
}

/** A folder that can't be read has none. */
async function namesOn(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const path = environment[pathVariable(environment, process.platform)] ?? '';
  const folders = splitPath(path, process.platform, homeOf(environment));
  const lists = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  return [...new Set(lists.flat())];
}
