import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { JUDGES } from '../runner/install-judges.ts';

const SUITE = join(JUDGES, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const LIMIT_MS = 5 * 60_000;

/** Revisions for which the suite says itself which scenarios are required. */
const WITH_REQUIREMENTS = ['2025-11-25', '2026-07-28'];

const Checks = z.array(
  z.object({ name: z.string(), status: z.string(), errorMessage: z.string().optional() }),
);

/** What one scenario of the suite came to. */
export interface Verdict {
  readonly scenario: string;
  readonly passed: number;
  /** What failed and why; warnings, which the suite gives for what SHOULD be, count too. Empty when all is well. */
  readonly faults: readonly string[];
}

export interface Subject {
  /** Which side the suite plays against. */
  readonly kind: 'server' | 'client';
  /** `--url URL` for a server, `--command COMMAND` for a client. */
  readonly args: readonly string[];
  readonly revision: string;
  /** One scenario instead of all that the revision knows. */
  readonly scenario?: string;
}

/**
 * Lets the official conformance suite judge. Throws when it ran no scenario, with what it said.
 * @param shouldPrint its own words go to this terminal
 */
export async function judge(
  { kind, args, revision, scenario }: Subject,
  shouldPrint = false,
): Promise<Verdict[]> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-judge-'));
  const choice =
    scenario !== undefined
      ? ['--scenario', scenario, '--spec-version', revision, '--force']
      : WITH_REQUIREMENTS.includes(revision)
        ? ['--requirements', revision]
        : ['--suite', 'all', '--spec-version', revision];
  try {
    const said = await run([kind, ...args, ...choice, '-o', folder], shouldPrint);
    const verdicts = await readVerdicts(folder, kind);
    if (verdicts.length === 0) throw new Error(`the suite ran nothing: ${said}`);
    return verdicts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[], shouldPrint: boolean): Promise<string> {
  const child = spawn(process.execPath, [SUITE, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (shouldPrint) process.stderr.write(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(said));
  });
}

/** The suite writes one folder for each scenario, named `<kind>-<scenario>-<time>` or `<scenario>-<time>`. */
async function readVerdicts(folder: string, kind: string): Promise<Verdict[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('checks.json')).toSorted();
  return Promise.all(
    files.map(async (name) => {
      const checks = Checks.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
      const bad = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
      return {
        scenario: name
          .replace(/\/checks\.json$/, '')
          .replace(new RegExp(`^${kind}-`), '')
          .replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, ''),
        passed: checks.filter(({ status }) => status === 'SUCCESS').length,
        faults: bad.map(({ name: check, errorMessage }) => `${check}: ${errorMessage ?? 'failed'}`),
      };
    }),
  );
}
