import { IPC_PREFERENCES } from '#contract/channel-names.ts';
import type { AppPreferences } from '#contract/preferences.ts';
import { PreferencesChange } from '#contract/preferences.ts';
import { ProblemError } from '#contract/problem.ts';
import type { FaultLog } from '../fault-log.ts';
import type { PreferencesKeeper } from '../keep-preferences.ts';
import { answerCall, type CallHandlers } from './answer-call.ts';
import type { TrustedSenders } from './trusted-senders.ts';

export interface PreferencesWindow {
  readonly ipc: CallHandlers;
  readonly senders: TrustedSenders;
  readonly faults: FaultLog;
  /** Tells the page what they are now. */
  readonly send: (preferences: AppPreferences) => void;
}

/** Lets the window read and set the app's preferences, and tells it of changes. Returns what ends that. */
export function servePreferences(
  keeper: PreferencesKeeper,
  { ipc, senders, faults, send }: PreferencesWindow,
): () => void {
  const ends = [
    keeper.subscribe(send),
    answerCall(ipc, IPC_PREFERENCES, senders, faults, async (name, input) => {
      if (name === 'get') return keeper.current();
      if (name === 'set') return keeper.change(parseChange(input));
      throw new ProblemError('unknown-channel', `nothing of preferences is named ${String(name)}`);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function parseChange(input: unknown): PreferencesChange {
  const parsed = PreferencesChange.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProblemError('bad-input', `${issue?.path.join('.') || 'preferences'}: ${issue?.message ?? ''}`);
}
