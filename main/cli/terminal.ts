/** Where a command writes to. Tests pass their own. */
export interface Terminal {
  /** One line of what was asked for. */
  print(line: string): void;
  /** One line for the person at the terminal that is no part of the answer. */
  note(line: string): void;
  /** Colour codes may be written by `print`. */
  readonly color: boolean;
  /** Null where nobody looks and types, as in a pipe. */
  readonly screen: TerminalScreen | null;
}

/** A terminal as a whole, for a command that takes it over. */
export interface TerminalScreen {
  size(): { readonly columns: number; readonly rows: number };
  /** Returns when the terminal has it, so that it is also good for the last moment of the program. */
  write(text: string): void;
  /** The returned function ends it. */
  onResize(listener: () => void): () => void;
  /**
   * Keys come as they are typed, Ctrl+C included, and are not shown. The returned function gives the terminal its own
   * ways back.
   */
  onInput(listener: (text: string) => void): () => void;
}

/** Colour only on a terminal, and not where NO_COLOR is set to anything (no-color.org). */
export function processTerminal(env: NodeJS.ProcessEnv): Terminal {
  const { stdout, stderr } = process;
  // Whoever reads the pipe may have seen enough: `signalbox logs | head` is no fault.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    print: (line) => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    color: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    screen: env['TERM'] === 'dumb' ? null : processScreen(),
  };
}

function processScreen(): TerminalScreen | null {
  const { stdin, stdout } = process;
  if (stdout.isTTY !== true || stdin.isTTY !== true) return null;
  return {
    // Some terminals tell a size of 0 until they are drawn.
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    // Node writes to terminals synchronously, but on Windows.
    write: (text) => void stdout.write(text),
    onResize(listener) {
      stdout.on('resize', listener);
      return () => stdout.off('resize', listener);
    },
    onInput(listener) {
      const tell = (text: string): void => listener(text);
      stdin.setRawMode(true).setEncoding('utf8').on('data', tell).resume();
      return () => {
        stdin.off('data', tell).pause();
        stdin.setRawMode(false);
      };
    },
  };
}
