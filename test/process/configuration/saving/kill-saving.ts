import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { takeUpDrafts } from '#engine/configuration/editing/drafts.ts';
import { openBackups } from '#engine/keeping/backups/backups.ts';
import { systemClock } from '#engine/ports.ts';
import type { Random } from '../../harness/random.ts';
import { roundOf, textOf } from './made-up-text.ts';

const SAVER = fileURLToPath(new URL('./saves-until-killed.ts', import.meta.url));
/** A save takes some milliseconds: the kill falls into any part of it. */
const WITHIN_MS = 15;

export interface KillResult {
  readonly saves: number;
  /** Kills that left a text beside the file. */
  readonly drafts: number;
  readonly faults: readonly string[];
}

/** Kills a process that saves, again and again on one file, and looks after each kill at the file and beside it. */
export async function killSaving(folder: string, kills: number, random: Random): Promise<KillResult> {
  const file = join(folder, 'servers.json');
  const backupFolder = join(folder, 'backups');
  writeFileSync(file, textOf(0));
  const faults: string[] = [];
  let round = 0;
  let saves = 0;
  let drafts = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const told = await killOnce([file, backupFolder, String(round)], random);
    const last = told.at(-1) ?? round;
    saves += told.length;
    const found = roundOf(readFileSync(file, 'utf8'));
    if (found === null) faults.push(`kill ${kill}: the file is not whole`);
    else if (found !== last && found !== last + 1)
      faults.push(`kill ${kill}: the file is of round ${found}; ${last} was told as saved`);
    const left = draftsOf(file).map((name) => readFileSync(join(folder, name), 'utf8'));
    if (left.length > 0) drafts += 1;
    await takeUp(file, backupFolder);
    const kept = new Set(
      readdirSync(backupFolder).map((name) => readFileSync(join(backupFolder, name), 'utf8')),
    );
    const lost = left.filter((draft) => draft !== '' && !kept.has(draft));
    if (lost.length > 0) faults.push(`kill ${kill}: ${lost.length} drafts are lost`);
    if (draftsOf(file).length > 0) faults.push(`kill ${kill}: a draft is left beside the file`);
    if (found === null) break;
    round = found;
  }
  return { saves, drafts, faults };
}

/** @returns the rounds that were told as saved */
async function killOnce(args: readonly string[], random: Random): Promise<number[]> {
  const saver = spawn(process.execPath, [SAVER, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = text(saver.stderr);
  const exited = once(saver, 'exit');
  const told: number[] = [];
  const rounds = 1 + random.below(10);
  const pauseMs = random.below(WITHIN_MS * 10) / 10;
  for await (const line of createInterface({ input: saver.stdout })) {
    told.push(Number(line));
    if (told.length === rounds) setTimeout(() => saver.kill('SIGKILL'), pauseMs);
  }
  const [code, signal] = (await exited) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`the saver ended with ${code}: ${await said}`);
  return told;
}

/** As the next start does. */
async function takeUp(file: string, backupFolder: string): Promise<void> {
  const backups = openBackups({
    folder: backupFolder,
    file,
    clock: systemClock,
    retention: () => ({ keep: 50, ageMs: 86_400_000 }),
  });
  await takeUpDrafts(file, backups.keep);
}

function draftsOf(file: string): string[] {
  return readdirSync(dirname(file)).filter((name) => name.startsWith(`${basename(file)}.`));
}
