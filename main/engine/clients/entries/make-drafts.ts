import type { Draft, DraftInput } from '../draft.ts';
import { freeName, legalName } from '../draft-names.ts';
import type { Dialect } from './dialect.ts';
import type { FoundEntry } from './find-entries.ts';
import { isOwnGateway } from './own-gateway.ts';
import { isObject, textOf } from './plain.ts';
import { readEntry } from './read-entry.ts';

export interface Drafts {
  readonly drafts: readonly Draft[];
  /** What was left out, and why, a sentence each. */
  readonly notes: readonly string[];
}

/** Entries as drafts, each with a name of its own. `nameOf` names one that has no name. */
export function makeDrafts(
  entries: readonly FoundEntry[],
  options: {
    readonly dialect: Dialect;
    readonly inputs: readonly DraftInput[];
    /** Of this engine; null before it has one. */
    readonly ownUrl: string | null;
    readonly nameOf: (settings: Draft['settings']) => string;
  },
): Drafts {
  const taken = new Set<string>();
  const drafts: Draft[] = [];
  const notes: string[] = [];
  for (const { name: givenName, entry } of entries) {
    const read = readEntry(givenName, entry, options.dialect, options.inputs);
    const called = givenName === '' ? 'one without a name' : givenName;
    if ('leftOut' in read) {
      notes.push(`${called} is left out: ${read.leftOut}`);
      continue;
    }
    if (isOwnGateway(read.draft.settings, options.ownUrl)) {
      notes.push(`${called} is left out: it is Signalbox itself`);
      continue;
    }
    const name = freeName(legalName(givenName || options.nameOf(read.draft.settings)), taken);
    taken.add(name.toLowerCase());
    const renamed = givenName !== '' && name !== givenName ? [`it is called ${givenName} there`] : [];
    drafts.push({ ...read.draft, name, notes: [...renamed, ...read.draft.notes] });
  }
  return { drafts, notes };
}

/** What a file says of what `${input:…}` in it asks for, as VS Code writes it. */
export function inputsOf(root: unknown): DraftInput[] {
  const listed = isObject(root) && Array.isArray(root.inputs) ? root.inputs : [];
  return listed.filter(isObject).flatMap((input): DraftInput[] => {
    const id = textOf(input.id);
    if (id === undefined) return [];
    const description = textOf(input.description);
    return [
      {
        id,
        ...(description === undefined ? {} : { description }),
        ...(input.password === true ? { password: true } : {}),
      },
    ];
  });
}
