import { readFileSync } from 'node:fs';
import type { EngineFigures } from '#contract/engine-figures.ts';
import type { HealthReport, LostPoints } from '#contract/health.ts';
import { lose } from './score/lost-points.ts';
import { reportOf } from './score/score.ts';
import { sayBytes, sayDuration, sayShare } from './score/wording.ts';

/** What its figures don't tell. */
export interface EngineFacts {
  /** Why the last sampling pass failed; null when it did not. */
  readonly samplingFault: string | null;
  /** Files that this process may have open; null where not told. See {@link readOpenFilesLimit}. */
  readonly openFilesLimit: number | null;
}

const LATE_MS = 100;
const HEAP_SHARE = 0.8;
const FILES_SHARE = 0.8;
/** A pass should have been made by then. */
const FIRST_PASS_MS = 60_000;

/** The verdict on Signalbox itself: pure. */
export function judgeEngine(
  figures: EngineFigures,
  facts: EngineFacts = { samplingFault: null, openFilesLimit: null },
): HealthReport {
  const lost = [
    ...loopLoss(figures),
    ...heapLoss(figures),
    ...historyLoss(figures),
    ...samplingLoss(figures, facts),
    ...filesLoss(figures, facts),
  ];
  return reportOf([{ level: 'engine', isKnown: true, evidence: evidenceOf(figures), lost }], true);
}

function evidenceOf(figures: EngineFigures): string {
  const { cpu_percent: cpu, loop_delay_p99_ms: p99, sampling, history } = figures;
  return [
    `it has run for ${sayDuration(figures.uptime_seconds * 1_000)}`,
    `${sayBytes(figures.memory_bytes)} of memory${cpu === null ? '' : ` and ${cpu.toFixed(1)} % of a core`}`,
    `heap ${sayBytes(figures.heap_used_bytes)} of ${sayBytes(figures.heap_limit_bytes)}`,
    ...(p99 === null ? [] : [`99 of 100 turns of its event loop at most ${sayDuration(p99)} late`]),
    ...(figures.open_files === null ? [] : [`${figures.open_files} open files`]),
    sampling.last_pass_ms === null
      ? 'no sampling pass yet'
      : `the last sampling pass took ${sayDuration(sampling.last_pass_ms)}`,
    `history of ${sayBytes(history.bytes)}`,
  ].join('; ');
}

function loopLoss({ loop_delay_p99_ms: p99 }: EngineFigures): LostPoints[] {
  if (p99 === null || p99 <= LATE_MS) return [];
  const sentence = `one turn in a hundred of its event loop is ${sayDuration(p99)} late or more, and ${LATE_MS} ms is the most that is well`;
  return [lose('late-loop', sentence)];
}

function heapLoss({ heap_used_bytes: used, heap_limit_bytes: limit }: EngineFigures): LostPoints[] {
  if (limit <= 0 || used <= HEAP_SHARE * limit) return [];
  const sentence = `it uses ${sayBytes(used)} of the ${sayBytes(limit)} of heap that it may (${sayShare(used / limit)})`;
  return [lose('heap-nearly-full', sentence)];
}

function historyLoss({ history: { fault } }: EngineFigures): LostPoints[] {
  return fault === null ? [] : [lose('history-fault', fault)];
}

function samplingLoss({ sampling, uptime_seconds }: EngineFigures, facts: EngineFacts): LostPoints[] {
  const { last_pass_ms: tookMs, interval_seconds } = sampling;
  if (facts.samplingFault !== null)
    return [lose('sampling-fault', `servers can't be measured: ${facts.samplingFault}`)];
  if (tookMs === null) {
    const dueMs = Math.max(FIRST_PASS_MS, 5 * interval_seconds * 1_000);
    if (uptime_seconds * 1_000 < dueMs) return [];
    return [lose('sampling-fault', `no server has been measured for ${sayDuration(uptime_seconds * 1_000)}`)];
  }
  if (tookMs <= interval_seconds * 500) return [];
  const sentence = `a sampling pass took ${sayDuration(tookMs)}, more than half of its ${interval_seconds} s`;
  return [lose('slow-sampling', sentence)];
}

function filesLoss(
  { open_files: open }: EngineFigures,
  { openFilesLimit: limit }: EngineFacts,
): LostPoints[] {
  if (open === null || limit === null || open <= FILES_SHARE * limit) return [];
  return [lose('many-open-files', `it has ${open} files open, and ${limit} are allowed`)];
}

/** How many files this process may have open; null where the system does not tell or there is no limit. */
export function readOpenFilesLimit(): number | null {
  if (process.platform !== 'linux') return null;
  const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return soft === undefined ? null : Number(soft);
}
