import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../process/harness/random.ts';
import { killAppending } from '../process/history/kill-appending.ts';

const HELP = `Kills a process that writes the history as fast as it can, with SIGKILL at random moments, again and again on
the same file, and looks after each kill at the pages of the database and for each tick that was told as written.

  node test/faults/history-killed.ts                    200 times
  node test/faults/history-killed.ts --times 1000 --seed 7`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '200' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-history-killed-'));
  try {
    const random = values.seed === undefined ? createRandom() : createRandom(Number(values.seed));
    const onKill = (done: number) => {
      if (done % 20 === 0) console.log(`${done} kills`);
    };
    const result = await killAppending(join(folder, 'history.sqlite'), Number(values.times), random, onKill);
    const { kills, told, lost, faults } = result;
    console.log(`
killed ${kills} times (${random.told}); ${told} ticks were told as written, ${lost} of them lost; integrity_check after each
load ${(loadavg()[0] ?? 0).toFixed(1)}`);
    for (const fault of faults) console.log(`FAULT ${fault}`);
    return lost === 0 && faults.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
