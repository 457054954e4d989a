import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { patchServer } from '#engine/configuration/configuration.ts';

const SOURCE = `{
  "mcpServers": {
    // the notes
    "memory": {
      "command": "node",
      "args": ["memory.js"], // as installed
      "env": { "A": "1", "B": "2" }
    },
    "time": { "command": "time" }
  }
}
`;

test('settings are merged into a server, and comments and layout stay', () => {
  const text = patchServer('/f.json', SOURCE, 'memory', { args: ['new.js'], env: { A: null, C: '3' } });
  expect(parse(text)).toEqual({
    mcpServers: {
      memory: { command: 'node', args: ['new.js'], env: { B: '2', C: '3' } },
      time: { command: 'time' },
    },
  });
  expect(text).toContain('    // the notes\n');
  expect(text).toContain('// as installed');
  expect(text).toContain('    "time": { "command": "time" }\n');
});

test('null takes a server out, and a server that is not there is added without its nulls', () => {
  expect(parse(patchServer('/f.json', SOURCE, 'memory', null))).toEqual({
    mcpServers: { time: { command: 'time' } },
  });
  const added = parse(patchServer('/f.json', SOURCE, 'web', { url: 'http://x', env: { A: null } }));
  expect(added.mcpServers.web).toEqual({ url: 'http://x', env: {} });
  expect(Object.keys(added.mcpServers)).toEqual(['memory', 'time', 'web']);
  expect(patchServer('/f.json', SOURCE, 'nobody', null)).toBe(SOURCE);
});

test('a list takes the place of an object, and an object that of a text', () => {
  expect(parse(patchServer('/f.json', SOURCE, 'time', { command: { a: 1 }, env: ['x'] }))).toMatchObject({
    mcpServers: { time: { command: { a: 1 }, env: ['x'] } },
  });
});
