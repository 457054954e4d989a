import { z } from 'zod';
import { Severity } from './alert.ts';

export const ChannelType = z.enum([
  /** The desktop's own notifications; through the session's D-Bus where there is no Electron. */
  'native',
  'webhook',
  'slack',
  'discord',
  'email',
  'alertmanager',
  'command',
]);
export type ChannelType = z.infer<typeof ChannelType>;

/** A way to tell somebody. */
export const AlertChannel = z.object({
  name: z.string(),
  type: ChannelType,
  enabled: z.boolean(),
  /** Where it leads, secrets masked: "https://hooks.example.com/…", "ops@example.com". */
  target: z.string(),
  /** It takes alerts from this severity on. */
  from_severity: Severity,
  /** Whether it is told when all is well again. */
  resolved: z.boolean(),
  /** Whether it gets the daily summary. */
  summary: z.boolean(),
  last_sent_at: z.iso.datetime().nullable(),
  /** Why the last try failed; null after one that succeeded. */
  error: z.string().nullable(),
  /** Waiting to be sent or tried again, and given up. */
  waiting: z.number().int(),
  dead: z.number().int(),
  /** Why it can't work here: "there is no session bus". Null when it can. */
  unavailable: z.string().nullable(),
});
export type AlertChannel = z.infer<typeof AlertChannel>;

/** One message on its way to a channel, or given up. */
export const Delivery = z.object({
  /** Sent along as the key by which a receiver knows a message that it has already. */
  id: z.string(),
  channel: z.string(),
  created_at: z.iso.datetime(),
  title: z.string(),
  state: z.enum(['waiting', 'sent', 'dead']),
  attempts: z.number().int(),
  next_try_at: z.iso.datetime().nullable(),
  error: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

/** The answer to "send a test". */
export const ChannelTest = z.object({
  ok: z.boolean(),
  /** "answered 204 in 38 ms", or why it failed and what would mend it. */
  message: z.string(),
});
export type ChannelTest = z.infer<typeof ChannelTest>;

/** A stretch of a series that is out of the ordinary. It marks a chart, and notifies nobody. */
export const AnomalyMark = z.object({
  server: z.string(),
  metric: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** 1 is the threshold for a mark; comparable among marks. */
  score: z.number(),
  /** "Memory went from 210 MB to 640 MB". */
  sentence: z.string(),
});
export type AnomalyMark = z.infer<typeof AnomalyMark>;
