import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The paths that a path with one `*` stands for; none where its folder can't be read. Without a `*` itself alone. */
export async function expandPath(path: string): Promise<readonly string[]> {
  const star = path.indexOf('*');
  if (star === -1) return [path];
  const from = Math.max(path.lastIndexOf('/', star), path.lastIndexOf('\\', star)) + 1;
  const rest = path.slice(star).search(/[\\/]/);
  const to = rest === -1 ? path.length : star + rest;
  const [before, after] = [path.slice(from, star), path.slice(star + 1, to)];
  const folder = path.slice(0, from);
  // A client that is not installed has no folder.
  const names = await readdir(folder).catch(() => []);
  return names
    .filter(
      (name) =>
        name.startsWith(before) && name.endsWith(after) && name.length >= before.length + after.length,
    )
    .sort()
    .map((name) => join(folder, name, path.slice(to)));
}
