import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { alerts } from './alerts.ts';
import { anomalies } from './anomalies.ts';
import { anomaliesWatch } from './anomalies-watch.ts';
import { atRest } from './at-rest.ts';
import { besidePm2 } from './beside-pm2.ts';
import { configurationReload } from './configuration-reload.ts';
import { configurationValidate } from './configuration-validate.ts';
import { crashToReady } from './crash-to-ready.ts';
import { fiftyDie } from './fifty-die.ts';
import { gatewayClients } from './gateway/clients.ts';
import { gatewayConnect } from './gateway/connect.ts';
import { gatewayGuards } from './gateway/guards.ts';
import { gateway } from './gateway/throughput.ts';
import { history } from './history.ts';
import { type Bench, type BenchResult, table } from './kit/bench.ts';
import { describeConditions, readConditions } from './kit/conditions.ts';
import { leaks } from './leaks.ts';
import { logCapture } from './log-capture.ts';
import { sampling } from './sampling.ts';
import { startToReady } from './start-to-ready.ts';
import { supervision } from './supervision.ts';
import { treeShapes } from './tree-shapes.ts';

const BENCHES: readonly Bench[] = [
  startToReady,
  atRest,
  crashToReady,
  configurationReload,
  configurationValidate,
  logCapture,
  history,
  sampling,
  supervision,
  fiftyDie,
  besidePm2,
  treeShapes,
  gateway,
  gatewayClients,
  gatewayConnect,
  gatewayGuards,
  leaks,
  alerts,
  anomalies,
  anomaliesWatch,
];

const HELP = `Measures Signalbox on real servers. There is no pass or fail: figures belong to a machine and its load,
ratios are taken side by side in one run. All of it takes less than half an hour. Needs Linux: memory and processor time
are read from /proc. beside-pm2, tree-shapes, gateway and gateway-clients install others from npm into a temporary
folder.

  npm run bench                          everything
  npm run bench -- start-to-ready        one of them, or several
  npm run bench -- gateway               all that begin with it: gateway, gateway-clients…
  npm run bench -- gateway --quick       a first look, without what is installed for it
  npm run bench -- --json                the figures for scripts, on stdout

${BENCHES.map(({ name, about }) => `  ${name.padEnd(16)} ${about}`).join('\n')}`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const unknown = positionals.filter((name) => !BENCHES.some((bench) => isMeant(bench, name)));
  if (unknown.length > 0) {
    console.error(
      `There is no bench named ${unknown.join(', ')}. There are: ${BENCHES.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const chosen = BENCHES.filter(
    (bench) => positionals.length === 0 || positionals.some((wanted) => isMeant(bench, wanted)),
  );
  const all: Record<string, unknown> = {};
  for (const bench of chosen) {
    const conditions = readConditions();
    console.error(`${bench.name} …`);
    const result = await bench.run({ quick: values.quick === true });
    const loadAfter = loadavg()[0] ?? 0;
    all[bench.name] = { conditions: { ...conditions, loadAfter }, ...result.figures };
    if (values.json !== true) print(bench, result, describeConditions(conditions, loadAfter));
  }
  if (values.json === true) console.log(JSON.stringify(all, null, 2));
  return 0;
}

function isMeant({ name }: Bench, wanted: string): boolean {
  return name === wanted || name.startsWith(`${wanted}-`);
}

function print(bench: Bench, { columns, rows, notes }: BenchResult, conditions: string): void {
  console.log(`\n## ${bench.name}\n\n${table(columns, rows)}\n`);
  for (const note of [...notes, `${conditions}.`]) console.log(note);
}

process.exitCode = await main();
