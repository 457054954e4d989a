/** Where a command writes to. Tests pass their own. */
export interface Terminal {
  /** One line of what was asked for. */
  print(line: string): void;
  /** One line for the person at the terminal that is no part of the answer. */
  note(line: string): void;
  /** Colour codes may be written by `print`. */
  readonly color: boolean;
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
  };
}
