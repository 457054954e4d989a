import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { z } from 'zod';

export const PROJECT = join(import.meta.dirname, '../..');

/** A step that takes this long hangs; it is ended and has failed. */
const STEP_LIMIT_MS = 30 * 60_000;

const PackageJson = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/** The script behind a package's command: run by this Node, so that no shell and no PATH takes part. */
async function scriptOf(packageName: string, command: string): Promise<string> {
  const folder = join(PROJECT, 'node_modules', packageName);
  const { bin } = PackageJson.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new Error(`${packageName} has no command named ${command}`);
  return join(folder, script);
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Prints what the program wrote once it has ended, so that it does not mix with what runs beside it. */
  readonly held?: boolean;
}

/** Runs a program with this terminal as its output. Gives the exit code; 1 for a program that a signal ended. */
export function run(
  program: string,
  args: readonly string[],
  { env = {}, held = false }: RunOptions = {},
): Promise<number> {
  const path = [join(PROJECT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: PROJECT,
      env: { ...process.env, PATH: path, ...env },
      stdio: ['ignore', held ? 'pipe' : 'inherit', held ? 'pipe' : 'inherit'],
      timeout: STEP_LIMIT_MS,
    });
    const written: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part: Buffer) => written.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      if (held) process.stdout.write(Buffer.concat(written));
      resolve(code ?? 1);
    });
  });
}

/** Runs a command of an installed package. */
export async function runTool(
  [packageName, command]: readonly [packageName: string, command: string],
  args: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  return run(process.execPath, [await scriptOf(packageName, command), ...args], options);
}
