import type { ServerTraffic } from '#contract/traffic.ts';
import { untouched } from '#engine/gateway/untouched.ts';

/** A server that nobody has asked anything yet, but for what a test says. */
export function fakeServerTraffic(server: string, but: Partial<ServerTraffic> = {}): ServerTraffic {
  return { ...untouched(server), ...but };
}
