/** `env` is a variable of the environment, or of the `.env` file beside the configuration. */
export type ReferenceKind = 'secret' | 'env' | 'input';

export interface Reference {
  readonly kind: ReferenceKind;
  readonly name: string;
}

/** What a text is made of. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly written: string } & Reference)
  /** It looks like a reference, and its name is none. */
  | { readonly kind: 'malformed'; readonly written: string };

/** `$${` stands for a `${` that is meant. One that is not closed has no second group. */
const REFERENCE = /\$\$\{|\$\{(secret|env|input):(?:([^{}]*)\})?/g;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Windows has `ProgramFiles(x86)`. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_().-]{0,199}$/;

export function hasReference(text: string): boolean {
  return text.includes('${') && piecesOf(text).some(({ kind }) => kind !== 'text');
}

/** Other things in braces, such as `${workspaceFolder}`, are text. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const addText = (added: string): void => {
    if (added !== '') pieces.push({ kind: 'text', text: added });
  };
  for (const match of text.matchAll(REFERENCE)) {
    const [written, kind, name] = match;
    addText(text.slice(end, match.index));
    end = match.index + written.length;
    if (kind === undefined) addText('${');
    else pieces.push(referenceOf(written, kind, name ?? ''));
  }
  addText(text.slice(end));
  return pieces;
}

/** As somebody writes it into the file. */
export function writeReference({ kind, name }: Reference): string {
  return `\${${kind}:${name}}`;
}

function referenceOf(written: string, kind: string, name: string): Piece {
  if (kind === 'env') return VARIABLE.test(name) ? { kind, name, written } : { kind: 'malformed', written };
  const isName = (kind === 'secret' || kind === 'input') && NAME.test(name);
  return isName ? { kind, name, written } : { kind: 'malformed', written };
}
