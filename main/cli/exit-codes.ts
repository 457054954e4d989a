/** What the command line tells a script by its exit code. */
export const EXIT = { good: 0, finding: 1, badUsage: 2, noEngine: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command: the message goes to stderr as it is, without a stack. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Nobody answers for this home. */
export class NoEngineError extends CliError {
  override readonly name = 'NoEngineError';

  constructor(home: string, options?: ErrorOptions) {
    super(
      `No engine is running for ${home}. Start one with \`npm start\` or \`signalbox serve\`.`,
      EXIT.noEngine,
      options,
    );
  }
}
