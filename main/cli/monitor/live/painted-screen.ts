import type { TerminalScreen } from '../../terminal.ts';

/** The alternate screen and a hidden cursor, and back (xterm's private modes). */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[2J';
const LEAVE = '\u001b[0m\u001b[?25h\u001b[?1049l';
/** What lies between is shown at once, where a terminal knows this mode; the others pass over it. */
const BEGIN_UPDATE = '\u001b[?2026h';
const END_UPDATE = '\u001b[?2026l';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR = '\u001b[2J';

/** The terminal while the monitor has it. */
export interface PaintedScreen {
  /** Writes the lines that changed since the last time. */
  paint(lines: readonly string[]): void;
  /** The next time everything is written: the terminal was resized, or belonged to somebody else meanwhile. */
  forget(): void;
  enter(): void;
  /** Gives the terminal back as it was. May be called twice. */
  leave(): void;
}

export function paintedScreen(screen: TerminalScreen): PaintedScreen {
  let painted: readonly string[] | null = null;
  let entered = false;
  return {
    paint(lines) {
      const before = painted;
      const changes = lines.flatMap((line, at) =>
        before?.[at] === line ? [] : `\u001b[${at + 1};1H${line}${CLEAR_LINE_END}`,
      );
      painted = lines;
      if (changes.length === 0) return;
      screen.write(`${BEGIN_UPDATE}${before === null ? CLEAR : ''}${changes.join('')}${END_UPDATE}`);
    },
    forget() {
      painted = null;
    },
    enter() {
      entered = true;
      painted = null;
      screen.write(ENTER);
    },
    leave() {
      if (!entered) return;
      entered = false;
      screen.write(LEAVE);
    },
  };
}
