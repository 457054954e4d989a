export interface Replacement {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** What stands within another one, or in the very place of one, goes with it. */
export function replaceIn(source: string, replacements: readonly Replacement[]): string {
  const inOrder = [...replacements].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const pieces: string[] = [];
  let end = 0;
  for (const { offset, length, content } of inOrder) {
    if (offset < end) continue;
    pieces.push(source.slice(end, offset), content);
    end = offset + length;
  }
  return pieces.join('') + source.slice(end);
}
