import { getNodeValue, type Node } from 'jsonc-parser';
import { ProblemError } from '#contract/problem.ts';
import type { ConfigurationEdit } from '../editing/edit-text.ts';
import { formatOf } from '../formats/format-of.ts';
import { nodeAt } from '../sources/tree.ts';
import { keepComments, putComments, takeComments } from './carry-comments.ts';
import { VERSION } from './config-v1.ts';
import { DOCUMENTED_FORM, DOCUMENTED_SECTIONS } from './documented-form.ts';

export interface Migrated {
  readonly text: string;
  /** What was changed, a sentence each: "mcp.request_timeout is defaults.timeouts.request now"; none where all is well. */
  readonly changes: readonly string[];
}

/**
 * The text of a configuration in the newest schema version: documented keys by today's names, and the version said. Layout
 * stays, and so do comments; those of a key that moves go along. Throws ProblemError `bad-input` for a text that can't be read.
 */
export function migrateConfiguration(file: string, text: string): Migrated {
  const format = formatOf(file);
  const changes: string[] = [];
  let now = text;
  const root = (): Node => {
    const read = format.read(now);
    if ('fault' in read) throw new ProblemError('bad-input', `the file can't be read: ${read.fault.message}`);
    if (read.root?.type !== 'object') throw new ProblemError('bad-input', 'the file holds no object');
    return read.root;
  };
  const edit = (one: ConfigurationEdit): void => {
    now = keepComments(format, now, format.edit(now, [one]));
  };
  for (const { was, is } of DOCUMENTED_FORM) {
    const tree = root();
    const old = nodeAt(tree, was);
    if (old === undefined || nodeAt(tree, is) !== undefined) continue;
    if (isSameSection(was, is)) now = withKey(now, old, is.at(-1) ?? '');
    else {
      const value = getNodeValue(old) as unknown;
      const { text: bare, ...own } = takeComments(format, now, old);
      now = bare;
      edit({ path: is, value });
      edit({ path: was, value: undefined });
      const moved = nodeAt(root(), is);
      if (moved !== undefined) now = putComments(format, now, moved, own);
    }
    changes.push(`${was.join('.')} is ${is.join('.')} now`);
  }
  for (const section of DOCUMENTED_SECTIONS) {
    const left = nodeAt(root(), [section]);
    if (left?.type === 'object' && left.children?.length === 0) edit({ path: [section], value: undefined });
  }
  const version = nodeAt(root(), ['version']);
  if (Number.parseInt(String(version?.value), 10) !== VERSION) {
    edit({ path: ['version'], value: VERSION });
    changes.push(`version is ${VERSION} now`);
  }
  return { text: now, changes };
}

function isSameSection(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.slice(0, -1).every((key, index) => key === b[index]);
}

/** The text with another name for the key of a value, where it stands. */
function withKey(text: string, value: Node, name: string): string {
  const key = value.parent?.children?.[0];
  if (key === undefined) return text;
  const written = text.slice(key.offset, key.offset + key.length);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  return text.slice(0, key.offset) + quote + name + quote + text.slice(key.offset + key.length);
}
