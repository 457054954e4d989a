import { expect, test } from 'vitest';
import { type Mark, measuredOf } from '../../../../main/cli/monitor/plain/measure.ts';
import { samplePass } from './figures-of.ts';

const MARK: Mark = { engineStartedAt: '2026-11-21T10:00:00.000Z', servers: [] };

test('least, mean and most are of the passes that had the server', () => {
  const passes = [samplePass({ files: { cpu: 2 } }), samplePass({}), samplePass({ files: { cpu: 4 } })];
  expect(measuredOf('files', passes, MARK, MARK)).toMatchObject({
    samples: 2,
    cpu_percent: { min: 2, mean: 3, max: 4 },
  });
});

test('of a server that did not run nothing was measured, whatever it is called', () => {
  expect(measuredOf('constructor', [samplePass({ files: { cpu: 2 } })], MARK, MARK)).toMatchObject({
    samples: 0,
    cpu_percent: null,
    memory_bytes: null,
  });
});
