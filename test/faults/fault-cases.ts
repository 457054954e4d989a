import { clocks } from './cases/clocks.ts';
import { configurations } from './cases/configurations.ts';
import { connections } from './cases/connections.ts';
import { disk } from './cases/disk.ts';
import { ends } from './cases/ends.ts';
import { engineKilled } from './cases/engine-killed.ts';
import { floods } from './cases/floods.ts';
import { handles } from './cases/handles.ts';
import { limits } from './cases/limits.ts';
import { many } from './cases/many.ts';
import { reloads } from './cases/reloads.ts';
import { saves } from './cases/saves.ts';
import { silence } from './cases/silence.ts';
import { stops } from './cases/stops.ts';
import { unusable } from './cases/unusable.ts';
import type { FaultCase } from './kit/fault-case.ts';

/** In the order of the list. */
export const faultCases: readonly FaultCase[] = [
  ...ends,
  ...unusable,
  ...silence,
  ...stops,
  ...engineKilled,
  ...clocks,
  ...disk,
  ...floods,
  ...limits,
  ...handles,
  ...many,
  ...connections,
  ...saves,
  ...reloads,
  ...configurations,
].toSorted((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
