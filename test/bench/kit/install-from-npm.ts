import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Packages as a user of them has them, in a folder of their own, so that no rival is a dependency of this project. */
export async function installFromNpm(folder: string, packages: readonly string[]) {
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], {
    cwd: folder,
  });
  return {
    load: createRequire(join(folder, 'package.json')),
    async versionOf(name: string): Promise<string> {
      const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    },
  };
}
