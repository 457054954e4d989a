import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addCounts,
  type Counts,
  countExit,
  countPlaywright,
  countReport,
  countVitest,
  describeCounts,
  nameTrouble,
} from './runner/count-results.ts';
import { fetchPackages } from './runner/debian-packages.ts';
import { findChromium } from './runner/find-chromium.ts';
import { installJudges } from './runner/install-judges.ts';
import { run, runTool } from './runner/run-tool.ts';

/** `npm test`: every check there is, each step after the other whatever the one before came to. */
interface Step {
  readonly name: string;
  run(): Promise<Counts>;
}

const FAILED = countExit(1);

const reports = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
const results: { name: string; counts: Counts }[] = [];
let chromium: string | null = null;
/** What process tests and conformance need; fetched while the first steps run. */
let parts: Promise<unknown> = Promise.resolve();

/** A tool that is one test by its exit code. */
function check(name: string, tool: readonly [string, string], args: readonly string[]): Step {
  return { name, run: async () => countExit(await runTool(tool, args)) };
}

function vitest(project: string): Step {
  return {
    name: project,
    async run() {
      const file = join(reports, `${project}.json`);
      const args = [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ];
      return countReport(file, await runTool(['vitest', 'vitest'], args), countVitest);
    },
  };
}

/** @param specs parts of the names of the files that are run; none for all */
function playwright(project: string, specs: readonly string[] = []): Step {
  return {
    name: `window ${project}`,
    async run() {
      if (chromium === null) return FAILED;
      const file = join(reports, `window-${project}.json`);
      const env = { SIGNALBOX_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
      const exitCode = await runTool(
        ['@playwright/test', 'playwright'],
        ['test', `--project=${project}`, ...specs],
        env,
      );
      return countReport(file, exitCode, countPlaywright);
    },
  };
}

const steps: readonly Step[] = [
  check('types', ['typescript', 'tsc'], ['-b']),
  check('lint', ['@biomejs/biome', 'biome'], ['check', '--error-on-warnings', '.']),
  check('unused code', ['knip', 'knip'], ['--no-progress']),
  vitest('unit'),
  {
    name: 'process',
    async run() {
      await parts;
      return await vitest('process').run();
    },
  },
  {
    name: 'conformance',
    run: async () => countExit(await run(process.execPath, ['test/conformance/run-all.ts', '--quick'])),
  },
  check('build', ['electron-vite', 'electron-vite'], ['build']),
  playwright('headless'),
  // What crosses the bridge and what the shell does itself; `npm run test:electron` runs the rest there too, where the
  // page is the same as in the browser.
  playwright('electron', ['desktop-shell', 'dashboard']),
];

try {
  chromium = await findChromium();
  parts = Promise.all([installJudges(), fetchPackages()]);
  // Waited for, and told, where it is needed.
  parts.catch(() => {});
  for (const step of steps) {
    console.log(`\n== ${step.name}`);
    const counts = await step.run().catch((error: unknown) => {
      console.error(error);
      return FAILED;
    });
    results.push({ name: step.name, counts });
  }
} finally {
  await rm(reports, { recursive: true, force: true });
}

const trouble = results.flatMap(({ name, counts }) => nameTrouble(name, counts));
if (trouble.length > 0) console.log(`\n${trouble.join('\n')}`);
const total = addCounts(results.map(({ counts }) => counts));
console.log('');
for (const { name, counts } of results) console.log(`${name.padEnd(16)} ${describeCounts(counts)}`);
console.log(`\n${describeCounts(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
