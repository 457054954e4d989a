import { expect, it } from 'vitest';
import type { ToolSettings } from '../../../../main/engine/configuration/configuration.ts';
import { createToolFilter } from '../../../../main/engine/gateway/guard/tool-filter.ts';

const ANYBODY = { name: 'Claude Code', token: null };
const ALL: ToolSettings = { allow: ['*'], deny: [], rename: {}, rules: [], clients: [] };

function filter(settings: Partial<ToolSettings>) {
  return createToolFilter({ ...ALL, ...settings });
}

it('shows everything unless told otherwise', () => {
  const plain = filter({});
  expect(plain.sees(ANYBODY, 'echo')).toBe(true);
  expect(plain.why('echo')).toBeNull();
  expect([plain.exposed('echo'), plain.own('echo'), plain.rule('echo')]).toEqual(['echo', 'echo', null]);
});

it('shows what allow names and deny does not', () => {
  const some = filter({ allow: ['read_*', 'echo'], deny: ['read_secret*', 'read_me'] });
  expect(['read_file', 'echo', 'write_file', 'read_secrets', 'read_me'].map(some.enabled)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(some.why('write_file')).toBe('switched off: nothing in tools.allow names it');
  expect(some.why('read_secrets')).toBe('switched off by "read_secret*" in tools.deny');
  expect(some.why('read_me')).toBe('switched off by tools.deny');
});

it('knows a renamed tool by its new name, and by that alone', () => {
  const renamed = filter({ rename: { echo: 'say' } });
  expect(renamed.exposed('echo')).toBe('say');
  expect(renamed.own('say')).toBe('echo');
  expect(renamed.own('echo')).toBeNull();
});

it('swaps the names of two tools', () => {
  const swapped = filter({ rename: { a: 'b', b: 'a' } });
  expect([swapped.exposed('a'), swapped.own('a'), swapped.own('b')]).toEqual(['b', 'b', 'a']);
  expect([swapped.enabled('a'), swapped.enabled('b')]).toEqual([true, true]);
});

it('hides a tool whose name was given to another one, so that no name means two', () => {
  const taken = filter({ rename: { echo: 'say' } });
  expect(taken.sees(ANYBODY, 'say')).toBe(false);
  expect(taken.why('say')).toBe('hidden: the tool "echo" was given its name by tools.rename');
});

it('follows the first rule for a client, by its name in any case or by its token', () => {
  const some = filter({
    clients: [
      { client: 'claude*', allow: ['*'], deny: [] },
      { client: 'laptop', allow: ['*'], deny: ['delete_*'] },
      { client: '*', allow: ['read_*'], deny: [] },
    ],
  });
  const laptop = { name: 'Cursor', token: 'laptop' };
  const other = { name: 'unknown', token: null };
  expect([ANYBODY, laptop, other].map((client) => some.sees(client, 'delete_file'))).toEqual([
    true,
    false,
    false,
  ]);
  expect([ANYBODY, laptop, other].map((client) => some.sees(client, 'write_file'))).toEqual([
    true,
    true,
    false,
  ]);
  expect([ANYBODY, laptop, other].map((client) => some.sees(client, 'read_file'))).toEqual([
    true,
    true,
    true,
  ]);
  expect(some.why('write_file')).toBe('hidden from clients that "*" in tools.clients names');
  expect(some.why('delete_file')).toBe('hidden from clients that "laptop", "*" in tools.clients name');
  expect(some.enabled('delete_file')).toBe(true);
});

it('gives no client what is switched off for all', () => {
  const some = filter({ deny: ['echo'], clients: [{ client: '*', allow: ['echo'], deny: [] }] });
  expect(some.sees(ANYBODY, 'echo')).toBe(false);
});

it('takes the first rule whose glob means the tool', () => {
  const rule = { timeoutMs: null, inFlight: null, ratePerSecond: null, cacheMs: 0, repeatable: null };
  const first = { ...rule, tools: 'get_*', cacheMs: 1_000 };
  const some = filter({ rules: [first, { ...rule, tools: '*', repeatable: true }] });
  expect(some.rule('get_time')).toEqual(first);
  expect(some.rule('echo')?.repeatable).toBe(true);
});
