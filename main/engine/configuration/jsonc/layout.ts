/** How a text is laid out, so that what is written into it looks like the rest. */
export interface Layout {
  readonly lineEnd: '\n' | '\r\n';
  /** One step of indentation. */
  readonly unit: string;
}

export function layoutOf(text: string): Layout {
  return { lineEnd: text.includes('\r\n') ? '\r\n' : '\n', unit: unitOf(text) ?? '  ' };
}

/** How much deeper the first key that begins a line stands than the line of its brace; comments may stand between them. */
function unitOf(text: string): string | null {
  for (const { index } of text.matchAll(/\{[ \t]*(?:\r?\n|\/[/*])/g)) {
    const key = skipComments(text, index + 1);
    if (text[key] !== '"' || !text.slice(index, key).includes('\n')) continue;
    const [outer, inner] = [indentAt(text, index), indentAt(text, key)];
    if (inner.startsWith(outer) && inner !== outer) return inner.slice(outer.length);
  }
  return null;
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** Whether an offset is the first on its line that is no white space. */
export function beginsLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
}

/** Over white space and comments; `text` is good JSON with comments, and `offset` in none of its strings. */
export function skipComments(text: string, offset: number): number {
  const trivia = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = offset;
  return offset + (trivia.exec(text)?.[0].length ?? 0);
}

/** The end of the line, where nothing but comments stands between it and the offset; null otherwise. */
export function endOfLine(text: string, offset: number): number | null {
  const rest = /(?:[ \t]|\/\*[^\n]*?\*\/)*(?:\/\/[^\r\n]*)?(?=\r?\n)/y;
  rest.lastIndex = offset;
  const found = rest.exec(text);
  return found === null ? null : offset + found[0].length;
}
