import type { ServerConfig } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import type { SupervisedServer } from '../supervised-server.ts';
import { freshPool, nextPoolSize, type PoolMemory } from './pool-size.ts';

/** Keeps as many instances of one server as its requests need. */
export interface PoolKeeper {
  /** To be called when an instance took a step, when requests came or went, and when settings changed. */
  look(): void;
  close(): void;
}

export function keepPool(options: {
  readonly clock: Clock;
  readonly config: () => ServerConfig;
  /** The first is there always; those that leave the pool stay until nothing is left of them. */
  readonly instances: readonly SupervisedServer[];
  readonly load: () => { readonly inFlight: number; readonly queued: number };
  readonly add: () => SupervisedServer;
  readonly onGone: (server: SupervisedServer) => void;
}): PoolKeeper {
  const { clock, config, instances } = options;
  let memory: PoolMemory = freshPool;
  let cancelLook = (): void => {};
  let isSizing = false;
  let isClosed = false;

  /** What is changed here comes back here as a step of an instance: once is enough. */
  function look(): void {
    if (isSizing || isClosed) return;
    if (config().instances === null && instances.length === 1) return;
    isSizing = true;
    cancelLook();
    const lookAtMs = size();
    isSizing = false;
    const waitMs = lookAtMs === null ? null : Math.max(0, lookAtMs - clock.monotonic());
    cancelLook = waitMs === null ? () => {} : clock.after(waitMs, look);
  }

  /** When to look again though nothing changes, monotonic; null when there is no need to. */
  function size(): number | null {
    const wanted = instances.filter(({ isWanted }) => isWanted);
    const isReady = instances.some((server) => server.isReady);
    if (instances[0]?.isWanted !== true) {
      memory = freshPool;
      return null;
    }
    if (!isReady && wanted.length === 1) return null;
    const { target, lookAtMs } = targetSize();
    for (let missing = target - wanted.length; missing > 0; missing -= 1) grow().start('pool');
    const surplus = Math.max(0, wanted.length - target);
    const unused = wanted.slice(1).filter(({ inFlight }) => inFlight === 0);
    for (const server of unused.slice(unused.length - Math.min(surplus, unused.length))) void remove(server);
    return lookAtMs;
  }

  function targetSize(): { readonly target: number; readonly lookAtMs: number | null } {
    const settings = config().instances;
    if (settings === null) return { target: 1, lookAtMs: null };
    const count = (...kinds: string[]) =>
      instances.filter(({ life: { phase } }) => kinds.includes(phase.kind)).length;
    const next = nextPoolSize(memory, {
      nowMs: clock.monotonic(),
      ...settings,
      ready: count('ready'),
      starting: count('starting', 'waiting'),
      ...options.load(),
    });
    memory = next.memory;
    return next;
  }

  /** One more: one that rests, or a new one. */
  function grow(): SupervisedServer {
    const resting = instances.slice(1).find(({ life: { phase } }) => phase.kind === 'stopped');
    return resting ?? options.add();
  }

  async function remove(server: SupervisedServer): Promise<void> {
    await server.stop('spare');
    if (server.life.phase.kind === 'stopped') options.onGone(server);
  }

  return {
    look,
    close() {
      isClosed = true;
      cancelLook();
    },
  };
}
