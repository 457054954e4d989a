import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type LossCode, lose, WEIGHTS } from '#engine/health/score/lost-points.ts';

const RANGES = { healthy: [1, 12], degraded: [13, 45], unhealthy: [50, 100] } as const;

it('keeps what makes a server worse from weighing less than what does not', () => {
  for (const code of Object.keys(WEIGHTS) as LossCode[]) {
    const [least, most] = RANGES[WEIGHTS[code].makes];
    for (const count of [1, 2, 100]) {
      const { points } = lose(code, 'any', count);
      expect([code, points >= least && points <= most]).toEqual([code, true]);
    }
  }
});

it('costs what docs/health.md says', () => {
  const text = readFileSync(new URL('../../../docs/health.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^\| `([\w-]+)` \| (\w+) \| (\w+) \| ([^|]+) \|/gm)].map((row) =>
    row.slice(1, 5).map((cell) => cell.trim()),
  );
  const real = Object.entries(WEIGHTS).map(([code, weight]) => {
    const { level, makes, points } = weight;
    const more = 'each' in weight ? `, +${weight.each} each, ≤ ${weight.most}` : '';
    return [code, level, makes, `${points}${more}`];
  });
  expect(documented).toEqual(real);
});
