import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isExecutable, onPath } from './on-path.ts';
import { PROJECT } from './run-tool.ts';

const run = promisify(execFile);

interface Package {
  /** The first is the one that is looked for on PATH. */
  readonly programs: readonly [string, ...string[]];
  /** Its environment variable names a folder that has them. */
  readonly variable: string;
  /** A folder whose place is written into the programs, and what they read there. */
  readonly data: { readonly folder: string; readonly files: readonly string[] } | null;
}

/** What some tests run against. */
const PACKAGES = {
  prometheus: { programs: ['prometheus', 'promtool'], variable: 'SIGNALBOX_PROMETHEUS', data: null },
  'prometheus-alertmanager': {
    programs: ['prometheus-alertmanager'],
    variable: 'SIGNALBOX_ALERTMANAGER',
    data: { folder: '/usr/share/prometheus/alertmanager', files: ['default.tmpl', 'email.tmpl'] },
  },
} as const satisfies Record<string, Package>;
export type DebianPackage = keyof typeof PACKAGES;

const DOWNLOAD_LIMIT_MS = 5 * 60_000;

/**
 * The folder with a package's programs, in which they are to be run: the one that its variable names, else where they are installed, else where
 * {@link fetchPackages} put them. Null where they are not.
 */
export async function findPackage(name: DebianPackage): Promise<string | null> {
  const { programs, variable } = PACKAGES[name];
  const installed = await onPath(programs[0]);
  const named = process.env[variable];
  for (const folder of [named, installed === null ? undefined : dirname(installed), unpackedFolder(name)]) {
    if (folder !== undefined && folder !== '' && (await hasPrograms(folder, programs))) return folder;
  }
  return null;
}

/** For the name of a test that is skipped without the package; empty where it is there. */
export function whyWithout(name: DebianPackage, folder: string | null): string {
  return folder === null ? ` (skipped: there is no ${name} here, see ${PACKAGES[name].variable})` : '';
}

/** Fetches what is not here yet, where there is apt. Says in one line for each what there will not be. */
export async function fetchPackages(): Promise<void> {
  const names = Object.keys(PACKAGES).filter((name): name is DebianPackage => name in PACKAGES);
  // One after the other: apt has a lock.
  for (const name of names) {
    if ((await findPackage(name)) !== null) continue;
    const why = await fetchPackage(name).then(
      () => null,
      (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)),
    );
    if (why === null) continue;
    console.error(`No ${name} found, and none could be fetched (${why}): its test is skipped.`);
    console.error(`Install it, or name its folder in ${PACKAGES[name].variable}, to run it.`);
  }
}

async function fetchPackage(name: DebianPackage): Promise<void> {
  if ((await onPath('apt-get')) === null) throw new Error('there is no apt-get');
  console.log(`No ${name} found: fetching it with apt-get.`);
  const folder = await mkdtemp(join(tmpdir(), `signalbox-${name}-`));
  const limits = { cwd: folder, timeout: DOWNLOAD_LIMIT_MS };
  try {
    const download = () => run('apt-get', ['download', '-qq', name], limits);
    // The lists of packages may be missing, or older than what the mirror has.
    await download().catch(async () => {
      await run('apt-get', ['update', '-qq'], limits);
      await download();
    });
    const file = (await readdir(folder)).find((one) => one.endsWith('.deb'));
    if (file === undefined) throw new Error('apt-get fetched no package');
    await run('dpkg-deb', ['--extract', file, 'unpacked'], limits);
    const unpacked = unpackedFolder(name);
    await mkdir(unpacked, { recursive: true });
    const { programs, data }: Package = PACKAGES[name];
    const root = join(folder, 'unpacked');
    for (const file of data?.files ?? []) {
      await move(join(root, data?.folder ?? '', file), join(unpacked, file));
    }
    for (const program of programs) {
      const path = join(root, 'usr/bin', program);
      if (data !== null) await readFromWorkingFolder(path, data.folder);
      await move(path, join(unpacked, program));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacked, not installed: nothing of the machine is changed, and no service is started. */
function unpackedFolder(name: DebianPackage): string {
  return join(PROJECT, '.cache', name);
}

/** Writes another place over the one that a program reads from, as long as that: the folder in which it is run. */
async function readFromWorkingFolder(program: string, folder: string): Promise<void> {
  const bytes = await readFile(program);
  const here = `.${'/'.repeat(folder.length - 1)}`;
  for (let at = bytes.indexOf(folder); at !== -1; at = bytes.indexOf(folder, at + 1)) bytes.write(here, at);
  await writeFile(program, bytes);
}

/** Copied beside its place first where that is on another disk, so that it is there whole or not at all. */
async function move(from: string, to: string): Promise<void> {
  await run('cp', [from, `${to}.new`]);
  await rename(`${to}.new`, to);
}

async function hasPrograms(folder: string, programs: readonly string[]): Promise<boolean> {
  const found = await Promise.all(programs.map((program) => isExecutable(join(folder, program))));
  return found.every(Boolean);
}
