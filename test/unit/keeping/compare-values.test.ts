import { expect, test } from 'vitest';
import { compareValues, showDifferences } from '#engine/keeping/history/compare-values.ts';
import { summarise } from '#engine/keeping/history/summarise.ts';

const configuration = (servers: object, beside: object = {}) => ({ mcpServers: servers, ...beside });

/** As it is shown where nothing is secret. */
function changes(before: unknown, after: unknown) {
  return showDifferences(compareValues(before, after), before, after);
}

const summary = (before: unknown, after: unknown) => summarise(compareValues(before, after));

test('a changed value is named by its key, with what it was and is', () => {
  const before = configuration({ git: { command: 'a', args: ['x'], env: { A: '1' } } });
  const after = configuration({ git: { command: 'a', args: ['y'], env: { A: '1', B: '2' } } });
  expect(changes(before, after)).toEqual([
    { key: 'mcpServers.git.args', before: '["x"]', after: '["y"]' },
    { key: 'mcpServers.git.env.B', before: null, after: '"2"' },
  ]);
  expect(summary(before, after)).toBe('2 values of git changed');
});

test('of a new file its version is not told, of a migration it is', () => {
  const file = { version: 2, mcpServers: { a: { command: 'a' } } };
  expect(summary(undefined, file)).toBe('a added');
  expect(summary({ ...file, version: 1 }, file)).toBe('1 value of version changed');
  expect(summary(configuration({ a: { command: 'a' } }), file)).toBe('1 value of version changed');
});

test('servers come and go as a whole, and the order of them says nothing', () => {
  const before = configuration({ a: { command: 'a' }, b: { command: 'b' } });
  const after = configuration(
    { c: { command: 'c' }, b: { command: 'b' } },
    { monitoring: { interval: '2s' } },
  );
  expect(changes(before, after)).toEqual([
    { key: 'mcpServers.a', before: '{"command":"a"}', after: null },
    { key: 'mcpServers.c', before: null, after: '{"command":"c"}' },
    { key: 'monitoring', before: null, after: '{"interval":"2s"}' },
  ]);
  expect(summary(before, after)).toBe('a removed; c added; 1 value of monitoring changed');
  expect(summary(configuration({ a: 1, b: 2 }), configuration({ b: 2, a: 1 }))).toBe(
    'only layout or comments changed',
  );
});

test('a first file is told by its servers', () => {
  expect(changes(undefined, configuration({ a: {}, b: {} })).map(({ key }) => key)).toEqual([
    'mcpServers.a',
    'mcpServers.b',
  ]);
});

test('many servers are told by the first four', () => {
  const many = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`s${index}`, {}]));
  expect(summary(configuration({}), configuration(many))).toBe(
    's0 added; s1 added; s2 added; s3 added; and 3 more',
  );
});

test('a secret that changed is shown as one, and not what it was or is', () => {
  const of = (token: string) => configuration({ a: { env: { TOKEN: token } } });
  const shown = of('•••');
  expect(showDifferences(compareValues(of('old-secret'), of('new-secret')), shown, shown)).toEqual([
    { key: 'mcpServers.a.env.TOKEN', before: '"•••"', after: '"•••"' },
  ]);
});

test('a long value is cut', () => {
  const [change] = changes(configuration({}), configuration({ a: { args: ['x'.repeat(500)] } }));
  expect(change?.after).toHaveLength(200);
});

test('where editors find the schema is not news beside anything else', () => {
  const before = configuration({ a: 1 });
  const after = configuration({ a: 1, b: 2 }, { $schema: './servers.schema.json' });
  expect(summary(before, after)).toBe('b added');
  expect(summary(before, { ...before, $schema: 'x' })).toBe('1 value of $schema changed');
});
