import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Defer } from '../../process/harness/home.ts';
import { installFromNpm } from '../kit/install-from-npm.ts';
import { direct } from './direct.ts';
import type { Front } from './front.ts';
import { bareRelay, signalbox } from './own-fronts.ts';
import { PEER_PACKAGES, peers } from './peers.ts';

/** Runs with a list of what is to be undone, and undoes it, the last first. */
export async function withUndo<Value>(use: (defer: Defer) => Promise<Value>): Promise<Value> {
  const steps: (() => Promise<void>)[] = [];
  try {
    return await use((step) => void steps.push(step));
  } finally {
    for (const step of steps.toReversed()) await step();
  }
}

/** All fronts, the peers among them installed for this and removed again. `withoutPeers` is for a quick look. */
export function withFronts<Value>(
  withoutPeers: boolean,
  use: (fronts: readonly Front[], defer: Defer) => Promise<Value>,
): Promise<Value> {
  return withUndo(async (defer) => {
    const own = [direct, bareRelay, signalbox];
    if (withoutPeers) return use(own, defer);
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-peers-'));
    defer(() => rm(folder, { recursive: true, force: true }));
    console.error(`installing ${PEER_PACKAGES.join(', ')} …`);
    const installed = await installFromNpm(folder, PEER_PACKAGES);
    return use([...own, ...peers(installed, folder)], defer);
  });
}
