import { expect, test } from 'vitest';
import { MASK } from '#contract/mask.ts';
import { NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';
import { checkText } from '#engine/keeping/texts/check-text.ts';
import { sayConflict } from '#engine/keeping/texts/say-conflict.ts';
import { restoreText } from '#engine/keeping/texts/shown-text.ts';

const FILE = '/f.json';
const NOW = '{ "mcpServers": { "a": { "command": "x", "env": { "API_KEY": "hunter2-hunter2" } } } }';

const parse = (text: string) => parseConfiguration(FILE, text, NOTHING_BESIDE);

async function check(given: string) {
  const before = parse(NOW);
  if (!before.ok) throw new Error(JSON.stringify(before.findings));
  return await checkText({
    file: FILE,
    given,
    restored: restoreText(FILE, given, { text: NOW, isReadable: true }, NOW),
    now: JSON.parse(NOW),
    before: NOW,
    current: before.configuration,
    parse,
    surroundings: async () => [
      { severity: 'warning', file: FILE, line: 1, column: 1, key: '', message: 'no such command' },
    ],
    inFlight: () => 3,
  });
}

test('a masked secret is the one of the file: nothing restarts for it, and nobody sees it', async () => {
  const result = await check(NOW.replace('hunter2-hunter2', MASK).replace('"x"', '"x", "cache": false'));
  expect(result).toMatchObject({
    plan: { update: ['a'], restart: [] },
    steps: [{ server: 'a', step: 'update', in_flight: 0 }],
    differs: true,
    findings: [{ message: 'no such command' }],
  });
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test('a secret behind a mask that another program or address would get is told, at its place', async () => {
  const masked = NOW.replace('hunter2-hunter2', MASK);
  const { findings } = await check(masked.replace('"x"', '"curl"'));
  expect(findings).toContainEqual({
    severity: 'warning',
    file: FILE,
    line: 1,
    column: masked.indexOf('"x"') + 1,
    key: 'mcpServers.a.command',
    message: 'API_KEY of a would now go to another program',
  });
  expect((await check(masked.replace('"x"', '"x", "cache": false'))).findings).toHaveLength(1);
});

test('what is typed comes back as it may be kept: without a secret that no file has yet', async () => {
  const given = NOW.replace('hunter2-hunter2', 'typed-s3cret-value');
  const { masked } = await check(given);
  expect(masked).toBe(NOW.replace('hunter2-hunter2', MASK));
  expect((await check(masked ?? '')).masked).toBe(masked);
  expect((await check(given.slice(0, -1))).masked).toBeNull();
});

test('a step that ends a process says how many requests it is working on', async () => {
  const { steps } = await check(NOW.replace('"x"', '"y"'));
  expect(steps).toEqual([{ server: 'a', step: 'restart', why: 'its command changed', in_flight: 3 }]);
});

test('a mask that stands for no secret is an error at its place, and nothing is planned', async () => {
  const given = NOW.replace('"API_KEY": "hunter2-hunter2"', `\n  "OTHER_KEY": "${MASK}"`);
  const result = await check(given);
  expect(result).toMatchObject({ plan: null, steps: null });
  expect(result.findings.find(({ severity }) => severity === 'error')).toMatchObject({
    line: 2,
    column: 16,
    key: 'mcpServers.a.env.OTHER_KEY',
  });
});

test('a conflict says who was there first', () => {
  const atMs = new Date(2026, 10, 22, 9, 5, 7).getTime();
  const by = { kind: 'mcp', name: 'claude-code' } as const;
  expect(sayConflict(FILE, true, { by, atMs })).toContain('by the MCP client claude-code at 09:05:07');
  expect(sayConflict(FILE, true, { by: { kind: 'window', name: null }, atMs })).toContain('in the window');
  expect(sayConflict(FILE, true, null)).toContain('with another program just now');
  expect(sayConflict(FILE, false, null)).toContain('is gone');
});
