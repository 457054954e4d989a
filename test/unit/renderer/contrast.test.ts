import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const TOKENS = join(import.meta.dirname, '../../../renderer/theme/tokens.css');

/** The contrast of two colours such as #1a2b3c, 1 to 21, as WCAG 2 counts it. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [a, b].map(luminance).sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each([
  ['--edge', 3],
  ['--text', 7],
  ['--dim', 4.5],
  ['--faint', 4.5],
  ['--line-a', 4.5],
  ['--line-b', 4.5],
  ['--line-c', 4.5],
  ['--line-d', 4.5],
  ['--line-e', 4.5],
])('%s can be told from what is behind it in both themes', async (name, least) => {
  const themes = (await readFile(TOKENS, 'utf8')).split('}').slice(0, 2);
  expect(themes).toHaveLength(2);
  for (const theme of themes) {
    const color = (token: string): string => new RegExp(`${token}: (#[0-9a-f]{6});`).exec(theme)?.[1] ?? '';
    for (const behind of ['--panel', '--bg']) {
      expect(contrast(color(name), color(behind)), `${name} on ${behind}`).toBeGreaterThanOrEqual(least);
    }
  }
});
