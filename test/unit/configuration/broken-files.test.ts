import { expect, test } from 'vitest';
import { NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';
import { told } from './findings.ts';

const FILE = '/home/ada/servers.json';

const lines = (...all: string[]): string => all.join('\n');
const EXAMPLE = '{ "mcpServers": { } }';
const ABSENT = `"mcpServers" is missing: the servers stand in it, ${EXAMPLE}`;

const syntax: Record<string, [text: string, ...findings: string[]]> = {
  'an empty file': ['', `1:1 the file is empty: a configuration without servers is ${EXAMPLE}`],
  'a file with only comments': [
    '// later\n/* or never */\n',
    `1:1 the file is empty: a configuration without servers is ${EXAMPLE}`,
  ],
  'a missing comma, at the end of the line before': [
    lines('{ "mcpServers": {', '  "a": { "command": "x" }', '  "b": { "command": "y" }', '} }'),
    '2:26 a comma is missing after "}"',
  ],
  'a missing comma in an entry, with CRLF line ends': [
    '{ "mcpServers": { "a": {\r\n  "command": "x"\r\n  "args": []\r\n} } }',
    '2:17 a comma is missing after "x"',
  ],
  'a brace that is not closed, at the brace that indentation gives away': [
    lines('{', '  "mcpServers": {', '    "a": { "command": "x",', '    "b": { "command": "y" }', '  }', '}'),
    '3:10 this { is never closed: a } is missing; add one where it ends',
  ],
  'a file cut in the middle': [
    lines('{', '  "mcpServers": {', '    "a": { "command": "x" }'),
    '2:17 this { is never closed: a } is missing; add one where it ends',
  ],
  'a list that is not closed': [
    lines('{ "mcpServers": { "a": { "command": "x",', '  "args": ["1", "2"', '} } }'),
    '2:11 this [ is never closed: a ] is missing; add one before the bracket on line 3',
  ],
  'a brace too many, at the one that stands out': [
    lines(
      '{',
      '  "mcpServers": {',
      '    "a": {',
      '      "command": "x"',
      '    }',
      '    },',
      '    "b": {}',
      '  }',
      '}',
    ),
    '6:5 this } closes nothing: there is one } too many',
  ],
  'single quotes': [
    `{ 'mcpServers': {} }`,
    `1:3 keys and texts stand in straight double quotes, not "'mcpServers'"`,
  ],
  'curly quotes': [
    '{ “mcpServers”: {} }',
    '1:3 keys and texts stand in straight double quotes, not "“mcpServers”"',
  ],
  'a key without quotes': ['{ mcpServers: {} }', '1:3 the key "mcpServers" must stand in double quotes'],
  'a value without quotes': [
    '{ "mcpServers": { "a": { "command": npx } } }',
    '1:37 the value "npx" must stand in double quotes',
  ],
  'words of Python': [
    '{ "mcpServers": { "a": { "command": "x", "disabled": True } } }',
    '1:54 write true, in small letters, not "True"',
  ],
  'a text that is not closed': [
    lines('{ "mcpServers": { "a": {', '  "command": "npx,', '  "args": []', '} } }'),
    '2:14 this text is not closed: a " is missing at its end',
  ],
  'backslashes of Windows': [
    '{ "mcpServers": { "a": { "command": "C:\\Users\\x.exe" } } }',
    '1:37 the text "C:\\…" has a backslash that means nothing: write \\\\ for one backslash',
  ],
  'an unfinished merge': [
    lines('{', '<<<<<<< mine', '  "a": 1', '=======', '  "a": 2', '>>>>>>> theirs', '}'),
    '2:1 an unfinished merge: <<<<<<< stands here; keep one of the two sides, and take the marks out',
  ],
  'what is left of a merge': [
    lines('{ "mcpServers": {', '>>>>>>> theirs', '} }'),
    '2:1 an unfinished merge: >>>>>>> stands here; keep one of the two sides, and take the marks out',
  ],
  'a web page': [
    '\n<!DOCTYPE html><html></html>',
    `2:1 this looks like HTML or XML: a configuration is an object, ${EXAMPLE}`,
  ],
  'TOML, with a section first': [
    lines('# mine', '[mcp_servers.a]', 'command = "npx"'),
    `1:1 this looks like TOML: a configuration is JSON or YAML, ${EXAMPLE}`,
  ],
  'TOML, with a key first': [
    'model = "x"\n',
    `1:1 this looks like TOML: a configuration is JSON or YAML, ${EXAMPLE}`,
  ],
  'a number in hexadecimals': [
    '{ "version": 0x10 }',
    '1:14 numbers are written with decimal digits: write 16, not 0x10',
  ],
  'a long number in hexadecimals, which may be a key': [
    '{ "version": 0xDEADBEEF1234 }',
    '1:14 numbers are written with decimal digits',
  ],
  'a comment with #': ['{\n  # mine\n}', '2:3 a comment starts with //, not with #'],
  'a comment that is not closed': ['{} /* x', '1:4 this comment is never closed: a */ is missing'],
  'a missing value': ['{ "mcpServers": , "a": 1 }', '1:17 a value is missing before this comma'],
  'a missing colon': ['{ "mcpServers" {} }', '1:15 a colon and a value are missing after "mcpServers"'],
  'a comma too many': ['{ "mcpServers": {},, }', '1:20 there is one comma too many'],
  'something after the end': ['{ "mcpServers": {} } x', '1:22 "x" has no place here'],
  'a binary file': [
    '{ "a": "\0" }',
    '1:9 there is a NUL character here: this is no text file, or one that is not saved as UTF-8',
  ],
};

const SECRETS: Record<string, [text: string, ...findings: string[]]> = {
  'a value without quotes where a key belongs': [
    '{ "mcpServers": { "a": { "command": "x", "env": {S3CRETVALUE-bare} } } }',
    '1:50 the key "S3C…" must stand in double quotes',
  ],
  'a value in the place of a key': [
    '{ "mcpServers": { "a": { "command": "x", "env": { "S3CRETVALUE-key" } } } }',
    '1:68 a colon and a value are missing after "S3C…"',
  ],
  'a value in single quotes': [
    `{ "mcpServers": { "a": { "command": "x", "env": { 'S3CRETVALUE-single' } } } }`,
    `1:51 keys and texts stand in straight double quotes, not "'S3…"`,
  ],
  'a value that is not closed': [
    lines('{ "mcpServers": { "a": { "env": { "T": "pw1', '} } } }'),
    '1:40 this text is not closed: a " is missing at its end',
  ],
  'a number in the place of a key': [
    '{ "mcpServers": { "a": { "env": { 987654321 } } } }',
    '1:35 a key in double quotes belongs here, not "987…"',
  ],
  'a value in another key': [
    '{ "mcpServers": { "a": { "command": "x", "type": "S3CRETVALUE-type" } } }',
    '1:50 mcpServers.a.type must be one of "stdio", "http", "sse", "streamable-http", not the text "S3C…" (16 characters)',
  ],
  'a long text in another key': [
    '{ "mcpServers": { "a": { "command": "x", "share": "correct horse battery staple" } } }',
    '1:51 mcpServers.a.share must be "auto", "one" or "per-client", not the text "cor…" (28 characters)',
  ],
  'a token in another key': [
    '{ "mcpServers": { "a": { "command": "x", "share": "ghp_short" } } }',
    '1:51 mcpServers.a.share must be "auto", "one" or "per-client", not the text "ghp…" (9 characters)',
  ],
  'a password where a host belongs': [
    '{ "mcpServers": { "a": { "command": "x", "health": { "checks": [{ "tcp": "S3CRETVALUE-tcp" }] } } } }',
    '1:74 mcpServers.a.health.checks.0.tcp must be a host and a port such as "localhost:5432", not the text "S3C…" (15 characters)',
  ],
};

test.each(Object.entries(SECRETS))('what may be a secret is not told: %s', (_, [text, ...findings]) => {
  expect(told(text)).toEqual(findings);
});

const shape: Record<string, [text: string, ...findings: string[]]> = {
  'a list': ['[]', `1:1 the file must hold an object, ${EXAMPLE}, not a list`],
  'a text': ['"x"', `1:1 the file must hold an object, ${EXAMPLE}, not a text`],
  'no servers at all': ['{}', `1:1 ${ABSENT}`],
  'the key of VS Code': [
    '{ "servers": {} }',
    `1:3 ${ABSENT}; did you mean "mcpServers" instead of "servers"?`,
  ],
  'the key in small letters': [
    '{ "mcpservers": {} }',
    `1:3 ${ABSENT}; did you mean "mcpServers" instead of "mcpservers"?`,
  ],
  'servers without the key around them': [
    '{ "memory": { "command": "x" } }',
    `1:3 ${ABSENT}; put "memory" into it`,
  ],
  'servers in a list': [
    '{ "mcpServers": [] }',
    '1:17 mcpServers must be an object with one key per server, not a list',
  ],
  'a newer version': [
    '{ "version": 3, "mcpServers": 5 }',
    '1:14 version is 3, newer than this Signalbox can read (2): update Signalbox',
  ],
  'a list as the version': [
    '{ "version": [], "mcpServers": {} }',
    '1:14 version must be a whole number from 1 to 2, not a list',
  ],
  'a number as a section of the documented form': [
    '{ "mcp": 7, "mcpServers": {} }',
    '1:10 mcp must be an object with keys such as "protocol_version", not a number',
  ],
  'a server twice': [
    lines('{ "mcpServers": {', '"a": { "command": "x" },', '"a": { "command": "y" } } }'),
    '3:1 mcpServers.a stands here a second time; the first is on line 2',
  ],
  'a setting twice': [
    lines('{ "mcpServers": { "a": {', '"command": "x",', '"command": "y" } } }'),
    '3:1 mcpServers.a.command stands here a second time; the first is on line 2',
  ],
  'names that one folder can’t tell apart': [
    '{ "mcpServers": { "Git": { "command": "x" }, "git": { "command": "x" } } }',
    '1:46 mcpServers.git differs from "Git" in upper and lower case alone: rename one of the two',
  ],
  'a server without a name': [
    '{ "mcpServers": { "": { "command": "x" } } }',
    '1:19 mcpServers has a server without a name: give it one of up to 64 letters, digits, dots, _ and -',
  ],
  'an input twice': [
    '{ "inputs": [{ "id": "a" }, { "id": "b" }, { "id": "a", "password": true }], "mcpServers": {} }',
    '1:52 inputs.2.id is the same as inputs.0.id: an id stands once, so take one of the two out',
  ],
  'an illegal name, with a legal one that is free': [
    '{ "mcpServers": { "my-server": { "command": "x" }, "my server": { "command": "x" } } }',
    '1:52 mcpServers.my server is not a legal name: use up to 64 letters, digits, dots, _ and -, such as "my-server-2"',
  ],
  'neither command nor url, with the key that was meant': [
    '{ "mcpServers": { "a": { "comand": "x" } } }',
    '1:19 mcpServers.a needs a "command" to run, such as "npx", or a "url" to connect to',
    'warning 1:26 mcpServers.a.comand is not a known key and is ignored; did you mean "command"?',
  ],
  'a command that is a list': [
    '{ "mcpServers": { "a": { "command": ["npx", "x"] } } }',
    '1:37 mcpServers.a.command must be a program such as "npx", not a list',
  ],
  'an empty command': [
    '{ "mcpServers": { "a": { "command": " " } } }',
    '1:37 mcpServers.a.command must be a program such as "npx", not empty',
  ],
  'arguments in one text': [
    '{ "mcpServers": { "a": { "command": "x", "args": "-y z" } } }',
    '1:50 mcpServers.a.args must be a list of texts such as ["-y", "some-server"], not a text',
  ],
  'an argument that is no text': [
    '{ "mcpServers": { "a": { "command": "x", "args": ["-y", {}] } } }',
    '1:57 mcpServers.a.args.1 must be a text, not an object',
  ],
  'a variable without a value': [
    '{ "mcpServers": { "a": { "command": "x", "env": { "TOKEN": null } } } }',
    '1:60 mcpServers.a.env.TOKEN must be a text, not null',
  ],
  'a variable with an impossible name': [
    '{ "mcpServers": { "a": { "command": "x", "env": { "A=B": "1" } } } }',
    '1:51 mcpServers.a.env.A=B is no name that an environment variable can have',
  ],
  'an address that is none': [
    '{ "mcpServers": { "a": { "url": "example" } } }',
    '1:33 mcpServers.a.url must be an address that starts with http:// or https://, and this one has no scheme',
  ],
  'a type without what it needs': [
    '{ "mcpServers": { "a": { "type": "http", "command": "x" }, "b": { "type": "stdio", "url": "http://x" } } }',
    '1:19 mcpServers.a is of type http, so it needs a "url" to connect to',
    '1:60 mcpServers.b is of type stdio, so it needs a "command" to run',
  ],
  'an unknown type': [
    '{ "mcpServers": { "a": { "type": "pipe", "command": "x" } } }',
    '1:34 mcpServers.a.type must be one of "stdio", "http", "sse", "streamable-http", not the text "pipe"',
  ],
  'milliseconds where seconds count': [
    '{ "mcpServers": { "a": { "command": "x", "timeouts": { "start": 30000 } } } }',
    '1:65 mcpServers.a.timeouts.start must be 100ms to 1h, not 500m; a plain number counts seconds',
  ],
  'a time without a unit that exists': [
    '{ "mcpServers": { "a": { "command": "x", "health": { "interval": "10 parsecs" } } } }',
    '1:66 mcpServers.a.health.interval must be a time such as "30s", "500ms" or "2m", or a number of seconds, not the text "10 parsecs"',
  ],
  'a number out of bounds': [
    '{ "mcpServers": { "a": { "command": "x", "health": { "misses": 0 } } } }',
    '1:64 mcpServers.a.health.misses must be a whole number from 1 to 100, not the number 0',
  ],
  'an unknown policy': [
    '{ "mcpServers": { "a": { "command": "x", "restart": { "policy": "sometimes" } } } }',
    '1:65 mcpServers.a.restart.policy must be "always", "on-failure", "on-abnormal" or "never", not the text "sometimes"',
  ],
  'sampling too often': [
    '{ "mcpServers": {}, "monitoring": { "interval": "10ms" } }',
    '1:49 monitoring.interval must be 1s to 1m, not 10ms',
  ],
};

const usable: Record<string, [text: string, ...findings: string[]]> = {
  'a misspelt word of another program': [
    '{ "mcpServers": { "a": { "command": "x", "enviroment": {} } } }',
    'warning 1:42 mcpServers.a.enviroment is not a known key and is ignored; did you mean "env"?',
  ],
  'a version that there is not': [
    '{ "version": 1.5, "mcpServers": {} }',
    'warning 1:14 version is 1.5, which there is not: the file is read as of version 1',
  ],
  'unknown keys, each with what was probably meant': [
    '{ "mcpServers": { "a": { "command": "x", "Args": [], "timeouts": { "strat": 1 } } }, "monitorng": {} }',
    'warning 1:42 mcpServers.a.Args is not a known key and is ignored; did you mean "args"?',
    'warning 1:68 mcpServers.a.timeouts.strat is not a known key and is ignored; did you mean "start"?',
    'warning 1:86 monitorng is not a known key and is ignored; did you mean "monitoring"?',
  ],
  'words of other programs': [
    '{ "mcpServers": { "a": { "command": "x", "workingDirectory": "/", "envFile": ".env" } } }',
    'warning 1:42 mcpServers.a.workingDirectory is not a known key and is ignored; did you mean "cwd"?',
    'warning 1:67 mcpServers.a.envFile is not read: put its variables under "env"',
  ],
  'a url beside a command, for type stdio': [
    '{ "mcpServers": { "a": { "type": "stdio", "command": "x", "url": "http://localhost/mcp" } } }',
    'warning 1:59 mcpServers.a.url is not used, for this server is reached by its command',
  ],
};

test.each<[what: string, text: string]>([
  [
    'a channel’s address',
    '{ "alerts": { "channels": { "o": { "type": "slack", "url": "h.example/Tsecret" } } } }',
  ],
  ['a channel in short', '{ "alerts": { "channels": { "o": "https://h.example/Tsecret" } } }'],
  [
    'headers in short',
    '{ "alerts": { "channels": { "o": { "type": "webhook", "url": "http://h/", "headers": "Bearer Tsecret" } } } }',
  ],
  [
    'a template',
    '{ "alerts": { "channels": { "o": { "type": "webhook", "url": "http://h/", "template": "Tsecret" } } } }',
  ],
  [
    'a header that is a list',
    '{ "alerts": { "channels": { "o": { "type": "webhook", "url": "http://h/", "headers": { "A": ["Bearer Tsecret"] } } } } }',
  ],
  [
    'a password of digits',
    '{ "alerts": { "channels": { "o": { "type": "email", "host": "h", "from": "a@b.c", "to": "a@b.c", "user": "u", "password": 98765432 } } } }',
  ],
  [
    'a secret of digits',
    '{ "alerts": { "channels": { "o": { "type": "webhook", "url": "http://h/", "secret": 98765432 } } } }',
  ],
  ['the address of a server', '{ "mcpServers": { "a": { "url": "h.example/mcp?key=Tsecret" } } }'],
  ['the environment in short', '{ "mcpServers": { "a": { "command": "x", "env": "KEY=Tsecret" } } }'],
  ['arguments in short', '{ "mcpServers": { "a": { "command": "x", "args": "--key Tsecret" } } }'],
  [
    'a comma missing after a password',
    '{ "mcpServers": { "a": { "env": { "K": "Long-Tsecret" "L": "x" } } } }',
  ],
  ['a text that is not closed', '{ "mcpServers": { "a": { "env": { "K": "Long-Tsecret } } } }'],
])('what may be a secret is not quoted in what is told: %s', (_, text) => {
  const findings = told(text.startsWith('{ "alerts"') ? `{ "mcpServers": {}, ${text.slice(2)}` : text);
  expect(findings.join()).toMatch(/must be|comma|closed/);
  expect(findings.join()).not.toMatch(/Tsecret|98765432/);
});

test.each(Object.entries(syntax))(
  'syntax: %s is told in plain words at its place',
  (_, [text, ...findings]) => {
    expect(told(text)).toEqual(findings);
    expect(parseConfiguration(FILE, text, NOTHING_BESIDE).ok).toBe(false);
  },
);

test.each(Object.entries(shape))('shape: %s is told with what would be right', (_, [text, ...findings]) => {
  expect(told(text)).toEqual(findings);
  expect(parseConfiguration(FILE, text, NOTHING_BESIDE).ok).toBe(false);
});

test.each(Object.entries(usable))('warning: %s; the file is used all the same', (_, [text, ...findings]) => {
  expect(told(text)).toEqual(findings);
  expect(parseConfiguration(FILE, text, NOTHING_BESIDE).ok).toBe(true);
});

test('five megabytes of junk are refused at once', () => {
  expect(told('['.repeat(5_000_000))).toEqual([
    '1:1 the file is too large to be a configuration: 4.8 million characters, 1 is the most',
  ]);
  expect(told('['.repeat(100_000))).toEqual(['1:65 brackets are nested more than 64 deep here']);
});

test('a file with thousands of faults shows a hundred, errors first', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `"s${index}": { "cmd": 1 }`).join(',\n');
  const findings = told(`{ "mcpServers": {\n${many}\n} }`);
  expect(findings).toHaveLength(100);
  expect(findings.every((finding) => !finding.startsWith('warning'))).toBe(true);
});
