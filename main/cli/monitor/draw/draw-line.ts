import type { Cell } from '../../format/table.ts';
import { cutText, fitText, textWidth } from './text-width.ts';

/** Inverse and its end (ECMA-48). */
const INVERSE = '\u001b[7m';
const POSITIVE = '\u001b[27m';

/** The cells one after the other, cut to the width of the terminal. */
export function drawLine(cells: readonly Cell[], columns: number): string {
  let left = columns;
  let line = '';
  for (const { text, paint } of cells) {
    const shown = cutText(text, left);
    left -= textWidth(shown);
    line += paint === undefined ? shown : paint(shown);
    if (left <= 0) break;
  }
  return line;
}

/** As {@link drawLine}, over the whole width and, where colours are allowed, inverse. */
export function drawSelected(cells: readonly Cell[], columns: number, color: boolean): string {
  const used = cells.reduce((width, { text }) => width + textWidth(text), 0);
  const full = [...cells, { text: ' '.repeat(Math.max(0, columns - used)) }];
  const line = drawLine(full, columns);
  return color ? `${INVERSE}${line}${POSITIVE}` : line;
}

/** What belongs left and, as far as there is room, what belongs right. */
export function drawEnds(left: readonly Cell[], right: string, columns: number): string {
  const used = left.reduce((width, { text }) => width + textWidth(text), 0);
  const space = columns - used - textWidth(right);
  return space < 2
    ? drawLine(left, columns)
    : drawLine([...left, { text: ' '.repeat(space) + right }], columns);
}

/** A text over as many lines as it needs, broken between words; at most so many. */
export function wrap(text: string, columns: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] = fitText(`${shown[most - 1]} ${lines[most]}`, columns).trimEnd();
  return shown.map((one) => cutText(one, columns));
}
