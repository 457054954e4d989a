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

/** `npm test`: every check there is, each group of steps after the other whatever the one before came to. */
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

/** A tool that is one test by its exit code. It runs beside others. */
function check(name: string, tool: readonly [string, string], args: readonly string[]): Step {
  return { name, run: async () => countExit(await runTool(tool, args, { held: true })) };
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

/** Both shells in one run: while one waits for its desktop, the other works. */
const windowStep: Step = {
  name: 'window',
  async run() {
    if (chromium === null) return FAILED;
    const file = join(reports, 'window.json');
    const env = {
      SIGNALBOX_CHROMIUM: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
      SIGNALBOX_BRIDGE_ALONE: '1',
    };
    const exitCode = await runTool(['@playwright/test', 'playwright'], ['test'], { env });
    return countReport(file, exitCode, countPlaywright);
  },
};

/** Those of one group run side by side: most of them wait more than they compute. */
const groups: readonly (readonly Step[])[] = [
  [
    check('types', ['typescript', 'tsc'], ['-b']),
    check('lint', ['@biomejs/biome', 'biome'], ['check', '--error-on-warnings', '.']),
    check('unused code', ['knip', 'knip'], ['--no-progress']),
  ],
  [vitest('unit')],
  [
    {
      name: 'process',
      async run() {
        await parts;
        return await vitest('process').run();
      },
    },
  ],
  [
    check('build', ['electron-vite', 'electron-vite'], ['build']),
    {
      name: 'conformance',
      run: async () => countExit(await run(process.execPath, ['test/conformance/run-all.ts', '--quick'])),
    },
  ],
  [windowStep],
];

async function runStep(step: Step): Promise<Counts> {
  try {
    return await step.run();
  } catch (error) {
    console.error(error);
    return FAILED;
  }
}

try {
  chromium = await findChromium();
  parts = Promise.all([installJudges(), fetchPackages()]);
  // Waited for, and told, where it is needed.
  parts.catch(() => {});
  for (const group of groups) {
    console.log(`\n== ${group.map(({ name }) => name).join(', ')}`);
    const counts = await Promise.all(group.map(runStep));
    results.push(...group.map(({ name }, index) => ({ name, counts: counts[index] ?? FAILED })));
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
