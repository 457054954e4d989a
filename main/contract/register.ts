import { z } from 'zod';
import { Lamp } from './server-state.ts';

/** One line of the register: what happened, when, to which server, and why. Kept in the database. */
export const RegisterEntry = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  lamp: Lamp,
  /** Stable kind for scripts. */
  kind: z.enum([
    'engine-started',
    'swept',
    'started',
    'ready',
    'went-down',
    'hung',
    'back',
    'crash-loop',
    'failed',
    'stopping',
    'stopped',
    'near-limit',
    'limit',
    'adopted',
    'fetched',
    'breaker-opened',
    'breaker-closed',
    'share-changed',
    'admin',
    'dependency-down',
    'dependency-back',
    'system',
    'growing',
    'history',
    'alert',
    'alert-resolved',
    'remedy',
    'delivery-failed',
    'configuration-applied',
    'configuration-refused',
    'configuration-backup',
    'rollback',
    'secret',
    'integrity',
  ]),
  /** The server it is about; null when it is about the engine or the configuration. */
  server: z.string().nullable(),
  /** A sentence that starts with the server's name where there is one: "memory exited with code 1: …". */
  text: z.string(),
});
export type RegisterEntry = z.infer<typeof RegisterEntry>;
