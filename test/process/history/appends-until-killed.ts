import type { Clock } from '#engine/ports.ts';
import { openHistory, type TickValues } from '#engine/telemetry/telemetry.ts';
import { KEPT, SERVERS, TICK_MS, timeOf } from './made-up-ticks.ts';

/** Appends as fast as it can and prints each tick once it is written. Killed by its parent. */
const [file = '', first = '1'] = process.argv.slice(2);
let tick = Number(first);
const clock: Clock = {
  now: () => timeOf(tick),
  monotonic: () => tick * TICK_MS,
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
const history = openHistory({
  file,
  clock,
  settings: () => KEPT,
  onFault(text) {
    throw new Error(text);
  },
});

function append(): void {
  const values: TickValues = {
    values: new Map([
      ['memory_bytes', tick * 1024],
      ['threads', tick % 7],
      ['custom:ticks', tick / 3],
    ]),
    latencies: [tick % 200, 1],
  };
  history.append({
    atMs: timeOf(tick),
    monotonicMs: tick * TICK_MS,
    intervalMs: TICK_MS,
    servers: new Map(SERVERS.map((name) => [name, values])),
  });
  process.stdout.write(`${tick}\n`);
  tick += 1;
  setImmediate(append);
}
append();
