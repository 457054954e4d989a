import { expect, test } from 'vitest';
import { seriesFile } from '../../../../renderer/screens/charts/series-file.ts';
import { iso, series, seriesPage } from './made-up-series.ts';

const times = [1_800_000_000, 1_800_000_002, 1_800_000_004];
const span = { fromS: times[0] ?? 0, toS: times[2] ?? 0 };
const rows = (file: string): string[] => file.trimEnd().split('\r\n');

test('a row for each step, its time in ISO 8601, a column for each figure with its unit of time, and empty for not measured', () => {
  const page = seriesPage(times, [
    series('memory_bytes', [1, null, 3], { min: [0, null, 3], max: [2, null, 4] }),
    series('requests', [0.5, null, null], { kind: 'counter' }),
    series('p95_ms', [null, 20, null], { kind: 'latency' }),
  ]);
  expect(rows(seriesFile([page], span))).toEqual([
    'time,server,memory_bytes,memory_bytes_min,memory_bytes_max,requests_per_second,requests_per_second_min,requests_per_second_max,p95_ms',
    `${iso(1_800_000_000)},memory,1,0,2,0.5,0.5,0.5,`,
    `${iso(1_800_000_002)},memory,,,,,,,20`,
    `${iso(1_800_000_004)},memory,3,3,4,,,,`,
  ]);
});

test('steps in which nothing was measured, and those outside of what is shown, have no row', () => {
  const page = seriesPage(times, [series('threads', [1, null, 3])]);
  expect(rows(seriesFile([page], { fromS: 0, toS: 1_800_000_002 }))).toHaveLength(2);
});

test('two servers stand below each other in the same columns', () => {
  const one = seriesPage(times, [series('threads', [1, 2, 3])], { server: 'a' });
  const other = seriesPage(times, [series('processes', [4, 5, 6])], { server: 'b,"c"' });
  const file = rows(seriesFile([one, other], span));
  expect(file[0]).toBe('time,server,threads,threads_min,threads_max,processes,processes_min,processes_max');
  expect(file[1]).toBe(`${iso(1_800_000_000)},a,1,1,1,,,`);
  expect(file[4]).toBe(`${iso(1_800_000_000)},"b,""c""",,,,4,4,4`);
});
