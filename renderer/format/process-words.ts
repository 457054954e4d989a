import type { ProcessView } from '#contract/history.ts';
import type { Lamp } from '#contract/server-state.ts';

type Status = NonNullable<ProcessView['status']>;

/** How a process was found at the last pass: a word, and what it means. */
export const STATUS_WORDS: Readonly<Record<Status, { readonly word: string; readonly means: string }>> = {
  running: { word: 'running', means: 'It computes, or is ready to' },
  sleeping: { word: 'sleeping', means: 'It waits for something to do' },
  'waiting-for-disk': { word: 'waits for disk', means: 'It waits for a device and can’t be interrupted' },
  stopped: {
    word: 'stopped',
    means: 'It was stopped by a signal or a debugger, and goes on when it is told to',
  },
  idle: { word: 'idle', means: 'It has nothing to do' },
  zombie: { word: 'zombie', means: 'It has ended, and its parent has not taken notice: it uses nothing' },
  vanished: { word: 'vanished', means: 'It was gone between two looks' },
  denied: { word: 'not told', means: 'The system does not tell of it, as of a process of another user' },
};

export const STATUS_LAMPS: Readonly<Record<Status, Lamp | null>> = {
  running: null,
  sleeping: null,
  'waiting-for-disk': null,
  stopped: 'warn',
  idle: null,
  zombie: 'warn',
  vanished: 'off',
  denied: 'info',
};

/** Whether there is a process no more, though it is listed. */
export function isGone(status: ProcessView['status']): boolean {
  return status === 'zombie' || status === 'vanished';
}

/** Why a process has no figures, in a clause; null when there is no special reason. */
export function whyUnknown(status: ProcessView['status']): string | null {
  if (status !== null && (isGone(status) || status === 'denied')) return STATUS_WORDS[status].means;
  return status === null ? 'It was not measured yet' : null;
}
