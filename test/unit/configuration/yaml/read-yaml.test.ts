import { beforeAll, expect, test } from 'vitest';
import { loadFormat, NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';
import { told } from '../findings.ts';

const FILE = '/home/ada/servers.yaml';
const lines = (...all: string[]): string => `${all.join('\n')}\n`;

beforeAll(() => loadFormat(FILE));

function serversOf(text: string) {
  const result = parseConfiguration(FILE, text, NOTHING_BESIDE);
  expect(result.ok ? [] : result.findings).toEqual([]);
  return result.ok ? result.configuration.servers : [];
}

test('a configuration in YAML means what the same in JSON does', () => {
  const text = lines(
    '# my servers',
    'version: 2',
    'mcpServers:',
    '  memory: # the notes',
    '    command: npx',
    '    args: [-y, "@modelcontextprotocol/server-memory"]',
    '    env:',
    "      LEVEL: 'info'",
    '      NOTE: |',
    '        two',
    '        lines',
    '    restart: { policy: on-failure, maxAttempts: 3 }',
  );
  const json = JSON.stringify({
    version: 2,
    mcpServers: {
      memory: {
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-memory'],
        env: { LEVEL: 'info', NOTE: 'two\nlines\n' },
        restart: { policy: 'on-failure', maxAttempts: 3 },
      },
    },
  });
  const fromJson = parseConfiguration('/home/ada/servers.json', json, NOTHING_BESIDE);
  expect(fromJson.ok).toBe(true);
  expect(serversOf(text)).toEqual(fromJson.ok ? fromJson.configuration.servers : []);
});

test('what is wrong by its meaning has the place where it stands', () => {
  const text = lines('mcpServers:', '  a:', '    command: x', '    args: one two', '    timeuots: {}');
  expect(told(text, {}, FILE)).toEqual([
    expect.stringMatching(/^4:11 mcpServers\.a\.args must be a list/),
    expect.stringMatching(/^warning 5:5 mcpServers\.a\.timeuots .*did you mean "timeouts"/),
  ]);
});

test('names of servers that YAML takes for something else are read, with a warning unless they are quoted', () => {
  const names = ['123', '1.5', 'true', 'Null', 'yes', '"42"', "'false'"];
  const text = lines('mcpServers:', ...names.map((name) => `  ${name}: { command: x }`));
  const says = (name: string, meaning: string) =>
    `mcpServers.${name} is ${meaning} as YAML has it, and is read as a name: put it in quotes, "${name}"`;
  expect(told(text, {}, FILE)).toEqual([
    `warning 2:3 ${says('123', 'a number')}`,
    `warning 3:3 ${says('1.5', 'a number')}`,
    `warning 4:3 ${says('true', 'true')}`,
    `warning 5:3 ${says('Null', 'null')}`,
  ]);
  expect(serversOf(text).map(({ name }) => name)).toEqual([
    '123',
    '1.5',
    'true',
    'Null',
    'yes',
    '42',
    'false',
  ]);
  expect(told('{ "mcpServers": { "123": { "command": "x" }, "true": { "command": "x" } } }')).toEqual([]);
});

test.each([
  [
    'a merge',
    lines('mcpServers:', '<<<<<<< mine', '  a: { command: x }', '======='),
    /^2:1 an unfinished merge: </,
  ],
  ['a web page', '<html><body>404</body></html>', /^1:1 this looks like HTML or XML/],
  ['TOML', lines('[servers]', 'a = 1'), /^1:1 this looks like TOML/],
  ['a line of TOML', 'a = 1', /^1:1 this looks like TOML/],
])('%s is told as what it is', (_, text, says) => {
  expect(told(text, {}, FILE)).toEqual([expect.stringMatching(says)]);
});

test('a key that stands twice is told', () => {
  const text = lines('mcpServers:', '  a:', '    command: x', '    command: y');
  expect(told(text, {}, FILE)).toEqual([
    '4:5 mcpServers.a.command stands here a second time; the first is on line 3',
  ]);
});

test('anchors, aliases and merge keys are read; what an entry says itself goes first', () => {
  const [a, b] = serversOf(
    lines(
      'x-mine: { any: thing }',
      'mcpServers:',
      '  a: &base',
      '    command: npx',
      '    args: &args [one]',
      '    env: { A: "1" }',
      '  b:',
      '    <<: *base',
      '    command: uvx',
      '    args: *args',
    ),
  );
  expect(a).toMatchObject({ command: 'npx', args: ['one'], env: { A: '1' } });
  expect(b).toMatchObject({ command: 'uvx', args: ['one'], env: { A: '1' } });
});

test('an anchor that is given anew holds for what follows it alone', () => {
  const [a, b] = serversOf(
    lines('mcpServers:', '  a: { command: &c first, args: [*c] }', '  b: { command: &c second, args: [*c] }'),
  );
  expect(a).toMatchObject({ args: ['first'] });
  expect(b).toMatchObject({ args: ['second'] });
});

test('words that YAML once took for true and false are texts', () => {
  const [server] = serversOf(lines('mcpServers:', '  no:', '    command: on', '    args: [yes, off, y]'));
  expect(server).toMatchObject({ name: 'no', command: 'on', args: ['yes', 'off', 'y'] });
});

test('names that look like numbers are names', () => {
  const servers = serversOf(lines('mcpServers:', '  2024: { command: x }', '  true: { command: y }'));
  expect(servers.map(({ name }) => name)).toEqual(['2024', 'true']);
});

const NOT_CLOSED = 'is missing at its end';
const BROKEN: Record<string, [text: string, finding: string]> = {
  'a tab': ['a:\n\tb: 1\n', '2:1 this line is indented with a tab: YAML takes spaces alone'],
  'a package without quotes': [
    'a:\n  args: [-y, @scope/server]\n',
    '2:14 a text that begins with @ must stand in quotes',
  ],
  'a star without quotes': ['allow: *\n', '1:8 a text that begins with * must stand in quotes'],
  'a pattern without quotes': [
    'allow: [*_read]\n',
    '1:9 a text that begins with * must stand in quotes; without them it is an alias, and no anchor of its name stands before it',
  ],
  'a percent sign': ['a: %x\n', '1:4 a text that begins with % must stand in quotes'],
  'a text that begins with !': [
    'a: !x\n',
    '1:4 a text that begins with ! must stand in quotes; without them it is a tag, which means nothing here',
  ],
  'a text with a colon': ['a: b: c\n', '1:4 a text with a colon and a space in it must stand in quotes'],
  'a text that is not closed': ['a: "x\nb: 2\n', `1:4 this text is not closed: a " ${NOT_CLOSED}`],
  'a text in single quotes that is not closed': ["a: 'x\n", `1:4 this text is not closed: a ' ${NOT_CLOSED}`],
  'a quote within quotes': [
    "a: 'it's'\n",
    '1:4 something follows the end of this text: put all of it in quotes, and write a quote inside of it twice',
  ],
  'a Windows path': [
    'a: "C:\\Users"\n',
    '1:7 this backslash means nothing in double quotes: write \\\\ for one backslash, or put the text in single quotes',
  ],
  'an indentation in between': [
    'a:\n    b: 1\n  c: 2\n',
    '3:3 this line is indented otherwise than those beside it',
  ],
  'an indentation too deep': [
    'a: 1\n  b: 2\n',
    '2:3 this line is indented deeper than the one before it, which has a value already',
  ],
  'a colon without a value between': [
    'foo\nbar: 1\n',
    '1:1 a colon with a space behind it is missing on this line',
  ],
  'a colon without its space': [
    'a: 1\nb:2\nc: 3\n',
    '2:1 a colon with a space behind it is missing on this line',
  ],
  'a list behind its key': ['a: - b\n', '1:4 a list begins on a line of its own, or stands in [ ]'],
  'an open bracket': ['a: [1, 2\nb: 3\n', '1:4 this [ is never closed: a ] is missing'],
  'an open bracket around all': ['[a,\n b\n', '1:1 this [ is never closed: a ] is missing'],
  'an open brace': ['a: {x: 1\n', '1:4 this { is never closed: a } is missing'],
  'a brace too many': ['a: 1\n}\n', '2:1 this } closes nothing: there is one } too many'],
  'two commas': ['a: [1,, 2]\n', '1:7 there is one comma too many'],
  'no comma': ['a: ["x" "y"]\n', '1:9 a comma is missing before this'],
  'two documents': [
    'a: 1\n---\nb: 2\n',
    '3:1 a second document begins here: a configuration is one, so take out the --- or ... before it',
  ],
  'an old version': ['%YAML 1.1\n---\na: yes\n', '1:1 this is read as YAML 1.2: take this line out'],
  'a list as a key': ['? [a]\n: b\n', '1:3 a key must be a plain text'],
  'no key': [': b\n', '1:1 a key is missing before this colon'],
  'a merge of no object': ['a: { <<: 3 }\n', '1:6 behind << stands an alias of an object, or a list of such'],
  'an anchor around itself': ['a: &a [*a]\n', '1:7 values are nested more than 64 deep here'],
  'a binary tag': [
    'a: !!binary AA==\n',
    '1:4 a text that begins with ! must stand in quotes; without them it is a tag, which means nothing here',
  ],
  'nothing but comments': [
    '# x\n',
    '1:1 the file is empty: a configuration without servers is mcpServers: {}',
  ],
  nothing: ['', '1:1 the file is empty: a configuration without servers is mcpServers: {}'],
  'a list': ['- a\n', '1:1 the file must hold an object, mcpServers: {}, not a list'],
  'one word': [
    'hunter2\n',
    '1:1 the file must hold an object, mcpServers: {}, not a text: a space belongs behind each colon',
  ],
  'no servers': ['version: 2\n', '1:1 "mcpServers" is missing: the servers stand in it, mcpServers: {}'],
};

test.each(Object.entries(BROKEN))(
  '%s is told once, in plain words and at its place',
  (_, [text, finding]) => {
    expect(told(text, {}, FILE)).toEqual([finding]);
  },
);

test('a few lines of aliases that stand for billions of values are refused at once', () => {
  const ten = (item: string): string => `[${Array(10).fill(item).join(', ')}]`;
  const rows = Array.from(
    { length: 12 },
    (_, row) => `a${row}: &a${row} ${ten(row === 0 ? 'x' : `*a${row - 1}`)}`,
  );
  expect(told(lines(...rows), {}, FILE)).toEqual([
    expect.stringMatching(/ aliases stand for more than 20000 values$/),
  ]);
});

test('what is nested too deep for a reader is refused, however it is written', () => {
  const deep = [
    '['.repeat(2000),
    `a: ${'{a: '.repeat(2000)}`,
    '- '.repeat(2000),
    '? '.repeat(2000),
    Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  ];
  for (const text of deep) {
    expect(told(text, {}, FILE)).toEqual([
      expect.stringMatching(/ values are nested more than 64 deep here$/),
    ]);
  }
});

test('a file that is too large for YAML says what is the most', () => {
  expect(told('a: b\n'.repeat(100_000), {}, FILE)).toEqual([
    '1:1 the file is too large to be a configuration: 0.48 million characters, 0.25 is the most',
  ]);
});
