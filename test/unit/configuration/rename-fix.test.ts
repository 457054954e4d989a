import { expect, test } from 'vitest';
import { NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';

/** The fix for the key `wrong` of a server that has nothing else but a URL. */
function fixOf(wrong: string, value: unknown, more: object = {}) {
  const entry = { url: 'http://localhost:1/', ...more, [wrong]: value };
  const text = JSON.stringify({ mcpServers: { a: entry } });
  const result = parseConfiguration('/x/servers.json', text, NOTHING_BESIDE);
  const findings = result.ok ? result.configuration.findings : result.findings;
  return findings.find(({ key }) => key === `mcpServers.a.${wrong}`)?.fix;
}

test.each([
  ['timeuts', 'timeouts', { start: '30s' }],
  ['comand', 'command', 'npx'],
  ['arguments', 'args', ['-y', '@scope/some-server', '/srv/data']],
  ['dependOn', 'dependsOn', ['db']],
])('a misspelt key such as %s can be renamed', (wrong, meant, value) => {
  const path = ['mcpServers', 'a'];
  expect(fixOf(wrong, value)).toEqual({
    kind: 'edit',
    title: `Rename it to "${meant}"`,
    edits: [
      { path: [...path, wrong], remove: true },
      { path: [...path, meant], value },
    ],
  });
});

test('a misspelt key is not renamed to one that is there', () => {
  expect(fixOf('timeuts', { start: '30s' }, { timeouts: {} })).toBeUndefined();
});

test.each([
  ['a variable with a secret name', 'environment', { API_TOKEN: 'abc' }],
  ['what looks like a token', 'arguments', ['ghp_abcdefabcdefabc1234567']],
  ['a flag with a secret', 'arguments', ['--password', 'hunter']],
  ['an assignment', 'arguments', ['KEY=abc']],
  ['an address', 'serverUrll', 'https://ann:pass@example.com'],
])('no fix says %s', (_, wrong, value) => {
  expect(fixOf(wrong, value)).toBeUndefined();
});
