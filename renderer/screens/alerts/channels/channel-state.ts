import type { AlertChannel } from '#contract/alert-channel.ts';
import type { Lamp } from '#contract/server-state.ts';

/** How it goes with a channel. */
export interface ChannelState {
  readonly lamp: Lamp;
  /** What is the matter; empty when nothing is. */
  readonly words: string;
  /** `calm`: it can't work on this machine, and nobody may ever have asked for it. */
  readonly look: 'calm' | 'warn' | 'bad';
}

type Told = Pick<AlertChannel, 'enabled' | 'unavailable' | 'error' | 'waiting' | 'dead'>;

/** Only what was given up is lost: what waits is tried again. */
export function channelState({ enabled, unavailable, error, waiting, dead }: Told): ChannelState {
  // A try that failed because it can't work here says the same.
  const ownError = error === unavailable ? null : error;
  const parts = [
    waiting === 0 ? null : `${waiting} waiting to be sent`,
    dead === 0 ? null : `${dead} given up`,
    ownError,
    unavailable === null ? null : `It can’t work here: ${unavailable}`,
  ];
  const look = dead > 0 ? 'bad' : ownError !== null ? 'warn' : 'calm';
  const lamp = !enabled ? 'off' : look !== 'calm' ? look : unavailable === null ? 'ok' : 'warn';
  return { lamp, words: parts.filter((part) => part !== null).join(' · '), look };
}
