import type { ServerConfig } from '../../configuration/configuration.ts';
import type { ClientIdentity } from '../../mcp/mcp.ts';
import type { StopWhy } from '../life.ts';
import type { SupervisedServer } from '../supervised-server.ts';
import { ClientLane, type LaneHost } from './client-lane.ts';

/** The lanes of one server, those included whose processes are still being ended. */
export interface Lanes {
  readonly all: readonly ClientLane[];
  readonly servers: readonly SupervisedServer[];
  readonly inFlight: number;
  readonly queued: number;
  /**
   * `stopped` is why the server is stopped; null when it is not, or when a request would start it. `taken` are the numbers
   * of its other processes.
   */
  open(
    client: ClientIdentity,
    config: ServerConfig,
    taken: readonly number[],
    stopped: StopWhy | null,
  ): ClientLane;
}

export function createLanes(
  host: Omit<LaneHost, 'onGone'> & {
    /** More are refused. */
    readonly max: () => number;
    readonly onGone: () => void;
  },
): Lanes {
  const lanes: ClientLane[] = [];

  function freeNumber(taken: readonly number[]): number {
    const used = new Set([...taken, ...lanes.map(({ server }) => server.instance)]);
    let instance = 2;
    while (used.has(instance)) instance += 1;
    return instance;
  }

  return {
    all: lanes,
    get servers() {
      return lanes.map(({ server }) => server);
    },
    get inFlight() {
      return lanes.reduce((sum, { inFlight }) => sum + inFlight, 0);
    },
    get queued() {
      return lanes.reduce((sum, { queued }) => sum + queued, 0);
    },
    open(client, config, taken, stopped) {
      const isOne = lanes.length < host.max();
      const lane = new ClientLane(
        config,
        {
          ...host,
          onGone(gone) {
            lanes.splice(lanes.indexOf(gone), 1);
            host.onGone();
          },
        },
        {
          client,
          instance: freeNumber(taken),
          stopped: stopped ?? 'idle',
          refusal: isOne ? null : sayFull(lanes.length),
        },
      );
      lanes.push(lane);
      return lane;
    },
  };
}

function sayFull(lanes: number): string {
  const who =
    lanes === 1 ? '1 client has a process of its own' : `${lanes} clients have a process of their own`;
  return `${who} already, and no more may`;
}
