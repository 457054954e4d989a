import { type FSWatcher, watch } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';

export interface LinkWatch {
  /** To be called when a link may lead elsewhere than before. Resolves when what it leads to now is watched. */
  renew(): Promise<void>;
  close(): void;
}

interface Listener {
  onEvent(): void;
  onError(error: unknown): void;
}

/** More links than a system follows. */
const MAX_LINKS = 40;

/**
 * Watches what the files' own folders tell nothing of where links lead elsewhere: the folder of each link on the way, for one
 * that is swapped, and that of the file at its end. Nothing is watched for files without links.
 */
export function watchLinks(files: readonly string[], { onEvent, onError }: Listener): LinkWatch {
  const watchers = new Map<string, FSWatcher>();
  let names: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  let isClosed = false;
  let renewing = Promise.resolve();

  function open(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false });
      watchers.set(folder, watcher);
      watcher.on('change', (_, name) => {
        if (name === null || names.get(folder)?.has(String(name))) onEvent();
      });
      watcher.on('error', (error) => {
        end(folder);
        onError(error);
      });
    } catch (error) {
      // It went while it was looked for; the next look finds what is there then.
      if (!isGone(error)) onError(error);
    }
  }

  function end(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  async function look(): Promise<void> {
    const found = await placesBehindLinks(files);
    if (isClosed) return;
    const before = names;
    names = found;
    for (const folder of [...watchers.keys()]) if (!found.has(folder)) end(folder);
    for (const folder of found.keys()) if (!watchers.has(folder)) open(folder);
    // What happened before the new ones were watched was heard of nowhere.
    const isOther = [...found.keys()].some((folder) => !before.has(folder));
    if (isOther) onEvent();
  }

  return {
    renew() {
      renewing = renewing.then(look).catch(onError);
      return renewing;
    },
    close() {
      isClosed = true;
      for (const folder of [...watchers.keys()]) end(folder);
    },
  };
}

/** Names by folder: each link, and what the last one leads to. */
async function placesBehindLinks(files: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const file of files) {
    const { links, end } = await followLinks(file);
    // Links of the root folder, such as /var on macOS, are the system's own.
    const own = links.filter((link) => dirname(link) !== parse(link).root);
    if (own.length === 0) continue;
    for (const path of [...own, end]) {
      const folder = dirname(path);
      const names = found.get(folder) ?? new Set();
      names.add(basename(path));
      found.set(folder, names);
    }
  }
  return found;
}

/** As the system follows them, one after the other; where nothing is, the end is what is missing. */
async function followLinks(
  file: string,
): Promise<{ readonly links: readonly string[]; readonly end: string }> {
  const links: string[] = [];
  const { root } = parse(resolve(file));
  let at = root;
  let left = partsOf(resolve(file));
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    const path = join(at, part);
    // Null for what is no link, or gone.
    const target = await readlink(path).catch(() => null);
    if (target !== null && links.length < MAX_LINKS) {
      links.push(path);
      left = [...partsOf(resolve(at, target)), ...left];
      at = root;
    } else at = path;
  }
  return { links: [...new Set(links)], end: at };
}

function partsOf(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((part) => part !== '');
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
