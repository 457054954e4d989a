import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isExecutable, onPath } from './on-path.ts';
import { PROJECT } from './run-tool.ts';

const run = promisify(execFile);

/** Debian's package unpacked, not installed: nothing of the machine is changed, and no service is started. */
const UNPACKED = join(PROJECT, '.cache/prometheus');
const PROGRAMS = ['prometheus', 'promtool'] as const;
const DOWNLOAD_LIMIT_MS = 5 * 60_000;

/**
 * The folder with `prometheus` and `promtool`: the one that SIGNALBOX_PROMETHEUS names, else where they are installed,
 * else where {@link fetchPrometheus} put them. Null where they are not.
 */
export async function findPrometheus(): Promise<string | null> {
  const installed = await onPath('prometheus');
  const named = process.env['SIGNALBOX_PROMETHEUS'];
  for (const folder of [named, installed === null ? undefined : dirname(installed), UNPACKED]) {
    if (folder !== undefined && folder !== '' && (await hasPrograms(folder))) return folder;
  }
  return null;
}

/** Fetches Debian's package where there is apt and no Prometheus yet. Says in one line when there will be none. */
export async function fetchPrometheus(): Promise<void> {
  if ((await findPrometheus()) !== null) return;
  const why = await fetchPackage().then(
    () => null,
    (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)),
  );
  if (why !== null) {
    console.error(`No Prometheus found, and none could be fetched (${why}): its test is skipped.`);
    console.error('Install it, or name its folder in SIGNALBOX_PROMETHEUS, to run it.');
  }
}

async function fetchPackage(): Promise<void> {
  if ((await onPath('apt-get')) === null) throw new Error('there is no apt-get');
  console.log('No Prometheus found: fetching it with apt-get.');
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-prometheus-'));
  const limits = { cwd: folder, timeout: DOWNLOAD_LIMIT_MS };
  try {
    const download = () => run('apt-get', ['download', '-qq', 'prometheus'], limits);
    // The lists of packages may be missing, or older than what the mirror has.
    await download().catch(async () => {
      await run('apt-get', ['update', '-qq'], limits);
      await download();
    });
    const file = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (file === undefined) throw new Error('apt-get fetched no package');
    await run('dpkg-deb', ['--extract', file, 'unpacked'], limits);
    await mkdir(UNPACKED, { recursive: true });
    for (const program of PROGRAMS)
      await move(join(folder, 'unpacked/usr/bin', program), join(UNPACKED, program));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copied beside its place first where that is on another disk, so that it is there whole or not at all. */
async function move(from: string, to: string): Promise<void> {
  await run('cp', [from, `${to}.new`]);
  await rename(`${to}.new`, to);
}

async function hasPrograms(folder: string): Promise<boolean> {
  const found = await Promise.all(PROGRAMS.map((program) => isExecutable(join(folder, program))));
  return found.every(Boolean);
}
