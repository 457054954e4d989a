import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';
import { told } from './findings.ts';

test('a circle of dependencies is one error, at the name that closes it, with the whole way round', () => {
  const text = `{ "mcpServers": {
    "z": { "command": "x", "dependsOn": ["a"] },
    "a": { "command": "x", "dependsOn": ["b"] },
    "b": { "command": "x", "dependsOn": ["d", "c"] },
    "c": { "command": "x", "dependsOn": ["d", "a"] },
    "d": { "command": "x" }
  } }`;
  expect(told(text)).toEqual([
    '5:47 mcpServers.c.dependsOn goes round in a circle, a → b → c → a: none of them could ever start',
  ]);
});

test('each circle is told', () => {
  const text = `{ "mcpServers": {
    "a": { "command": "x", "dependsOn": "b" }, "b": { "command": "x", "dependsOn": "a" },
    "c": { "command": "x", "dependsOn": "d" }, "d": { "command": "x", "dependsOn": "c" } } }`;
  expect(told(text).map((line) => line.replace(/^.*circle, (.*):.*$/, '$1'))).toEqual([
    'a → b → a',
    'c → d → c',
  ]);
});

test('a dependency that is disabled is warned about, for it would be waited for', () => {
  const text = `{ "mcpServers": {
    "a": { "command": "x", "dependsOn": ["b"] },
    "b": { "command": "x", "disabled": true },
    "c": { "command": "x", "dependsOn": ["b"], "disabled": true } } }`;
  expect(told(text)).toEqual([
    'warning 2:42 mcpServers.a.dependsOn names "b", which is disabled: this server would wait for ever',
  ]);
});

test('a dependency that has a fault of its own is no unknown name', () => {
  const text = '{ "mcpServers": { "a": { "command": "x", "dependsOn": "b" }, "b": { "command": 5 } } }';
  expect(told(text)).toEqual(['1:80 mcpServers.b.command must be a program such as "npx", not the number 5']);
});

test('a chain as long as the file is followed to its end', () => {
  const entries = Array.from({ length: 12_000 }, (_, index) => [
    `s${index}`,
    { command: 'x', dependsOn: index < 11_999 ? [`s${index + 1}`] : [] },
  ]);
  expect(told(JSON.stringify({ mcpServers: Object.fromEntries(entries) }))).toEqual([]);
});

const graph = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }),
  { minKeys: 5, maxKeys: 5 },
);

test('a file is taken exactly when its servers can be put into an order', () => {
  fc.assert(
    fc.property(graph, (dependencies) => {
      const mcpServers = Object.fromEntries(
        Object.entries(dependencies).map(([name, dependsOn]) => [name, { command: 'x', dependsOn }]),
      );
      const { ok } = parseConfiguration('/f.json', JSON.stringify({ mcpServers }), NOTHING_BESIDE);
      expect(ok).toBe(canBeOrdered(dependencies));
    }),
    { numRuns: 1000 },
  );
});

/** Takes out what depends on nothing that is left, again and again. */
function canBeOrdered(dependencies: Readonly<Record<string, readonly string[]>>): boolean {
  let left = Object.keys(dependencies);
  for (;;) {
    const next = left.filter((name) => dependencies[name]?.some((one) => left.includes(one)));
    if (next.length === left.length) return left.length === 0;
    left = next;
  }
}
