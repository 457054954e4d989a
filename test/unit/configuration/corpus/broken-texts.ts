import { REAL_JSON, REAL_YAML } from './real-files.ts';

export interface BrokenText {
  readonly name: string;
  readonly ending: '.json' | '.yaml';
  readonly bytes: Buffer;
}

/** What a person, an editor, a disk or a network makes of a file. */
export function brokenTexts(): readonly BrokenText[] {
  return [...brokenOf('.json', REAL_JSON), ...brokenOf('.yaml', REAL_YAML), ...JSON_SLIPS, ...YAML_SLIPS];
}

function brokenOf(ending: BrokenText['ending'], text: string): BrokenText[] {
  const bytes = Buffer.from(text);
  const made = (name: string, made: Buffer | string): BrokenText => ({
    name: `${ending}: ${name}`,
    ending,
    bytes: typeof made === 'string' ? Buffer.from(made) : made,
  });
  const at = Math.floor(bytes.length / 2);
  return [
    made('UTF-16, little end first', Buffer.from(`\uFEFF${text}`, 'utf16le')),
    made('UTF-16, big end first', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()),
    made('UTF-16 without a mark', Buffer.from(text, 'utf16le')),
    made('Latin-1', Buffer.from(text, 'latin1')),
    made('a NUL in the middle', Buffer.concat([bytes.subarray(0, at), Buffer.from([0]), bytes.subarray(at)])),
    made('nothing but NULs, as a power cut leaves', Buffer.alloc(4096)),
    made('noise', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919 + 13) % 256))),
    made('a program', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\0\0'), bytes])),
    made(
      'a byte that is no UTF-8',
      Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at)]),
    ),
    made('half a letter at the end', Buffer.concat([bytes, Buffer.from([0xc3])])),
    made('a second mark of the byte order', `\uFEFF\uFEFF${ending === '.json' ? text : `{${text}`}`),
    made('huge', `${text}${' '.repeat(5_000_000)}`),
    made('deep brackets', '['.repeat(200_000)),
    made('deep objects', '{"a":'.repeat(50_000)),
    made('empty', ''),
    made('white space', ' \n\t\n'),
    made('old line ends alone, and cut', text.slice(0, -20).replaceAll('\n', '\r')),
    made('a web page', '<!DOCTYPE html><html><body>404: not found</body></html>'),
    made('the marks of a merge', `<<<<<<< mine\n${text}=======\n${text}>>>>>>> theirs\n`),
  ];
}

const slips = (ending: BrokenText['ending'], texts: Readonly<Record<string, string>>): BrokenText[] =>
  Object.entries(texts).map(([name, text]) => ({
    name: `${ending}: ${name}`,
    ending,
    bytes: Buffer.from(text),
  }));

/** One mistake each; the place is replaced once. */
const jsonWithout = (from: string, to: string): string => {
  if (!REAL_JSON.includes(from)) throw new Error(`the file has no ${from}`);
  return REAL_JSON.replace(from, () => to);
};

const yamlWithout = (from: string, to: string): string => {
  if (!REAL_YAML.includes(from)) throw new Error(`the file has no ${from}`);
  return REAL_YAML.replace(from, () => to);
};

const JSON_SLIPS = slips('.json', {
  'a comma missing': jsonWithout('"npx",', '"npx"'),
  'a comma missing behind an object': jsonWithout('"info" },', '"info" }'),
  'a comma too many': jsonWithout('"npx",', '"npx",,'),
  'a colon missing': jsonWithout('"command": "npx"', '"command" "npx"'),
  'an equals sign': jsonWithout('"command": "npx"', '"command" = "npx"'),
  'a value missing': jsonWithout('"version": 2', '"version":'),
  'a quote missing at the end': jsonWithout('"npx",', '"npx,'),
  'a quote missing at the beginning': jsonWithout('"npx",', 'npx",'),
  'single quotes': jsonWithout('"npx"', "'npx'"),
  'quotes of a word processor': jsonWithout('"npx"', '“npx”'),
  'a key without quotes': jsonWithout('"command": "npx"', 'command: "npx"'),
  'a word without quotes': jsonWithout('"npx"', 'npx'),
  'Python’s true': jsonWithout('"enabled": false', '"enabled": False'),
  'Python’s None': jsonWithout('"enabled": false', '"enabled": None'),
  'a comment with #': jsonWithout('// Server', '# Server'),
  'a comment without an end': jsonWithout('/* as installed */', '/* as installed'),
  'a bracket missing': jsonWithout('server-github"],', 'server-github",'),
  'a bracket too many': jsonWithout('server-github"],', 'server-github"]],'),
  'a brace missing': jsonWithout('"info" },', '"info",'),
  'a brace too many': jsonWithout('"info" },', '"info" } },'),
  'the last brace missing': REAL_JSON.trimEnd().slice(0, -1),
  'the wrong bracket': jsonWithout('server-github"],', 'server-github"},'),
  'a Windows path': jsonWithout('"npx"', '"C:\\Users\\me\\npx.cmd"'),
  'a line break in a text': jsonWithout('"npx"', '"np\nx"'),
  'a tab in a text': jsonWithout('"npx"', '"np\tx"'),
  'a number of hexadecimals': jsonWithout('"version": 2', '"version": 0x2'),
  'a number that begins with a point': jsonWithout('"inFlight": 8', '"inFlight": .8'),
  'a plus sign': jsonWithout('"inFlight": 8', '"inFlight": +8'),
  'an ending behind': `${REAL_JSON}}`,
  'a second object': `${REAL_JSON}{ }`,
  YAML: REAL_YAML,
  'twice in a row': REAL_JSON + REAL_JSON,
  'a shell variable': jsonWithout('"npx"', '$NPX'),
  'a backslash at the end': jsonWithout('"npx"', '"npx\\"'),
  'a half surrogate': jsonWithout('"npx"', '"\\ud8"'),
});

const YAML_SLIPS = slips('.yaml', {
  'a tab': yamlWithout('    command: npx', '\tcommand: npx'),
  'a package without quotes': yamlWithout(
    '"@modelcontextprotocol/server-github"',
    '@modelcontextprotocol/server-github',
  ),
  'a star': yamlWithout('- delete_*', '- *_delete'),
  'an unknown alias': yamlWithout('*npx', '*nxp'),
  'a merge of a text': yamlWithout('<<: *npx', '<<: npx'),
  'a colon in a text': yamlWithout('mcp-db\n', 'mcp: db: x\n'),
  'a quote missing at the end': yamlWithout("'info'", "'info"),
  'a quote too many': yamlWithout("'info'", "'in'fo'"),
  'a double quote missing': yamlWithout('localhost/db"', 'localhost/db'),
  'a bracket missing': yamlWithout('[github]', '[github'),
  'a bracket too many': yamlWithout('[github]', '[github]]'),
  'a brace missing': yamlWithout('maxClients: 20 }', 'maxClients: 20'),
  'a comma missing': yamlWithout('[-y, notes]', '["-y" notes]'),
  'too many commas': yamlWithout('[-y, notes]', '[-y,, notes]'),
  'an indentation too far': yamlWithout('    command: uvx', '      command: uvx'),
  'an indentation too short': yamlWithout('      inFlight: 8', '   inFlight: 8'),
  'a colon missing': yamlWithout('    type: http', '    type http'),
  'no space behind a colon': yamlWithout('    type: http', '    type:http'),
  'a list behind its key': yamlWithout('dependsOn: [github]', 'dependsOn: - github'),
  'a tag': yamlWithout('command: uvx', 'command: !uvx'),
  'a text that begins with %': yamlWithout('command: uvx', 'command: %uvx'),
  'a text that begins with a backtick': yamlWithout('command: uvx', 'command: `uvx`'),
  'a Windows path': yamlWithout('command: uvx', 'command: "C:\\Users\\uvx"'),
  'two documents': `${REAL_YAML}---\n${REAL_YAML}`,
  'an end in between': yamlWithout('  db:', '...\n  db:'),
  'a version of before': `%YAML 1.1\n---\n${REAL_YAML}`,
  'an unknown directive and no document': '%FOO bar\n',
  'a list as a key': yamlWithout('  db:', '  [db]:'),
  'an object as a key': yamlWithout('  db:', '  {db: x}:'),
  'no key': yamlWithout('  db:', '  :'),
  'two anchors': yamlWithout('&npx', '&npx &other'),
  'an anchor around itself': yamlWithout('[-y, notes]', '&me [*me]'),
  'a block of text that is not indented': yamlWithout('>-\n        https', '>-\nhttps'),
  'a list and an object in one': yamlWithout('      - mcp-db', '      mcp: db'),
  'a list at the top': `- ${REAL_YAML.replaceAll('\n', '\n  ')}`,
  'laughs in billions': Array.from(
    { length: 30 },
    (_, row) => `a${row}: &a${row} [${`*a${row - 1}, `.repeat(row === 0 ? 0 : 9)}x]`,
  ).join('\n'),
  'merges of merges': `a0: &a0 { x: 1 }\n${Array.from({ length: 200 }, (_, row) => `a${row + 1}: &a${row + 1}\n  <<: [${`*a${row}, `.repeat(9)}*a${row}]`).join('\n')}`,
});
