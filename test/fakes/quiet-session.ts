import type { SessionEvents } from '#engine/mcp/mcp.ts';

/** For a test that is not about what a server says on its own. */
export const unheard: Pick<SessionEvents, 'notification' | 'request'> = {
  notification() {},
  request: async () => ({ error: { code: -32601, message: 'Method not found' } }),
};
