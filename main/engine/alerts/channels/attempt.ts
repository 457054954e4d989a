import type { Clock } from '../../ports.ts';
import type { CommandOutcome, ShortCommand } from '../../process/process.ts';
import type { Notification } from '../notification.ts';

/** What came of one try. The sentences are for people, and hold no secret. */
export type Attempt =
  | { readonly kind: 'accepted'; readonly message: string }
  /** Worth another try; not before `retryAfterMs`, where the receiver has asked for that. */
  | { readonly kind: 'failed'; readonly error: string; readonly retryAfterMs: number | null }
  /** The same would come of every other try. */
  | { readonly kind: 'refused'; readonly error: string };

/** A notification on its way to one channel. */
export interface Message {
  /** The same at every try: by it a receiver knows what it has already. Letters and digits. */
  readonly id: string;
  readonly notification: Notification;
}

/** What channels need to send. */
export interface Means {
  readonly clock: Clock;
  /** The name of this machine, by which a receiver of several tells them apart. */
  readonly host: string;
  run(spec: ShortCommand, signal?: AbortSignal): Promise<CommandOutcome>;
}

export function failed(error: string, retryAfterMs: number | null = null): Attempt {
  return { kind: 'failed', error, retryAfterMs };
}

export function sayMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
