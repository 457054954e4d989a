import { expect, test } from 'vitest';
import { MASK } from '#contract/mask.ts';
import { placedIn, restoreText, showText } from '#engine/keeping/texts/shown-text.ts';

const FILE = '/f.json';
const GOOD = `{
  // mine
  "mcpServers": {
    "web": { "command": "x", "env": { "API_TOKEN": "hunter2-hunter2", "PLAIN": "seen" } },
    "db": { "command": "y", "args": ["--password", "correct-horse"] }
  }
}
`;
const good = { text: GOOD, isReadable: true };

/** Every way to break it that leaves a secret somewhere. */
const BROKEN = [
  GOOD.replace('"API_TOKEN": ', '"API_TOKEN" '),
  GOOD.replace('"x", ', '"x" '),
  GOOD.replace('{ "command": "y"', '"command": "y"'),
  GOOD.slice(0, GOOD.indexOf('hunter2') + 9),
  GOOD.replace('"API_TOKEN"', 'API_TOKEN'),
  GOOD.replace('"hunter2-hunter2"', 'hunter2-hunter2'),
  GOOD.replace('"correct-horse"]', '"correct-horse"'),
  `<<<<<<< HEAD\n${GOOD}`,
];

test.each(BROKEN)(
  'a broken text is shown without its secrets, and the mended one has them again (%#)',
  (text) => {
    const broken = { text, isReadable: false };
    const shown = showText(FILE, broken, null);
    expect(shown).not.toMatch(/hunter2|correct-horse/);
    expect(shown.split('\n')).toHaveLength(text.split('\n').length);
    expect(restoreText(FILE, shown, broken, GOOD)).toEqual({ text, lost: [] });
  },
);

test('a text that was mended line by line has its secrets again', () => {
  const text = GOOD.replace('"x", ', '"x" ').replace(
    '["--password", "correct-horse"] }',
    '["--password", "correct-horse"] ',
  );
  const broken = { text, isReadable: false };
  const shown = showText(FILE, broken, GOOD);
  const mended = shown.replace('"x" ', '"x", ').replace(/\] $/m, '] }');
  expect(restoreText(FILE, mended, broken, GOOD)).toEqual({ text: GOOD, lost: [] });
});

test('a secret of the text that ran last is masked wherever it stands in a broken one', () => {
  const text = `${GOOD}\nnotes: hunter2-hunter2 was the old one`;
  expect(showText(FILE, { text, isReadable: false }, GOOD)).not.toContain('hunter2');
});

test('a long word in a broken text, such as a certificate, is hidden and does not hold anybody up', () => {
  const text = `${GOOD}\n${'x'.repeat(400_000)}`;
  const broken = { text, isReadable: false };
  const shown = showText(FILE, broken, GOOD);
  expect(shown.split('\n').at(-1)).toBe(MASK);
  expect(restoreText(FILE, shown, broken, GOOD).text === text).toBe(true);
});

test('a mask that stands for nothing is told, by its key', () => {
  const shown = showText(FILE, good, null);
  expect(shown).toContain(`"API_TOKEN": "${MASK}"`);
  const moved = shown.replace('"PLAIN": "seen"', `"OTHER_KEY": "${MASK}"`);
  expect(restoreText(FILE, moved, good, GOOD).lost).toEqual(['mcpServers.web.env.OTHER_KEY']);
  expect(restoreText(FILE, shown, null, null).lost).toHaveLength(2);
  expect(restoreText(FILE, shown, null, GOOD)).toEqual({ text: GOOD, lost: [] });
});

test('what is found behind a secret is told at its place in the masked text', () => {
  const given = `{ "a": "${MASK}", "b": 7 }`;
  const restored = '{ "a": "a-very-long-secret", "b": 7 }';
  const at = (text: string, column: number) => ({
    severity: 'error' as const,
    file: FILE,
    line: 1,
    column,
    key: 'b',
    message: text,
  });
  const findings = [at('in front', 3), at('behind', restored.indexOf('7') + 1)];
  expect(placedIn(given, restored, findings).map(({ column }) => column)).toEqual([
    3,
    given.indexOf('7') + 1,
  ]);
});
