import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Negotiated } from '../../mcp/mcp.ts';
import type { Catalogues } from '../../state/state.ts';

const WHAT = 'handshake';

const Kept: z.ZodType<Negotiated> = z.object({
  era: z.enum(['legacy', 'modern']),
  protocolVersion: z.string(),
  serverName: z.string(),
  serverVersion: z.string(),
  capabilities: z.object({ tools: z.boolean(), resources: z.boolean(), prompts: z.boolean() }),
  said: z.object({
    capabilities: z.record(z.string(), z.unknown()),
    serverInfo: z.record(z.string(), z.unknown()),
    instructions: z.string().nullable(),
  }),
});

/** The last handshake of one server, kept on disk. */
export interface KeptHandshake {
  readonly value: Negotiated | null;
  /** How the server is launched; see `launch-key.ts`. */
  readonly launchKey: string;
  keep(handshake: Negotiated): void;
  /** The server is launched in another way from now on: what was known of it counts only for the way it had. */
  use(launchKey: string): void;
}

export function keptHandshake(catalogues: Catalogues, server: string, launchKey: string): KeptHandshake {
  let key = launchKey;
  let value = load();

  /** One that an older version wrote in another form is not known. */
  function load(): Negotiated | null {
    return Kept.safeParse(catalogues.load(server, key).get(WHAT)?.value).data ?? null;
  }

  return {
    get value() {
      return value;
    },
    get launchKey() {
      return key;
    },
    keep(handshake) {
      const isNew = !isDeepStrictEqual(handshake, value);
      value = handshake;
      if (isNew) catalogues.save(server, key, WHAT, handshake);
    },
    use(next) {
      if (next === key) return;
      key = next;
      value = load();
    },
  };
}
