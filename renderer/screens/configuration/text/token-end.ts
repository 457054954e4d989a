/** Where what begins at an offset ends, so that it can be underlined: a text in quotes, a word, or a single character. */
export function tokenEnd(text: string, offset: number): number {
  const rest = text.slice(offset, offset + 500);
  const found =
    /^\$\{[^}\n]*\}?|^"(?:[^"\\\n]|\\.)*"?|^'(?:[^'\n])*'?|^[\w$.-]+/.exec(rest)?.[0] ?? rest.slice(0, 1);
  return offset + (found === '\n' ? 0 : found.length);
}
