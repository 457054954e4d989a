import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  formatOf,
  loadFormat,
  maskConfiguration,
  patchServer,
  plainValue,
  redirectedSecrets,
  restoreConfiguration,
} from '#engine/configuration/configuration.ts';
import { secretArguments } from '#engine/supervision/supervision.ts';

const FILE = '/f.yaml';
const yaml = formatOf(FILE);

beforeAll(() => loadFormat(FILE));

const mask = (text: string): string => maskConfiguration(text, secretArguments, yaml);
const restore = (text: string, current: string) => restoreConfiguration(text, current, secretArguments, yaml);

const SOURCE = `# OLD_API_KEY=sk-old-old-old, kept for later
mcpServers:
  github:
    command: npx # hunter2-hunter2 goes into the environment
    args:
      - --token
      - ghs-argument
    env:
      GITHUB_TOKEN: hunter2-hunter2
      OTHER_TOKEN: 'it''s, a "secret"'
      A_PRIVATE_KEY: |  # of the team
        -----BEGIN
        k3y
      LEVEL: debug
      FROM_TOKEN: \${secret:github}
  web: { url: "https://e.com/mcp?api_key=q-q-q-q", headers: { Authorization: Bearer abc, X-Team: red } }
`;
const SECRETS = ['sk-old', 'hunter2', 'ghs-argument', 'secret"', 'k3y', 'BEGIN', 'q-q-q-q', 'Bearer abc'];

test('every secret is masked, however it is written, and nothing else', () => {
  const masked = mask(SOURCE);
  for (const secret of SECRETS) expect(masked).not.toContain(secret);
  expect(masked).toContain(`      LEVEL: debug\n      FROM_TOKEN: \${secret:github}\n`);
  expect(masked).toContain('      - --token\n      - "•••"\n');
  expect(plainValue(FILE, masked)).toMatchObject({
    mcpServers: { github: { env: { A_PRIVATE_KEY: '•••' } } },
  });
});

test('what was masked comes back as it was, to the byte', () => {
  expect(restore(mask(SOURCE), SOURCE)).toEqual({ text: SOURCE, lost: [] });
});

test('an edit of a masked text keeps the secrets around it, in brackets or not', () => {
  const moved = mask(SOURCE).replace(
    / {4}env:\n(?: {6}.*\n)+/,
    '    env: { GITHUB_TOKEN: •••, OTHER_TOKEN: "•••", A_PRIVATE_KEY: ••• }\n',
  );
  const { text, lost } = restore(moved, SOURCE);
  expect(lost).toEqual([]);
  expect(plainValue(FILE, text)).toMatchObject({
    mcpServers: {
      github: {
        env: {
          GITHUB_TOKEN: 'hunter2-hunter2',
          OTHER_TOKEN: 'it\'s, a "secret"',
          A_PRIVATE_KEY: '-----BEGIN\nk3y\n',
        },
      },
    },
  });
});

test('a secret that comes by an alias is masked where it is written', () => {
  const shared = 'note: &n hunter2-hunter2\nmcpServers: { a: { command: x, env: { A_TOKEN: *n } } }\n';
  expect(mask(shared)).toBe(shared.replace('hunter2-hunter2', '"•••"'));
  expect(restore(mask(shared), shared)).toEqual({ text: shared, lost: [] });
});

test('settings are merged into a server, and comments stay', () => {
  const text = patchServer(FILE, SOURCE, 'github', { args: null, env: { LEVEL: 'info' } });
  expect(text).toBe(
    SOURCE.replace('    args:\n      - --token\n      - ghs-argument\n', '').replace('debug', 'info'),
  );
});

test('secrets that would go elsewhere are told with the place of what leads them there', () => {
  const text = SOURCE.replace('https://e.com', 'https://evil.com');
  expect(redirectedSecrets(text, SOURCE, secretArguments, yaml)).toMatchObject([
    {
      entry: 'mcpServers.web',
      key: 'mcpServers.web.url',
      line: 16,
      secrets: expect.arrayContaining(['headers.Authorization']),
    },
  ]);
});

test('for any values of any names, masking and restoring gives the same text', () => {
  const name = fc.constantFrom('A', 'TOKEN', 'PASSWORD', 'API_KEY', 'DB_URL');
  const word = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('a\nb', 'x: y', '#z', '•••'));
  const server = fc.record({
    command: fc.constant('x'),
    args: fc.array(word, { maxLength: 4 }),
    env: fc.dictionary(name, word, { noNullPrototype: true }),
  });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b'), server, { noNullPrototype: true }), (mcpServers) => {
      const source = yaml.edit('# mine\n', [{ path: ['mcpServers'], value: mcpServers }]);
      expect(restore(mask(source), source).text).toBe(source);
    }),
    { numRuns: 100 },
  );
});
