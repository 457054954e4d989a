import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createNames } from '../../../../main/engine/gateway/guard/combined-names.ts';

function nameOf(server: string, tool: string, others: { server: string; tools: string[] | null }[] = []) {
  return createNames([...others, { server, tools: [tool] }]).toCombined(server, tool);
}

it('puts the server before the tool, and knows both from the name', () => {
  const names = createNames([{ server: 'github', tools: ['create_issue'] }]);
  expect(names.toCombined('github', 'create_issue')).toBe('github__create_issue');
  expect(names.fromCombined('github__create_issue')).toEqual({ server: 'github', tool: 'create_issue' });
  expect(names.fromCombined('github__delete_issue')).toBeNull();
  expect(names.fromCombined('gitlab__create_issue')).toBeNull();
  expect(names.fromCombined('create_issue')).toBeNull();
  expect(names.toCombined('github', 'delete_issue')).toBeNull();
});

it('says what model interfaces do not take in other letters', () => {
  expect(nameOf('my.server', 'files.read/all')).toBe('my_server__files_read_all');
  expect(nameOf('a__b', 'c')).toBe('a_b__c');
});

it('cuts the name of a long server to 16 characters', () => {
  expect(nameOf('sequential-thinking', 'think')).toBe('sequential-think__think');
});

it('gives two servers that come to the same a hash, but not the one that is called so', () => {
  const names = createNames([
    { server: 'my.files', tools: ['read'] },
    { server: 'my_files', tools: ['read'] },
  ]);
  expect(names.toCombined('my_files', 'read')).toBe('my_files__read');
  expect(names.toCombined('my.files', 'read')).toMatch(/^my_files_[0-9a-f]{6}__read$/);
});

it('cuts a long tool to 64 characters in all, and tells two that begin alike apart', () => {
  const long = 'x'.repeat(100);
  const names = createNames([{ server: 'files', tools: [`${long}1`, `${long}2`] }]);
  const [one, two] = [names.toCombined('files', `${long}1`), names.toCombined('files', `${long}2`)];
  expect(one).toHaveLength(64);
  expect(one).not.toBe(two);
  expect(names.fromCombined(two ?? '')).toEqual({ server: 'files', tool: `${long}2` });
});

it('takes a name in the form of a server whose tools are not known yet for one of its tools', () => {
  const names = createNames([{ server: 'github', tools: null }]);
  expect(names.fromCombined('github__create_issue')).toEqual({ server: 'github', tool: 'create_issue' });
  expect(names.toCombined('github', 'create_issue')).toBe('github__create_issue');
  const cut = createNames([{ server: 'fifteen-letters_and-more', tools: null }]);
  expect(cut.toCombined('fifteen-letters_and-more', '_x')).toBe('fifteen-letters___x');
  expect(cut.fromCombined('fifteen-letters___x')).toEqual({ server: 'fifteen-letters_and-more', tool: '_x' });
});

const server = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
/** Few letters, so that many come to the same. */
const close = fc.stringMatching(/^[ab][ab._-]{0,20}$/);
const tool = fc.oneof(fc.string({ maxLength: 150 }), close);
const servers = fc.uniqueArray(fc.record({ server: fc.oneof(server, close), tools: fc.array(tool) }), {
  selector: (one) => one.server,
});

it('never calls two tools the same, finds each by its name, and fits every model interface', () => {
  fc.assert(
    fc.property(servers, (entries) => {
      const names = createNames(entries);
      const seen = new Set<string>();
      for (const entry of entries) {
        for (const one of new Set(entry.tools)) {
          const name = names.toCombined(entry.server, one) ?? '';
          expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
          expect(seen.has(name)).toBe(false);
          seen.add(name);
          expect(names.fromCombined(name)).toEqual({ server: entry.server, tool: one });
        }
      }
    }),
  );
});

it('does not change a name for another order of servers and tools', () => {
  fc.assert(
    fc.property(servers, (entries) => {
      const names = createNames(entries);
      const turned = createNames(
        entries.toReversed().map((entry) => ({ ...entry, tools: entry.tools.toReversed() })),
      );
      for (const entry of entries) {
        for (const one of entry.tools) {
          expect(turned.toCombined(entry.server, one)).toBe(names.toCombined(entry.server, one));
        }
      }
    }),
  );
});
