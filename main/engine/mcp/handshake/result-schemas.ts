import { z } from 'zod';

/**
 * What a handshake must say for a server to be spoken with; all else is passed on as it came. Our own, since the SDK's
 * package of schemas costs an engine 8 MB and 50 ms at its start for these two (measured), and refuses a server for
 * faults in what nobody here reads.
 */
const Implementation = z.looseObject({ name: z.string(), version: z.string() });

const offered = z.looseObject({}).optional();
const Capabilities = z.looseObject({ tools: offered, resources: offered, prompts: offered });

/** Revisions up to 2025-11-25. */
export const InitializeResult = z.looseObject({
  protocolVersion: z.string(),
  capabilities: Capabilities,
  serverInfo: Implementation,
});

/** Revision 2026-07-28; who the server is stands in `_meta`, and may be left out. */
export const DiscoverResult = z.looseObject({
  supportedVersions: z.array(z.string()),
  capabilities: Capabilities,
  _meta: z.looseObject({ 'io.modelcontextprotocol/serverInfo': Implementation.optional() }).optional(),
});
