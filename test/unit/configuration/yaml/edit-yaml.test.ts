import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { editTextOf, layOutTextOf, loadFormat, plainValue } from '#engine/configuration/configuration.ts';
import { changed } from '#engine/configuration/yaml/changed-value.ts';

const FILE = '/f.yaml';
type Path = readonly (string | number)[];

beforeAll(() => loadFormat(FILE));

const edit = (text: string, path: Path, value: unknown): string => editTextOf(FILE, text, [{ path, value }]);

const SOURCE = `# my servers
version: 2   # newest
mcpServers:
  # the notes
  memory:
    command: npx   # from npm
    args:
      - -y
      - "@scope/memory"
    env:
      TOKEN: 'abc def' # a secret
      KEY: |
        line1
        line2

  time: { command: uvx, args: [mcp-time, --utc], env: {} }
  empty:
# the end
alerts:
  - a
  - b: 1
    c: 2
`;

const CHANGES: Record<string, [path: Path, value: unknown, from: string, to: string]> = {
  'a value': [['mcpServers', 'memory', 'command'], 'node', 'npx   #', 'node   #'],
  'a value in quotes': [['mcpServers', 'memory', 'env', 'TOKEN'], 'a: b', "'abc def' #", '"a: b" #'],
  'an item at the end': [['mcpServers', 'memory', 'args', -1], '--x', 'memory"\n', 'memory"\n      - --x\n'],
  'an item out': [['mcpServers', 'memory', 'args', 0], undefined, '      - -y\n', ''],
  'a block of lines': [
    ['mcpServers', 'memory', 'env', 'KEY'],
    'z',
    '|\n        line1\n        line2\n\n',
    'z\n',
  ],
  'a key after a block of lines': [
    ['mcpServers', 'memory', 'tools'],
    { deny: ['a', 'b*'], rules: {} },
    'line2\n',
    'line2\n    tools:\n      deny:\n        - a\n        - b*\n      rules: {}\n',
  ],
  'a key in brackets': [
    ['mcpServers', 'time', 'tools', 'deny'],
    ['a'],
    'env: {} }',
    'env: {}, tools: { deny: [a] } }',
  ],
  'a key in empty brackets': [['mcpServers', 'time', 'env', 'A'], '1', 'env: {}', 'env: { A: "1" }'],
  'an item in brackets out': [['mcpServers', 'time', 'args', 1], undefined, ', --utc', ''],
  'an entry out': [
    ['mcpServers', 'time'],
    undefined,
    '  time: { command: uvx, args: [mcp-time, --utc], env: {} }\n',
    '',
  ],
  'an entry where nothing stood': [
    ['mcpServers', 'empty', 'command'],
    'x',
    '  empty:\n',
    '  empty:\n    command: x\n',
  ],
  'a new entry': [
    ['mcpServers', 'web'],
    { url: 'http://x/y', headers: { A: 'b' } },
    '  empty:\n',
    '  empty:\n  web:\n    url: http://x/y\n    headers:\n      A: b\n',
  ],
  'a section': [['http', 'port'], 4871, '    c: 2\n', '    c: 2\nhttp:\n  port: 4871\n'],
  'the first key of an item out': [['alerts', 1, 'b'], undefined, '  - b: 1\n    c: 2', '  - c: 2'],
  'a key of the file out': [['version'], undefined, 'version: 2   # newest\n', ''],
  'all of a section out': [['alerts'], [], 'alerts:\n  - a\n  - b: 1\n    c: 2\n', 'alerts: []\n'],
};

test.each(Object.entries(CHANGES))(
  '%s is changed, and not a byte beside it',
  (_, [path, value, from, to]) => {
    expect(edit(SOURCE, path, value)).toBe(SOURCE.replace(from, to));
  },
);

test('a whole new entry touches only what is new in it', () => {
  const entry = { command: 'npx', args: ['-y', '@scope/memory', '--x'], env: { TOKEN: 'abc def' } };
  const text = edit(SOURCE, ['mcpServers', 'memory'], entry);
  expect(text).toContain('    command: npx   # from npm\n');
  expect(text).toContain("      TOKEN: 'abc def' # a secret\n");
  expect(plainValue(FILE, text)).toMatchObject({ mcpServers: { memory: entry } });
});

test('a file with line ends of Windows keeps them', () => {
  const text = edit('mcpServers:\r\n  a:\r\n    command: x\r\n', ['mcpServers', 'b'], { command: 'z' });
  expect(text).toBe('mcpServers:\r\n  a:\r\n    command: x\r\n  b:\r\n    command: z\r\n');
});

test('lists that stand under their key are written so', () => {
  const text = edit('a:\n- b\nc: 1\n', ['d'], ['x', { y: 1 }]);
  expect(text).toBe('a:\n- b\nc: 1\nd:\n- x\n- "y": 1\n');
});

test('an empty file, and one of comments, get their first key', () => {
  expect(edit('', ['mcpServers', 'a', 'command'], 'x')).toBe('mcpServers:\n  a:\n    command: x\n');
  expect(edit('# mine', ['mcpServers'], {})).toBe('# mine\nmcpServers: {}\n');
  expect(edit('mcpServers: {}\n', ['mcpServers', 'a'], { command: 'x' })).toBe(
    'mcpServers:\n  a:\n    command: x\n',
  );
});

test('JSON in a YAML file stays JSON', () => {
  const json = '{\n  "mcpServers": {\n    "a": {"command": "x"} # mine\n  }\n}\n';
  expect(edit(json, ['mcpServers', 'b', 'args'], ['y'])).toBe(
    '{\n  "mcpServers": {\n    "a": {"command": "x"}, # mine\n    "b": { "args": ["y"] }\n  }\n}\n',
  );
});

const SHARED = `base: &base
  restart: { policy: always }
  limits:
    inFlight: 4
a:
  <<: *base
  k: *base
`;

test('what comes by an alias is changed where it is used, and stays as it is elsewhere', () => {
  expect(edit(SHARED, ['a', 'limits', 'inFlight'], 5)).toBe(`${SHARED}  limits:\n    inFlight: 5\n`);
  const text = edit(SHARED, ['a', 'k', 'limits', 'inFlight'], 6);
  expect(plainValue(FILE, text)).toMatchObject({
    base: { limits: { inFlight: 4 } },
    a: { limits: { inFlight: 4 }, k: { restart: { policy: 'always' }, limits: { inFlight: 6 } } },
  });
});

test('what others hang on is not changed behind their backs', () => {
  expect(() => edit(SHARED, ['base', 'limits', 'inFlight'], 9)).toThrow(
    /base\.limits\.inFlight can't be changed by itself/,
  );
  expect(() => edit(SHARED, ['a', 'limits'], undefined)).toThrow(/change it in the text/);
});

test('a text laid out anew says the same, with its comments', () => {
  const text = layOutTextOf(
    FILE,
    'mcpServers:\n     a:   {command:   x}   # mine\n     b:\n         args:   [ 1,2 ]\n',
  );
  expect(text).toBe('mcpServers:\n     a: { command: x } # mine\n     b:\n          args: [ 1, 2 ]\n');
  expect(layOutTextOf(FILE, SOURCE)).toContain('# the notes');
});

test('any changes of any values mean what they say, and comments stay', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      'yes',
      '1',
      '-',
      '- a',
      'a: b',
      '# c',
      '"',
      '\n',
      'a\n',
      ' x',
      '*',
      '@a',
      '~',
      '1e3',
      'é',
      '$' + '{secret:x}',
      '{a',
      '[',
      '0x1',
      '2001-01-01',
      '|',
      '<<',
      '=',
      '\t',
      '\u2028',
      '\u0085',
      '\u0007',
    ),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      word,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(word, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  const path = fc.oneof(
    fc.constantFrom<Path>(
      ['mcpServers', 'memory', 'command'],
      ['mcpServers', 'memory', 'args', 1],
      ['mcpServers', 'memory', 'args', -1],
      ['mcpServers', 'memory', 'args'],
      ['mcpServers', 'memory', 'env', 'KEY'],
      ['mcpServers', 'memory', 'env', 'NEW'],
      ['mcpServers', 'memory'],
      ['mcpServers', 'time', 'args', 0],
      ['mcpServers', 'time', 'args', -1],
      ['mcpServers', 'time', 'env', 'a b'],
      ['mcpServers', 'time'],
      ['mcpServers', 'empty', 'x'],
      ['mcpServers'],
      ['alerts', 0],
      ['alerts', 1, 'b'],
      ['alerts', 1],
      ['alerts', -1],
      ['new', 'x'],
    ),
    fc.tuple(word).map((keys): Path => keys),
  );
  fc.assert(
    fc.property(
      path,
      fc.option(value, { nil: undefined }),
      fc.constantFrom('\n', '\r\n'),
      (at, wished, lineEnd) => {
        const source = SOURCE.replaceAll('\n', lineEnd);
        const before = plainValue(FILE, source);
        const text = edit(source, at, wished);
        expect(plainValue(FILE, text)).toEqual(changed(before, { path: at, value: wished }));
        expect(text).toContain('# my servers');
        expect(text).toContain('# the end');
      },
    ),
    { numRuns: 300 },
  );
});
