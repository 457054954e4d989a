import type { Context } from '../../main/engine/supervision/life.ts';
import { fakeServerConfig } from './server-config.ts';

/** A server on this machine with the documented restart settings, at time 0, but for what a test says. */
export function lifecycleContext(but: Partial<Context> = {}): Context {
  const { restart, liveness } = fakeServerConfig('any');
  return { nowMs: 0, random: 0.5, restart, onHang: liveness.onHang, isRemote: false, ...but };
}
