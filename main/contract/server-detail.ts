import { z } from 'zod';
import { LifecycleEvent, ProcessView } from './history.ts';
import { ServerView } from './server.ts';

/** All that the page of one server shows beside what {@link ServerView} holds. */
export const ServerDetail = z.object({
  server: ServerView,
  /** What the configuration adds to the inherited environment; values that look secret are masked. */
  environment: z.array(z.object({ name: z.string(), value: z.string(), masked: z.boolean() })),
  /** Absolute; null when it runs in its owner's home folder. */
  working_folder: z.string().nullable(),
  /** Those that live, parents before children, then the latest that have ended, newest first; at most 200. */
  processes: z.array(ProcessView),
  /** Newest first, at most 100. */
  events: z.array(LifecycleEvent),
  /** The settings in force, as a person would write them in the file: dotted key to text. */
  settings: z.record(z.string(), z.string()),
});
export type ServerDetail = z.infer<typeof ServerDetail>;
