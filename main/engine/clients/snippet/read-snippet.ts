import { ProblemError } from '#contract/problem.ts';
import type { Draft } from '../draft.ts';
import { COMMON } from '../entries/dialect.ts';
import { findEntries } from '../entries/find-entries.ts';
import { inputsOf, makeDrafts } from '../entries/make-drafts.ts';
import { nameFromSettings } from '../entries/name-from-settings.ts';
import { type DocumentFormat, readDocument } from '../files/read-document.ts';
import { commandLineEntries } from './command-line-entries.ts';

export const TAKES =
  'It takes a piece of an AI client\'s file (JSON, YAML or TOML), a command line such as "npx -y @scope/server-x", or a web address.';

/**
 * What somebody pasted as drafts, secrets as they are. Throws ProblemError `bad-input` which says what is wrong, and what it
 * takes; it quotes nothing of the text.
 */
export function readSnippet(text: string, ownUrl: string | null): readonly Draft[] {
  const pieces = withoutFences(text).filter((piece) => piece.trim() !== '');
  if (pieces.length === 0) throw new ProblemError('bad-input', `There is nothing to read. ${TAKES}`);
  const read = pieces.map(entriesOf);
  const good = read.flatMap((result) => (result.ok ? [result] : []));
  if (good.length === 0) {
    const [first] = read.flatMap((result) => (result.ok ? [] : [result.problem]));
    throw new ProblemError('bad-input', `${first ?? 'No server stands in it'}. ${TAKES}`);
  }
  const { drafts, notes } = makeDrafts(
    good.flatMap(({ entries }) => entries),
    { dialect: COMMON, inputs: good.flatMap(({ root }) => inputsOf(root)), ownUrl, nameOf: nameFromSettings },
  );
  if (drafts.length === 0)
    throw new ProblemError(
      'bad-input',
      notes.length > 0 ? `${notes.join('. ')}.` : `No server stands in it. ${TAKES}`,
    );
  return drafts;
}

type Piece =
  | {
      readonly ok: true;
      readonly entries: NonNullable<ReturnType<typeof findEntries>>;
      readonly root: unknown;
    }
  | { readonly ok: false; readonly problem: string };

function entriesOf(piece: string): Piece {
  const text = piece.trim();
  const format = looksLike(text);
  if (format === 'command') return commandLineEntries(text);
  const document = readDocument(format === 'json' ? withBraces(text) : text, format);
  if (!document.ok) return { ok: false, problem: capital(document.problem) };
  const entries = findEntries(document.value);
  if (entries !== null && entries.length > 0) return { ok: true, entries, root: document.value };
  return { ok: false, problem: 'No server stands in it: one has a "command" or a "url"' };
}

function looksLike(text: string): DocumentFormat | 'command' {
  if (
    /^(?:[{[]\s*(?:["'{}\]/]|$)|"[^"\n]*"\s*:|\/\/|\/\*)/.test(text) &&
    !/^\[\[?[\w."-]+\]\]?\s*$/m.test(text)
  )
    return 'json';
  if (/^\[\[?[\w."'-]+\]\]?\s*(?:#.*)?$/m.test(text)) return 'toml';
  if (/^(?:-\s+)?[\w."'-]+:(?:\s|$)/.test(text.replace(/^(?:---|#.*)\s*\n/, ''))) return 'yaml';
  return 'command';
}

/** `"github": { … },` as it is cut out of a file. */
function withBraces(text: string): string {
  return /^(?:\/\/[^\n]*\n\s*)*"/.test(text) ? `{${text.replace(/,\s*$/, '')}}` : text;
}

/** What stands within Markdown fences, where there are some. */
function withoutFences(text: string): readonly string[] {
  const fenced = [...text.matchAll(/^[ \t]*(```+|~~~+)[^\n]*\n([\s\S]*?)\n?[ \t]*\1[ \t]*$/gm)].map(
    (match) => match[2] ?? '',
  );
  if (fenced.length > 0) return fenced;
  return [text.replace(/^\s*`([^`]+)`\s*$/, '$1')];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
