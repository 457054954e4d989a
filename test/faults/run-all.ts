import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { faultCases } from './fault-cases.ts';
import { type FaultCase, messageOf, play } from './kit/fault-case.ts';
import { line, type Outcome, writePage } from './kit/report.ts';

const HELP = `Injects every fault of docs/faults.md, for real, and says what was seen. Linux only.

  npm run faults                    all of them, the slow ones too
  npm run faults -- 7a 23           these entries of the list
  npm run faults -- --quick         those that npm test runs too
  npm run faults -- --write         all of them, and the table of docs/faults.md anew
  npm run faults -- --jobs 1        one at a time; without it two`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean' },
      write: { type: 'boolean' },
      jobs: { type: 'string', default: '2' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const chosen = faultCases.filter(
    ({ id, pace }) =>
      (positionals.length === 0 ||
        positionals.some((wanted) => id === wanted || id.replace(/\D+$/, '') === wanted)) &&
      (values.quick !== true || pace === 'quick'),
  );
  if (chosen.length === 0 || (values.write === true && chosen.length < faultCases.length)) {
    console.error(chosen.length === 0 ? 'There is no such fault.' : '--write takes all of them.');
    return 2;
  }
  const loadBefore = loadavg()[0] ?? 0;
  const outcomes = await playAll(chosen, Math.max(1, Number(values.jobs)));
  const loadAfter = loadavg()[0] ?? 0;
  const ordered = chosen.map((fault) => outcomes.get(fault)).filter((outcome) => outcome !== undefined);
  if (values.write === true) {
    const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`;
    const load = `load ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after`;
    await writePage(
      ordered,
      `Seen with Node ${process.versions.node} on ${process.platform}, ${machine}, ${load}.`,
    );
  }
  const failed = ordered.filter(({ passed }) => !passed);
  console.log('');
  for (const outcome of failed) console.log(line(outcome));
  console.log(`${ordered.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

async function playAll(faults: readonly FaultCase[], jobs: number): Promise<Map<FaultCase, Outcome>> {
  const outcomes = new Map<FaultCase, Outcome>();
  const left = [...faults];
  const work = async () => {
    for (let fault = left.shift(); fault !== undefined; fault = left.shift()) {
      const outcome = await playOne(fault);
      outcomes.set(fault, outcome);
      console.log(line(outcome));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return outcomes;
}

async function playOne(fault: FaultCase): Promise<Outcome> {
  const startedMs = performance.now();
  const [seen, passed] = await play(fault).then(
    (text) => [text, true] as const,
    (error: unknown) => [messageOf(error), false] as const,
  );
  return { fault, seen, passed, tookMs: performance.now() - startedMs };
}

process.exitCode = await main();
