import type { RequestRecord, Traffic } from '#contract/traffic.ts';
import type { Clock } from '../ports.ts';
import type { TrafficLog } from '../telemetry/telemetry.ts';
import type { Clients } from './sessions/clients.ts';

const EACH_MS = 1_000;
/** Figures of the last minute go on changing for so long after the last request. */
const FADES_MS = 62_000;

/** Tells what goes on once a second while something does, and each request when it is over. */
export function watchTraffic(options: {
  readonly clock: Clock;
  readonly traffic: TrafficLog;
  readonly clients: Clients;
  readonly view: () => Traffic;
  readonly publish: { traffic(traffic: Traffic): void; requests(records: readonly RequestRecord[]): void };
}): { close(): void } {
  const { clock, traffic, clients, view, publish } = options;
  let busyUntilMs = 0;
  let told = '';
  let cancelTimer = (): void => {};

  const unsubscribe = traffic.subscribe((records) => {
    busyUntilMs = clock.monotonic() + FADES_MS;
    publish.requests(records);
  });

  function look(): void {
    cancelTimer = clock.after(EACH_MS, look);
    const who = [...clients.values()]
      .map((client) => `${client.id}${client.isAttached}${client.calls.size}`)
      .join();
    // Not of clients alone: the window and the command line ask too.
    const isBusy = clock.monotonic() < busyUntilMs || traffic.inFlight().length > 0;
    if (!isBusy && who === told) return;
    told = who;
    publish.traffic(view());
  }
  look();

  return {
    close() {
      cancelTimer();
      unsubscribe();
    },
  };
}
