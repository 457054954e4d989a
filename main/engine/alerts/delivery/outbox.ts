import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Alert, AlertAction, Severity } from '#contract/alert.ts';
import type { Delivery } from '#contract/alert-channel.ts';
import type { Shelves } from '../../state/state.ts';
import type { Notification } from '../notification.ts';

const KeptNotification = z.object({
  id: z.string(),
  kind: z.enum(['firing', 'worse', 'resolved', 'summary', 'test']),
  at: z.string(),
  severity: Severity,
  title: z.string(),
  body: z.string(),
  servers: z.array(z.string()),
  alerts: z.array(Alert),
  incident: z.number().nullable(),
  actions: z.array(AlertAction),
  channels: z.array(z.string()).nullable(),
}) satisfies z.ZodType<Notification>;

/** One message for one channel, as it is kept. */
const Kept = z.object({
  id: z.string(),
  channel: z.string(),
  createdAtMs: z.number(),
  title: z.string(),
  state: z.enum(['waiting', 'sent', 'dead']),
  attempts: z.number(),
  nextTryAtMs: z.number().nullable(),
  error: z.string().nullable(),
  /** Of the last try. */
  triedAtMs: z.number().nullable(),
  /** Null once it was sent: it is not needed any more. */
  notification: KeptNotification.nullable(),
});
type Kept = z.infer<typeof Kept>;

export type Entry = Readonly<Omit<Kept, 'notification'>>;

const KEPT_ROWS = 2_000;
const KEPT_DAYS = 30;
/** Kept in memory, and listed; of what waits there is never less than all. */
const LISTED = 500;
const MOST_IN_ONE_MS = 1_000;

/** Every message that was to be sent, on disk before its first try. */
export interface Outbox {
  /** Null where it is here already: the same notification was handed in before. */
  add(channel: string, notification: Notification): Entry | null;
  change(id: string, facts: Partial<Omit<Entry, 'id' | 'channel'>>): void;
  /** Null where it is not known any more. */
  notificationOf(id: string): Notification | null;
  /** Newest first. */
  list(channel?: string): readonly Entry[];
  /** What is to be sent next to a channel: the oldest that waits. */
  next(channel: string): Entry | null;
}

export function openOutbox(shelves: Shelves, now: () => number): Outbox {
  const shelf = shelves({
    name: 'deliveries',
    schema: Kept,
    rows: KEPT_ROWS,
    days: KEPT_DAYS,
    isKept: ({ state }) => state === 'waiting',
  });
  /** Oldest first. */
  const entries = new Map<string, Entry>();
  /** Of those that wait, here too: where the disk is full they are sent all the same. */
  const waiting = new Map<string, Notification>();
  for (const kept of shelf.newest().reverse()) {
    const { notification, ...entry } = kept;
    if (entry.state === 'waiting' && notification === null) continue;
    entries.set(entry.id, entry);
    if (entry.state === 'waiting' && notification !== null) waiting.set(entry.id, notification);
  }
  forget();

  /** One later than the one before, so that the order is on disk too; but for a clock that was put back. */
  function nextMs(): number {
    const lastMs = [...entries.values()].at(-1)?.createdAtMs ?? 0;
    const nowMs = Math.round(now());
    return lastMs >= nowMs && lastMs < nowMs + MOST_IN_ONE_MS ? lastMs + 1 : nowMs;
  }

  function forget(): void {
    for (const { id, state } of entries.values()) {
      if (entries.size <= LISTED) return;
      if (state !== 'waiting') entries.delete(id);
    }
  }

  function notificationOf(id: string): Notification | null {
    return waiting.get(id) ?? shelf.get(id)?.notification ?? null;
  }

  function keep(entry: Entry, notification: Notification | null): void {
    entries.set(entry.id, entry);
    if (entry.state === 'waiting' && notification !== null) waiting.set(entry.id, notification);
    else waiting.delete(entry.id);
    const kept = entry.state === 'sent' || notification === null ? null : mutable(notification);
    shelf.put(entry.id, entry.createdAtMs, { ...entry, notification: kept });
  }

  return {
    notificationOf,
    add(channel, notification) {
      const id = deliveryId(notification.id, channel);
      if (entries.has(id) || shelf.get(id) !== null) return null;
      const entry: Entry = {
        id,
        channel,
        createdAtMs: nextMs(),
        title: notification.title,
        state: 'waiting',
        attempts: 0,
        nextTryAtMs: null,
        error: null,
        triedAtMs: null,
      };
      keep(entry, notification);
      forget();
      return entry;
    },
    change(id, facts) {
      const entry = entries.get(id);
      if (entry !== undefined) keep({ ...entry, ...facts }, notificationOf(id));
    },
    list: (channel) =>
      [...entries.values()].reverse().filter((entry) => channel === undefined || entry.channel === channel),
    next(channel) {
      for (const entry of entries.values()) {
        if (entry.channel === channel && entry.state === 'waiting') return entry;
      }
      return null;
    },
  };
}

/** As the contract shows it. */
export function viewOf(entry: Entry): Delivery {
  const { id, channel, createdAtMs, title, state, attempts, nextTryAtMs, error } = entry;
  return {
    id,
    channel,
    created_at: new Date(createdAtMs).toISOString(),
    title,
    state,
    attempts,
    next_try_at: nextTryAtMs === null ? null : new Date(nextTryAtMs).toISOString(),
    error,
  };
}

/** Letters and digits alone, for it is sent as a header and in a Message-ID. */
export function deliveryId(notification: string, channel: string): string {
  return createHash('sha256').update(`${notification}\0${channel}`).digest('hex').slice(0, 32);
}

function mutable(notification: Notification): NonNullable<Kept['notification']> {
  return {
    ...notification,
    servers: [...notification.servers],
    alerts: [...notification.alerts],
    actions: [...notification.actions],
    channels: notification.channels === null ? null : [...notification.channels],
  };
}
