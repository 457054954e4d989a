import { cheapestAt, countAt, GAP_STEPS, type Scored, sweep } from './anomalies/count-episodes.ts';
import { chance, type Detector, ewma, inARow, ours, robustZ } from './anomalies/detectors.ts';
import { GROUPS, type NabSeries, readNab } from './anomalies/nab-series.ts';
import type { Bench, BenchResult } from './kit/bench.ts';

const FOLDER_VARIABLE = 'SIGNALBOX_NAB';
const RECALLS = [0.4, 0.57, 0.7, 0.82, 0.86];
const IN_A_ROW = 3;

const DETECTORS: Readonly<Record<string, Detector>> = {
  'this one': ours,
  'robust z': robustZ,
  [`robust z, ${IN_A_ROW} in a row`]: inARow(robustZ, IN_A_ROW),
  EWMA: ewma,
  [`EWMA, ${IN_A_ROW} in a row`]: inARow(ewma, IN_A_ROW),
  'by lot': chance,
};

/** As they are usually set; each is compared with this detector at the recall that it reaches. */
const SETTINGS = [
  { name: 'robust z', threshold: 4 },
  { name: `robust z, ${IN_A_ROW} in a row`, threshold: 6 },
  { name: 'EWMA', threshold: 3 },
  { name: 'EWMA', threshold: 6 },
] as const;

/** Recall and false episodes of the detector that marks charts, beside two simple ones, on series with known anomalies. */
export const anomalies: Bench = {
  name: 'anomalies',
  about: `what the detector of anomalies finds and how often it is wrong, on NAB's series (the folder in ${FOLDER_VARIABLE})`,
  async run() {
    const folder = process.env[FOLDER_VARIABLE] ?? '';
    const series = folder === '' ? null : readNab(folder);
    if (series === null) return missing(folder);
    const groups = [...GROUPS.map((group) => series.filter((one) => one.group === group)), series];
    const names = ['AWS', 'known cause', 'both'];
    const scored = Object.entries(DETECTORS).map(([name, detector]) => score(name, detector, series));
    const rows = groups.flatMap((group, at) =>
      RECALLS.map((recall) => {
        const cells = scored.map(({ all }) => cheapestAt(sweep(only(all, group)), recall));
        return {
          series: names[at] ?? '',
          recall,
          falseEpisodes: cells.map((count) => count?.falseEpisodes ?? null),
        };
      }),
    );
    return tell(series, scored, rows);
  },
};

interface ScoredAll {
  readonly name: string;
  readonly all: readonly Scored[];
  readonly microsecondsPerStep: number;
}

interface Row {
  readonly series: string;
  readonly recall: number;
  readonly falseEpisodes: readonly (number | null)[];
}

function score(name: string, detector: Detector, series: readonly NabSeries[]): ScoredAll {
  const cpu = process.cpuUsage();
  const all = series.map((one) => ({ series: one, scores: detector(one) }));
  const { user, system } = process.cpuUsage(cpu);
  const steps = series.reduce((sum, { values }) => sum + values.length, 0);
  return { name, all, microsecondsPerStep: (user + system) / steps };
}

function only(all: readonly Scored[], group: readonly NabSeries[]): Scored[] {
  return all.filter(({ series }) => group.includes(series));
}

function tell(series: readonly NabSeries[], scored: readonly ScoredAll[], rows: readonly Row[]): BenchResult {
  const [own] = scored;
  const ownCounts = own === undefined ? [] : sweep(own.all);
  const asSet = own === undefined ? null : countAt(own.all, 1);
  const settings = SETTINGS.map(({ name, threshold }) => {
    const count = countAt(scored.find((one) => one.name === name)?.all ?? [], threshold);
    return { name, ...count, ours: cheapestAt(ownCounts, count.recall)?.falseEpisodes ?? null };
  });
  const windows = series.reduce((sum, one) => sum + one.windows.length, 0);
  const days = series.reduce((sum, one) => sum + one.days, 0);
  return {
    columns: ['series', 'recall of at least', ...scored.map(({ name }) => name)],
    rows: rows.map((row) => [row.series, row.recall.toFixed(2), ...row.falseEpisodes.map(figure)]),
    notes: [
      `False episodes a series and day: the fewest with which each detector, its threshold swept, finds at least that share of the labelled windows. ${series.length} series, ${windows} windows, ${days.toFixed(0)} series-days.`,
      `A window is found by one mark inside. Marks outside, no more than ${GAP_STEPS} steps apart, are one false episode; one that lasts counts once more each day. The first 15 % of a series (750 steps at most) do not count, as with NAB.`,
      ...(asSet === null
        ? []
        : [
            `As the engine has it set: recall ${asSet.recall.toFixed(2)}, ${figure(asSet.falseEpisodes)} false episodes a series and day, ${(100 * asSet.markedShare).toFixed(2)} % of all steps marked.`,
          ]),
      ...settings.map(
        (one) =>
          `${one.name} at ${one.threshold}: recall ${one.recall.toFixed(2)}, ${figure(one.falseEpisodes)} a series and day, ${(100 * one.markedShare).toFixed(1)} % of all steps marked; this detector at that recall: ${figure(one.ours)}.`,
      ),
      `Processor time a step: ${scored.map(({ name, microsecondsPerStep }) => `${name} ${microsecondsPerStep.toFixed(1)} µs`).join(', ')}.`,
    ],
    figures: {
      rows,
      asSet,
      settings,
      microsecondsPerStep: Object.fromEntries(scored.map((one) => [one.name, one.microsecondsPerStep])),
    },
  };
}

function missing(folder: string): BenchResult {
  const why =
    folder === '' ? `${FOLDER_VARIABLE} is not set` : `${folder} holds no labels/combined_windows.json`;
  return {
    columns: ['series', 'recall of at least'],
    rows: [],
    notes: [
      `Not run: ${why}. Get https://github.com/numenta/NAB (its data is under the MIT licence) and set ${FOLDER_VARIABLE} to its folder.`,
    ],
    figures: {},
  };
}

function figure(value: number | null): string {
  return value === null ? 'never' : value.toFixed(3);
}
