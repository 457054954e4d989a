export interface LabelsRead {
  readonly labels: ReadonlyMap<string, string>;
  /** Behind the closing brace. */
  readonly end: number;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const EQUALS = /[ \t]*=[ \t]*"/y;
const PLAIN = /[^"\\]*/y;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };

/** The labels of a line, from its opening brace on. A text says what is wrong. */
export function parseLabels(line: string, start: number): LabelsRead | string {
  const labels = new Map<string, string>();
  let at = skipSpace(line, start + 1);
  while (line[at] !== '}') {
    const name = match(NAME, line, at);
    if (name === null) return at >= line.length ? 'the } is missing' : 'a label has no name';
    at += name.length;
    const equals = match(EQUALS, line, at);
    if (equals === null) return `the label ${name} has no value in quotes`;
    const value = readQuoted(line, at + equals.length);
    if (value === null) return `the value of the label ${name} has no end`;
    if (labels.has(name)) return `the label ${name} stands there twice`;
    labels.set(name, value.text);
    at = skipSpace(line, value.end);
    if (line[at] === ',') at = skipSpace(line, at + 1);
    else if (line[at] !== '}') return at >= line.length ? 'the } is missing' : 'a comma is missing';
  }
  return { labels, end: at + 1 };
}

/** From behind the opening quote on; `end` is behind the closing one. */
function readQuoted(line: string, start: number): { readonly text: string; readonly end: number } | null {
  let text = '';
  let at = start;
  while (at < line.length) {
    const plain = match(PLAIN, line, at) ?? '';
    text += plain;
    at += plain.length;
    if (line[at] === '"') return { text, end: at + 1 };
    const escaped = line[at + 1];
    if (escaped === undefined) return null;
    // As Prometheus does, another character behind a backslash is left as it is.
    text += ESCAPES[escaped] ?? `\\${escaped}`;
    at += 2;
  }
  return null;
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

export function skipSpace(line: string, start: number): number {
  let at = start;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}
