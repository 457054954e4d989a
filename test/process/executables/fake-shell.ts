import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty home folder with a login shell of its own. */
export interface FakeAccount {
  readonly home: string;
  /** Writes an executable file; gives its path. */
  program(path: string, text: string): Promise<string>;
  file(path: string, text: string): Promise<string>;
  /** What Signalbox is started with. */
  readonly environment: Record<string, string>;
}

export async function makeAccount(): Promise<FakeAccount> {
  const home = await mkdtemp(join(tmpdir(), 'signalbox-account-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const file = async (path: string, text: string) => {
    const full = join(home, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, text);
    return full;
  };
  return {
    home,
    file,
    async program(path, text) {
      const full = await file(path, text);
      await chmod(full, 0o755);
      return full;
    },
    environment: { HOME: home, PATH: '/usr/bin:/bin', LANG: 'C' },
  };
}

/**
 * A shell whose start-up file is `startFile`: it runs that, then what it was asked to run, which is its last argument.
 */
export const shellText = (startFile: string) => `#!/bin/sh
for question in "$@"; do :; done
${startFile}
eval "$question"
`;
