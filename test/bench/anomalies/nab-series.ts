import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Those of its real series whose causes are known, and those of a cloud's machines. */
export const GROUPS = ['realAWSCloudwatch', 'realKnownCause'] as const;
export type Group = (typeof GROUPS)[number];

/** As NAB itself does: the beginning of a series is for learning. */
const PROBATION_SHARE = 0.15;
const MAX_PROBATION = 750;
const DAY_MS = 86_400_000;

export interface NabSeries {
  readonly group: Group;
  readonly name: string;
  readonly atMs: readonly number[];
  readonly values: readonly number[];
  /** Labelled by people: something is out of the ordinary from the first to the second. */
  readonly windows: readonly (readonly [number, number])[];
  /** Nothing before this step counts. */
  readonly firstStep: number;
  /** That count. */
  readonly days: number;
  /** As a rule between two values. */
  readonly stepMs: number;
}

/** Null where the folder holds no such data. */
export function readNab(folder: string): NabSeries[] | null {
  const labelFile = join(folder, 'labels', 'combined_windows.json');
  if (!existsSync(labelFile)) return null;
  const labels = JSON.parse(readFileSync(labelFile, 'utf8')) as Record<string, [string, string][]>;
  return GROUPS.flatMap((group) =>
    readdirSync(join(folder, 'data', group))
      .filter((file) => file.endsWith('.csv'))
      .sort()
      .map((file) => {
        const text = readFileSync(join(folder, 'data', group, file), 'utf8');
        return toSeries(group, file, text, labels[`${group}/${file}`] ?? []);
      }),
  );
}

function toSeries(group: Group, name: string, text: string, labels: readonly [string, string][]): NabSeries {
  const rows = text
    .split('\n')
    .slice(1)
    .filter((line) => line.includes(','))
    .map((line) => line.split(','));
  const atMs = rows.map(([at]) => timeOf(at ?? ''));
  const firstStep = Math.min(Math.floor(PROBATION_SHARE * rows.length), MAX_PROBATION);
  const apart = atMs.slice(1).map((at, before) => at - (atMs[before] ?? 0));
  return {
    group,
    name,
    atMs,
    values: rows.map(([, value]) => Number(value)),
    windows: labels.map(([from, to]) => [timeOf(from), timeOf(to)] as const),
    firstStep,
    days: ((atMs.at(-1) ?? 0) - (atMs[firstStep] ?? 0)) / DAY_MS,
    stepMs: apart.sort((a, b) => a - b)[apart.length >> 1] ?? 0,
  };
}

/** "2014-02-14 14:30:00", with or without a fraction; the time zone is nowhere told and does not matter. */
function timeOf(text: string): number {
  return Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);
}
