import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '../ports.ts';
import { GUARD_NAME } from './guard-script.ts';
import type { Found } from './kill-tree.ts';
import { readBootId, readCommandLine } from './process-table.ts';
import { wait } from './wait.ts';

/** One process that a guard has signalled. */
interface GuardStrike {
  readonly pid: number;
  readonly mark: string;
}

/** One that was of a tree when its engine died, as its guard knew; it may have ended since. */
export interface Seen extends Found {
  readonly mark: string;
}

interface GuardReport {
  /** Pids of the guards that wrote it: one that was killed is followed by another. */
  readonly guards: readonly number[];
  readonly strikes: readonly GuardStrike[];
  readonly seen: readonly Seen[];
  /** What was seen is all there. */
  readonly isComplete: boolean;
}

/**
 * Takes the work of the guards of dead engines over. A guard that is still at work is ended, so that it strikes nothing
 * that is taken over here; it has written what it knew. Where there is no /proc it works on, for there it alone can tell
 * what is left.
 *
 * `close` removes the reports, to be called when all that they name is ended: a start that dies before leaves them for
 * the next.
 */
export async function takeOverFromGuards(
  folder: string,
  clock: Clock,
): Promise<Pick<GuardReport, 'strikes' | 'seen'> & { close(): Promise<void> }> {
  const files = (await readdir(folder))
    .filter((name) => REPORT_NAME.test(name))
    .map((name) => join(folder, name));
  const reports = await Promise.all(
    files.map(async (file) => {
      const { guards } = await untilComplete(file, clock);
      await Promise.all(guards.map((pid) => endGuard(pid, file, clock)));
      // With what they have done meanwhile.
      return parseGuardReport(await readFile(file, 'utf8'));
    }),
  );
  return {
    strikes: reports.flatMap(({ strikes }) => strikes),
    seen: reports.flatMap(({ seen }) => seen),
    async close() {
      await Promise.all(files.map((file) => rm(file, { force: true })));
    },
  };
}

/** A guard needs some milliseconds from the end of its engine to know who is there. */
const COMPLETE_LIMIT_MS = 1_000;

/** Waits for a guard that has not written yet what it has seen. */
async function untilComplete(file: string, clock: Clock): Promise<GuardReport> {
  const deadline = clock.monotonic() + COMPLETE_LIMIT_MS;
  for (;;) {
    const report = parseGuardReport(await readFile(file, 'utf8'));
    const isExpected = !report.isComplete && report.guards.some((pid) => isGuardOf(pid, file));
    if (!isExpected || clock.monotonic() >= deadline) return report;
    await wait(clock, LOOK_EVERY_MS);
  }
}

/** See the script for what the lines say. */
function parseGuardReport(text: string): GuardReport {
  // Of another boot no pid and no start time says anything.
  const isOfThisBoot = text.startsWith(bootLine());
  const guards: number[] = [];
  const strikes: GuardStrike[] = [];
  const seen: Seen[] = [];
  for (const line of text.split('\n')) {
    const [, struck, mark = ''] = /^(\d+) [A-Z]+ (.+)$/.exec(line) ?? [];
    if (struck !== undefined) strikes.push({ pid: Number(struck), mark });
    if (!isOfThisBoot) continue;
    const [, guard] = /^guard (\d+)$/.exec(line) ?? [];
    if (guard !== undefined) guards.push(Number(guard));
    const [, pid, ticks, ofMark = ''] = /^seen (\d+) (\d+) (.+)$/.exec(line) ?? [];
    if (pid !== undefined) seen.push({ pid: Number(pid), startTicks: Number(ticks), mark: ofMark });
  }
  return { guards, strikes, seen, isComplete: text.includes('\nseen all\n') };
}

function bootLine(): string {
  return `boot ${readBootId()}\n`;
}

/** A guard that does not end from SIGKILL in this time waits in the kernel, and strikes nothing. */
const END_LIMIT_MS = 1_000;
const LOOK_EVERY_MS = 10;

async function endGuard(pid: number, reportFile: string, clock: Clock): Promise<void> {
  const deadline = clock.monotonic() + END_LIMIT_MS;
  while (isGuardOf(pid, reportFile) && clock.monotonic() < deadline) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // ESRCH: it has just ended. EPERM: another user ran that engine, and what it watches is not ours to end either.
      if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
        return;
      throw error;
    }
    await wait(clock, LOOK_EVERY_MS);
  }
}

/** By its command line, which ends with the name of its report: the number itself may be a stranger's by now. */
function isGuardOf(pid: number, reportFile: string): boolean {
  const line = readCommandLine(pid);
  return line?.includes(GUARD_NAME) === true && basename(line.at(-1) ?? '') === basename(reportFile);
}

const REPORT_NAME = /^guard-[0-9a-f]+\.txt$/;

/** A guard writes only while it is there. */
export async function makeGuardReport(folder: string, run: string): Promise<string> {
  const file = join(folder, `guard-${run}.txt`);
  await writeFile(file, bootLine(), { mode: 0o600 });
  return file;
}
