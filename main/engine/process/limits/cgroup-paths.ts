import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Where Linux tells about cgroups. */
export interface CgroupFiles {
  readonly mountInfo: string;
  readonly ownGroup: string;
}

export const SYSTEM_CGROUP_FILES: CgroupFiles = {
  mountInfo: '/proc/self/mountinfo',
  ownGroup: '/proc/self/cgroup',
};

/** Makes the folder of a group of version 2 from its path as the kernel writes it; null without such a hierarchy. */
export async function readGroupFolders(
  files: CgroupFiles,
): Promise<((path: string) => string | null) | null> {
  const mounts = await readFile(files.mountInfo, 'utf8').catch(() => '');
  for (const line of mounts.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    if (!after.startsWith('cgroup2 ')) continue;
    const [, , , root = '/', mountPoint = ''] = before.split(' ');
    return (path) => {
      const inside = relative(root, path);
      return inside.startsWith('..') ? null : join(mountPoint, inside);
    };
  }
  return null;
}

/** The path of a group of version 2 in the text of a /proc/PID/cgroup. */
export function groupPath(text: string): string | null {
  return /^0::(\/.*)$/m.exec(text)?.[1] ?? null;
}
