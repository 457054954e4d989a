import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { type ConfigurationEdit, editText } from '../../../../main/engine/configuration/editing/edit-text.ts';

function edit(text: string, path: ConfigurationEdit['path'], value: unknown): string {
  return editText('/f.json', text, [{ path, value }]);
}

const FILE = `// my servers
{
  "mcpServers": {
    // the notes
    "notes": {
      "command": "npx", // from npm
      "args": ["-y", "notes"] // all of it
    },
    "db": { "command": "db" }, // last
  },
}
`;

describe('a file that its owner has laid out', () => {
  it('gets a key after the others, and each comment stays with its own', () => {
    expect(edit(FILE, ['mcpServers', 'notes', 'tools', 'deny'], ['x'])).toBe(
      FILE.replace(
        '"notes"] // all of it\n',
        '"notes"], // all of it\n      "tools": {\n        "deny": ["x"]\n      }\n',
      ),
    );
    expect(edit(FILE, ['mcpServers', 'web'], { url: 'http://x', args: [] })).toBe(
      FILE.replace(
        '}, // last\n',
        '}, // last\n    "web": {\n      "url": "http://x",\n      "args": []\n    },\n',
      ),
    );
  });

  it('is indented by what its first keys are, also with a block of comment before them', () => {
    const commented =
      '{\n  /* head\n   * of it */\n  "mcpServers": {\n    // n\n    "a": {\n      "command": "x"\n    }\n  }\n}';
    expect(edit(commented, ['alerts', 'rules', 'down', 'after'], '1m')).toBe(
      commented.replace(
        /\n\}$/,
        ',\n  "alerts": {\n    "rules": {\n      "down": {\n        "after": "1m"\n      }\n    }\n  }\n}',
      ),
    );
    const sameLine = '{ "version": 2,\n  "mcpServers": {\n    "a": { "command": "x" }\n  }\n}\n';
    expect(edit(sameLine, ['mcpServers', 'b'], { command: 'y' })).toContain(
      '    "b": {\n      "command": "y"',
    );
  });

  it('keeps what stood on one line there', () => {
    expect(edit(FILE, ['mcpServers', 'db', 'disabled'], true)).toBe(
      FILE.replace('{ "command": "db" }', '{ "command": "db", "disabled": true }'),
    );
    expect(edit(FILE, ['mcpServers', 'notes', 'args', -1], '--all')).toBe(
      FILE.replace('"notes"]', '"notes", "--all"]'),
    );
  });

  it('changes a value and nothing else', () => {
    expect(edit(FILE, ['mcpServers', 'notes', 'command'], 'node')).toBe(FILE.replace('"npx"', '"node"'));
    expect(edit(FILE, ['mcpServers', 'notes', 'args', 0], 1)).toBe(FILE.replace('"-y"', '1'));
  });

  it('loses a key with its line, and each comment stays', () => {
    expect(edit(FILE, ['mcpServers', 'notes', 'args'], undefined)).toBe(
      FILE.replace('"npx", // from npm\n      "args": ["-y", "notes"] //', '"npx" // from npm\n      //'),
    );
    expect(edit(FILE, ['mcpServers', 'notes', 'args', 0], undefined)).toBe(FILE.replace('"-y", ', ''));
    expect(edit(FILE, ['mcpServers', 'notes', 'args', 1], undefined)).toBe(FILE.replace(', "notes"]', ']'));
    expect(edit(FILE, ['mcpServers', 'db', 'command'], undefined)).toBe(FILE.replace(' "command": "db"', ''));
    expect(edit(FILE, ['mcpServers', 'notes'], undefined)).toContain('{\n    // the notes\n    "db"');
  });

  it('is left alone where what shall go is not there', () => {
    expect(edit(FILE, ['mcpServers', 'web', 'tools'], undefined)).toBe(FILE);
    expect(edit(FILE, ['mcpServers', 'notes', 'args', 7], undefined)).toBe(FILE);
  });
});

it('keeps tabs and the line ends of Windows', () => {
  const text = '{\r\n\t"mcpServers": {\r\n\t\t"a": {}\r\n\t}\r\n}';
  expect(edit(text, ['mcpServers', 'b'], { args: ['x'] })).toBe(
    '{\r\n\t"mcpServers": {\r\n\t\t"a": {},\r\n\t\t"b": {\r\n\t\t\t"args": ["x"]\r\n\t\t}\r\n\t}\r\n}',
  );
});

it('writes into what holds nothing but a comment', () => {
  expect(edit('{\n  // nothing yet\n}', ['a'], 1)).toBe('{\n  // nothing yet\n  "a": 1\n}');
  expect(edit('{ "a": [ /* none */ ] }', ['a', -1], 1)).toBe('{ "a": [ /* none */\n  1\n] }');
  expect(edit('{ "a": [] }', ['a', -1], 1)).toBe('{ "a": [1] }');
});

it('refuses a path that leads through a number', () => {
  expect(() => edit('{ "a": 1 }', ['a', 'b'], 1)).toThrow('there is no place for "b" in the file');
  expect(() => edit('{ "a": [] }', ['a', 'b'], 1)).toThrow('there is no place for "b" in the file');
});

const key = fc.constantFrom('a', 'b', 'c', 'constructor', 'a"b');
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.string(), tie('list'), tie('object')),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  object: fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
}));
const step = fc.oneof(key, fc.integer({ min: -1, max: 3 }));
const space = fc.constantFrom('', ' ', '\n', '  ', '\n    ', '/* c */', ' // c\n', '\r\n\t');

/** The text of a value with anything that JSON with comments allows between its tokens. */
function scribble(value: unknown, next: () => string, comma: () => boolean): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const items = Array.isArray(value)
    ? value.map((item) => scribble(item, next, comma))
    : Object.entries(value).map(
        ([name, item]) => `${JSON.stringify(name)}${next()}:${next()}${scribble(item, next, comma)}`,
      );
  const inner = items.map((item) => next() + item + next()).join(',');
  const tail = items.length > 0 && comma() ? `,${next()}` : next();
  return Array.isArray(value) ? `[${inner}${tail}]` : `{${inner}${tail}}`;
}

/** What the edit means, on plain values; null where it is refused. */
function meaning(value: unknown, [first, ...rest]: ConfigurationEdit['path'], put: unknown): unknown {
  if (first === undefined) return put;
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || value === null || isList !== (typeof first === 'number')) {
    return put === undefined ? value : REFUSED;
  }
  const entries = Object.entries(value);
  const at = isList ? Number(first) : entries.findIndex(([name]) => name === first);
  const found = at >= 0 ? entries[at] : undefined;
  if (found === undefined) {
    if (put === undefined) return value;
    const made = rest.reduceRight<unknown>(
      (inner, one) => (typeof one === 'number' ? [inner] : Object.fromEntries([[one, inner]])),
      put,
    );
    entries.push([String(first), made]);
  } else {
    const inner = meaning(found[1], rest, put);
    if (inner === REFUSED) return REFUSED;
    if (inner === undefined) entries.splice(at, 1);
    else entries[at] = [found[0], inner];
  }
  return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
const REFUSED = Symbol('refused');

it('means what it says, whatever the file looks like, and what it does not change keeps its text', () => {
  fc.assert(
    fc.property(
      tree,
      fc.array(step, { minLength: 1, maxLength: 4 }),
      fc.option(tree, { nil: undefined }),
      fc.infiniteStream(space),
      fc.infiniteStream(fc.boolean()),
      (value, path, put, spaces, commas) => {
        const text = scribble(
          value,
          () => spaces.next().value ?? '',
          () => commas.next().value ?? false,
        );
        const wanted = meaning(value, path, put);
        if (wanted === REFUSED) {
          expect(() => edit(text, path, put)).toThrow('no place');
          return;
        }
        const edited = edit(text, path, put);
        const errors: [] = [];
        const found: unknown = parse(edited, errors, { allowTrailingComma: true });
        expect(errors).toEqual([]);
        expect(JSON.stringify(found)).toBe(JSON.stringify(wanted));
        if (put === undefined) return;
        const comments = (one: string) => one.split('c */').length + one.split('// c').length;
        if (childrenOf(value, path) === undefined) expect(comments(edited)).toBe(comments(text));
      },
    ),
    { numRuns: 3_000 },
  );
});

/** What a path leads to; undefined for nothing. */
function childrenOf(value: unknown, path: ConfigurationEdit['path']): unknown {
  return path.reduce<unknown>((at, one) => {
    if (typeof at !== 'object' || at === null || Array.isArray(at) !== (typeof one === 'number'))
      return undefined;
    return Object.entries(at).find(([name]) => name === String(one))?.[1];
  }, value);
}
