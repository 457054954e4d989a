import { findLeaks } from '../fakes/find-leaks.ts';
import type { TraceKind } from '../fakes/memory-traces.ts';
import { type Bench, median } from './kit/bench.ts';

const RUNS = 40;
/** Seeds of the second lot, so that the rule is also seen on traces that no test holds it to. */
const OTHER_SEEDS_FROM = 1_000;
const OTHER_RUNS = 400;

const TRACES: readonly { readonly name: string; readonly trace: TraceKind }[] = [
  ...[2, 10, 60].map((perHour) => ({
    name: `leak of ${perHour} MiB an hour`,
    trace: { kind: 'leak', perHour } as const,
  })),
  { name: 'noise alone', trace: { kind: 'noise' } },
  { name: 'garbage collection', trace: { kind: 'saw-tooth' } },
  { name: 'warm-up', trace: { kind: 'warm-up' } },
  { name: 'steps over the day', trace: { kind: 'day-steps' } },
];

/** What the rule for leaks finds, and how often it is wrong, on made-up days. */
export const leaks: Bench = {
  name: 'leaks',
  about: 'what the rule for leaks finds on made-up days of memory, and how often it is wrong',
  async run({ quick }) {
    const otherRuns = quick ? RUNS : OTHER_RUNS;
    const results = TRACES.map(({ name, trace }) => ({
      name,
      found: findLeaks(trace, 1, RUNS),
      others: findLeaks(trace, OTHER_SEEDS_FROM, otherRuns),
    }));
    return {
      columns: ['a day of memory', 'called a leak', 'median time until then', 'other seeds'],
      rows: results.map(({ name, found, others }) => [
        name,
        `${found.length} of ${RUNS}`,
        found.length === 0 ? '' : `${median(found)} min`,
        `${others.length} of ${otherRuns}`,
      ]),
      notes: [
        `Seeds 1 to ${RUNS}, which the unit tests hold it to, and ${OTHER_SEEDS_FROM} to ${OTHER_SEEDS_FROM + otherRuns - 1}.`,
        'test/fakes/memory-traces.ts says what the days are made of.',
      ],
      figures: { runs: RUNS, otherRuns, results },
    };
  },
};
