import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Defer } from '../process/harness/home.ts';
import { createRandom } from '../process/harness/random.ts';
import { messageOf } from './kit/fault-case.ts';
import { percentile, span } from './kit/measure.ts';
import { killSeries, type SeriesResult } from './random-kills/kill-series.ts';

const HELP = `Kills an engine with SIGKILL at random moments while ten servers start, crash and stop by random commands,
each tenth time its guard too, and looks after each kill at what is alive, at the database and at the next start.

  npm run faults:random                                        200 times, in four homes at a time
  npm run faults:random -- --times 40 --homes 2 --seed 7`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '200' },
      homes: { type: 'string', default: '4' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const homes = Number(values.homes);
  const kills = Math.ceil(Number(values.times) / homes);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
  let done = 0;
  const onKill = (faults: readonly string[]) => {
    done += 1;
    for (const fault of faults) console.log(`fault: ${fault}`);
    if (done % 20 === 0) console.log(`${done} kills`);
  };
  const results = await Promise.all(
    Array.from({ length: homes }, (_, home) => runSeries({ kills, seed: seed + home, onKill })),
  );
  return tell(results, seed);
}

async function runSeries(options: {
  readonly kills: number;
  readonly seed: number;
  readonly onKill: (faults: readonly string[]) => void;
}): Promise<SeriesResult> {
  const undo: (() => Promise<void>)[] = [];
  const defer: Defer = (step) => void undo.push(step);
  const faults: string[] = [];
  let result: SeriesResult | null = null;
  try {
    const { kills, onKill } = options;
    result = await killSeries({ kills, onKill, defer, random: createRandom(options.seed) });
  } catch (error) {
    faults.push(messageOf(error));
  }
  for (const step of undo.toReversed()) await step().catch((error: unknown) => faults.push(messageOf(error)));
  const nothing = {
    kills: 0,
    faults: [],
    goneMs: [],
    guardKills: 0,
    answered: 0,
    events: 0,
    hit: 0,
    liveOverWanted: 0,
  };
  const of = result ?? nothing;
  return { ...of, faults: [...of.faults, ...faults] };
}

function tell(results: readonly SeriesResult[], seed: number): number {
  const sum = (of: (result: SeriesResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const kills = sum((result) => result.kills);
  const goneMs = results.flatMap((result) => result.goneMs);
  const faults = results.flatMap((result) => result.faults);
  console.log(`
killed ${kills} times (seed ${seed}), ${sum(({ guardKills }) => guardKills)} times with its guard; ${sum(({ hit }) => hit)} processes were alive
nothing left after: ${goneMs.length === 0 ? 'never seen' : `median ${span(percentile(goneMs, 0.5))}, p95 ${span(percentile(goneMs, 0.95))}, at most ${span(Math.max(...goneMs))}`}
${sum(({ answered }) => answered)} commands answered, ${sum(({ events }) => events)} steps of lives in the history, none contradicted unless told below
live over wanted after the last kill of each home: ${results.map(({ liveOverWanted }) => liveOverWanted.toFixed(2)).join(', ')}
load ${(loadavg()[0] ?? 0).toFixed(1)}`);
  for (const fault of faults) console.log(`FAULT ${fault}`);
  const failed = faults.length === 0 ? 0 : 1;
  console.log(`${1 - failed} passed, ${failed} failed`);
  return failed;
}

process.exitCode = await main();
