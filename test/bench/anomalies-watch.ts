import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory } from '#engine/telemetry/telemetry.ts';
import { watchCost } from './anomalies/watch-cost.ts';
import { HOW_MADE, madeUpTicks, TickClock } from './history/made-up-servers.ts';
import { type Bench, median } from './kit/bench.ts';

const SERVERS = 50;
const DAY_MS = 86_400_000;
const SETTINGS = { rawMs: DAY_MS, minuteMs: 30 * DAY_MS, quarterMs: 365 * DAY_MS, maxBytes: 500_000_000 };
const ROUND_EACH_MS = 300_000;

/** What it costs to look at every server's series for anomalies. */
export const anomaliesWatch: Bench = {
  name: 'anomalies-watch',
  about: `processor time of looking at the series of ${SERVERS} servers for anomalies`,
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-anomalies-'));
    const clock = new TickClock(Date.UTC(2026, 0, 1));
    const history = openHistory({
      file: join(folder, 'history.sqlite'),
      clock,
      settings: () => SETTINGS,
      onFault: (text) => console.error(text),
    });
    try {
      const ticks = madeUpTicks(SERVERS, Number.POSITIVE_INFINITY, clock);
      const { firstRoundMs, roundMs } = await watchCost(SERVERS, quick ? 3 : 12, clock, history, ticks);
      const share = median(roundMs) / ROUND_EACH_MS;
      return {
        columns: ['of 50 servers × 7 series', 'processor time'],
        rows: [
          ['a round, each 5 min: median', `${median(roundMs).toFixed(0)} ms`],
          ['as a share of one core', `${(100 * share).toFixed(3)} %`],
          ['the first round: a week of each server', `${firstRoundMs.toFixed(0)} ms, over some 4 min`],
        ],
        notes: [
          HOW_MADE,
          'The week before is uniform noise made up by the bench, so that each step is compared with a whole week; later steps are read from a real history. The first round is without the reading of that week.',
        ],
        figures: { roundMs, firstRoundMs, share },
      };
    } finally {
      history.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
