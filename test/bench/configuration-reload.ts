import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../faults/kit/measure.ts';
import { fixture } from '../process/harness/fixture.ts';
import { type Defer, makeHome } from '../process/harness/home.ts';
import { openEngine } from '../process/harness/open-engine.ts';
import { type Bench, milliseconds } from './kit/bench.ts';
import { withLimit } from './kit/run-program.ts';

const SERVERS = 20;
const SAVES = 100;
const QUICK_SAVES = 15;
/** So that one save's looks at the file are over when the next one comes. */
const CALM_MS = 250;

type Save = (file: string, text: string) => Promise<void>;

const inPlace: Save = (file, text) => writeFile(file, text);
const byRename: Save = async (file, text) => {
  await writeFile(`${file}.swap`, text);
  await rename(`${file}.swap`, file);
};

const WAYS: readonly { readonly what: string; readonly file: string; readonly save: Save }[] = [
  { what: 'servers.json, saved by a rename', file: 'servers.json', save: byRename },
  { what: 'servers.json, written in place', file: 'servers.json', save: inPlace },
  { what: 'servers.yaml, saved by a rename', file: 'servers.yaml', save: byRename },
  { what: 'servers.yaml, written in place', file: 'servers.yaml', save: inPlace },
];

export const configurationReload: Bench = {
  name: 'configuration-reload',
  about: `from the save of a file with ${SERVERS} servers to the change in effect, without a restart`,
  async run({ quick }) {
    const measured: { readonly what: string; readonly ms: readonly number[] }[] = [];
    for (const { what, file, save } of WAYS)
      measured.push({ what, ms: await measure(file, save, quick ? QUICK_SAVES : SAVES) });
    const row = ({ what, ms }: { readonly what: string; readonly ms: readonly number[] }) => [
      what,
      milliseconds(percentile(ms, 0.5)),
      milliseconds(percentile(ms, 0.95)),
      milliseconds(Math.max(...ms)),
    ];
    return {
      columns: ['from save to applied', 'p50', 'p95', 'at most'],
      rows: measured.map(row),
      notes: [
        `${SERVERS} servers run; each save gives one of them another queue. None may be restarted for it, which is checked.`,
        'A JSON text that is good is whole. The first half of a YAML text mostly is a good one too, so it has to rest for 160 ms.',
      ],
      figures: Object.fromEntries(
        measured.map(({ what, ms }) => [what, { p50Ms: percentile(ms, 0.5), p95Ms: percentile(ms, 0.95) }]),
      ),
    };
  },
};

async function measure(name: string, save: Save, saves: number): Promise<readonly number[]> {
  const undo: (() => Promise<void>)[] = [];
  const defer: Defer = (step) => void undo.push(step);
  try {
    const made = await makeHome(defer);
    const home = { ...made, file: join(made.folder, name) };
    const names = Array.from({ length: SERVERS }, (_, index) => `server-${index}`);
    const text = (edit: number) => {
      const entries = names.map((server, index) => [
        server,
        fixture('well-behaved', { limits: { queue: index === edit % SERVERS ? 1000 + edit : 1000 } }),
      ]);
      return `${JSON.stringify({ mcpServers: Object.fromEntries(entries) }, null, 2)}\n`;
    };
    await writeFile(home.file, text(0));
    const { engine, untilReady } = await openEngine(home, { defer });
    const pids = (await untilReady(...names)).map(({ pid }) => pid);
    const found: number[] = [];
    for (let edit = 1; edit <= saves; edit += 1) {
      await sleep(CALM_MS);
      const applied = Promise.withResolvers<number>();
      const stop = engine.subscribe('configuration', () => applied.resolve(performance.now()));
      await save(home.file, text(edit));
      const savedMs = performance.now();
      found.push((await withLimit('the change', applied.promise)) - savedMs);
      stop();
    }
    const now = engine.snapshot().servers.map(({ pid }) => pid);
    if (JSON.stringify(now) !== JSON.stringify(pids)) throw new Error('a server was restarted');
    return found;
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}
