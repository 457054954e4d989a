import { z } from 'zod';

/** A token that one AI client uses for the gateway, and for nothing else. */
export const ClientToken = z.object({
  /** Lower-case letters, digits and dashes. */
  name: z.string(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});
export type ClientToken = z.infer<typeof ClientToken>;
