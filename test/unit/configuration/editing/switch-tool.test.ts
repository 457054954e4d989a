import { expect, it } from 'vitest';
import { NOTHING_BESIDE, parseConfiguration, switchToolEdits } from '#engine/configuration/configuration.ts';
import { editText } from '../../../../main/engine/configuration/editing/edit-text.ts';

function file(tools: string): string {
  return `{\n  "mcpServers": {\n    "a": {\n      "command": "x"${tools === '' ? '' : `,\n      "tools": ${tools}`}\n    }\n  }\n}\n`;
}

function switched(tools: string, tool: string, enabled: boolean): string {
  const result = parseConfiguration('/f.json', file(tools), NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  const { configuration } = result;
  return editText('/f.json', configuration.text, switchToolEdits(configuration, 'a', tool, enabled));
}

it('switches a tool off by its own name, and on again without a trace', () => {
  const off = switched('', 'echo', false);
  expect(off).toBe(file('{\n        "deny": ["echo"]\n      }'));
  expect(switched('{\n        "deny": ["echo"]\n      }', 'echo', true)).toBe(file(''));
});

it('adds to what is there, and takes away nothing else', () => {
  expect(switched('{ "deny": ["b", "c"] }', 'echo', false)).toBe(file('{ "deny": ["b", "c", "echo"] }'));
  expect(switched('{ "deny": ["b", "echo", "c"] }', 'echo', true)).toBe(file('{ "deny": ["b", "c"] }'));
  expect(switched('{ "deny": ["echo", "b", "echo"] }', 'echo', true)).toBe(file('{ "deny": ["b"] }'));
  expect(switched('{ "deny": "b" }', 'echo', false)).toBe(file('{ "deny": ["b", "echo"] }'));
  expect(switched('{ "deny": "echo" }', 'echo', true)).toBe(file(''));
  expect(switched('{ "deny": ["echo"], "rename": {} }', 'echo', true)).toBe(file('{ "rename": {} }'));
});

it('adds a tool to those that are seen, where not all are', () => {
  expect(switched('{ "allow": ["read_*"] }', 'echo', true)).toBe(file('{ "allow": ["read_*", "echo"] }'));
  expect(switched('{ "allow": "read_*" }', 'echo', true)).toBe(file('{ "allow": ["read_*", "echo"] }'));
  expect(switched('{ "allow": ["b"], "deny": ["echo"] }', 'echo', true)).toBe(
    file('{ "allow": ["b", "echo"] }'),
  );
});

it('leaves the file alone where the tool is as it should be', () => {
  for (const [tools, enabled] of [
    ['', true],
    ['{ "allow": ["e*"] }', true],
    ['{ "deny": ["e*"] }', false],
    ['{ "allow": ["read_*"] }', false],
  ] as const) {
    expect(switched(tools, 'echo', enabled)).toBe(file(tools));
  }
});

it('says which glob or new name is in the way', () => {
  expect(() => switched('{ "deny": ["echo", "e*"] }', 'echo', true)).toThrow(
    'mcpServers.a.tools.deny has "e*", which switches echo off with others: change it there',
  );
  expect(() => switched('{ "rename": { "say": "echo" } }', 'echo', true)).toThrow(
    'mcpServers.a.tools.rename gives its name to "say": give that one another name',
  );
  expect(() => switched('', 'e*', false)).toThrow('"e*" is no name of a single tool');
});

it('knows no server that is not in the file', () => {
  const result = parseConfiguration(
    '/f.json',
    '{ "mcpServers": { "notes": { "command": "x" } } }',
    NOTHING_BESIDE,
  );
  if (!result.ok) throw new Error('broken');
  expect(() => switchToolEdits(result.configuration, 'note', 'x', false)).toThrow(
    'there is no server named "note"; did you mean "notes"?',
  );
});
