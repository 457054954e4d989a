import { fuzz } from '../../unit/configuration/corpus/fuzz.ts';
import type { FaultCase } from '../kit/fault-case.ts';
import { count } from '../kit/measure.ts';

const FOR_MS = 120_000;
/** Of processor time, for one file. */
const SLOW_MS = 1000;

export const configurations: readonly FaultCase[] = [
  {
    id: '34',
    name: 'the configuration is mangled in every way',
    injected:
      'real files in JSON and YAML, cut, moved, doubled and sprinkled with scraps at random, for 2 minutes',
    expected: 'each is read, or refused with a place in it, within a second; no secret is told',
    pace: 'slow',
    limitMs: 300_000,
    async run() {
      const { texts, refused, slowestMs } = await fuzz({ forMs: FOR_MS, slowMs: SLOW_MS });
      return `${count(texts, 'file')}, ${refused} refused; the slowest took ${Math.round(slowestMs)} ms`;
    },
  },
];
