import { type Problem, ProblemError } from '#contract/problem.ts';
import type { FaultLog } from '../fault-log.ts';
import type { SenderEvent, TrustedSenders } from './trusted-senders.ts';

/** What is needed of Electron's ipcMain. */
export interface CallHandlers {
  handle(channel: string, answer: (event: SenderEvent, ...args: unknown[]) => Promise<unknown>): void;
  removeHandler(channel: string): void;
}

function asProblem(error: unknown, { file, report }: FaultLog): Problem {
  if (error instanceof ProblemError) return error.toProblem();
  report(error);
  return { code: 'internal', message: `Signalbox failed to do this; ${file} says why` };
}

/**
 * Answers the window on one IPC channel: `invoke(channel, name, input)`, from our own page alone. A refusal rejects with
 * `code: message`; a fault goes to `faults` and crosses as `internal`. Returns what takes the handler away.
 */
export function answerCall(
  ipc: CallHandlers,
  channel: string,
  senders: TrustedSenders,
  faults: FaultLog,
  answer: (name: unknown, input: unknown) => Promise<unknown>,
): () => void {
  ipc.handle(channel, async (event, name, input) => {
    try {
      if (!senders.accepts(event)) throw new ProblemError('forbidden', 'this window may not call Signalbox');
      return await answer(name, input);
    } catch (error) {
      const { code, message } = asProblem(error, faults);
      throw new Error(`${code}: ${message}`, { cause: error });
    }
  });
  return () => ipc.removeHandler(channel);
}
