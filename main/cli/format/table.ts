/** A cell is its text and, where there is one, the colour to write it in; the width is the text's. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** Writes a text in a colour, or as it is. */
export type Paint = (text: string) => string;

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Lines with aligned columns, two spaces between them, no space at a line's end. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string[] {
  const lines = [columns.map(({ title }): Cell => ({ text: title })), ...rows];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((cells) => widthOf(cells[index]?.text ?? ''))),
  );
  return lines.map((cells) => {
    const padded = columns.map(({ align }, index) => {
      const { text, paint } = cells[index] ?? { text: '' };
      const space = ' '.repeat((widths[index] ?? 0) - widthOf(text));
      const shown = paint === undefined ? text : paint(text);
      return align === 'left' ? shown + space : space + shown;
    });
    return padded.join('  ').trimEnd();
  });
}

function widthOf(text: string): number {
  return [...text].length;
}
