import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALLOWED_IMPORTS, type Planted, REFUSED_BY_TYPES, REFUSED_IMPORTS } from './planted-imports.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const NOT_COPIED = new Set(['node_modules', '.git', 'out', 'dist', 'test-results', 'playwright-report']);
const MINUTES = 60_000;

let copy = '';

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'signalbox-rules-'));
  await cp(PROJECT, copy, {
    recursive: true,
    filter: (source) => !(source.startsWith(PROJECT) && NOT_COPIED.has(basename(source))),
  });
  await linkPackages();
}, 2 * MINUTES);

afterAll(() => rm(copy, { recursive: true, force: true }));

/** One link a package, not one for all: the compiler's cache lies in node_modules and must not be shared. */
async function linkPackages(): Promise<void> {
  await mkdir(join(copy, 'node_modules'));
  for (const name of await readdir(join(PROJECT, 'node_modules'))) {
    if (name !== '.cache')
      await symlink(join(PROJECT, 'node_modules', name), join(copy, 'node_modules', name));
  }
}

/** Writes each file under a name of its own and gives the names in the same order. */
async function plant(prefix: string, list: readonly Planted[]): Promise<string[]> {
  const files: string[] = [];
  for (const [index, { room, source, extension = 'ts' }] of list.entries()) {
    const file = `${room}/${prefix}-${index}.${extension}`;
    await mkdir(join(copy, room), { recursive: true });
    await writeFile(join(copy, file), source);
    files.push(file);
  }
  return files;
}

function run(tool: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: copy, maxBuffer: 64 * 1024 * 1024 };
    execFile(join(PROJECT, 'node_modules/.bin', tool), args, options, (error, stdout, stderr) => {
      // Both tools exit with a number when they found something; a missing tool or a signal has none.
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve(stdout === '' ? stderr : stdout);
    });
  });
}

/** The files in which Biome's import rule found something. */
async function filesWithForbiddenImports(): Promise<Set<string>> {
  const output = await run('biome', [
    'lint',
    '--only=style/noRestrictedImports',
    '--reporter=json',
    '--max-diagnostics=none',
    '.',
  ]);
  const report = JSON.parse(output) as {
    summary: { errors: number };
    diagnostics: { category: string; location: { path: string } }[];
  };
  expect(report.diagnostics.filter(({ category }) => category !== 'lint/style/noRestrictedImports')).toEqual(
    [],
  );
  return new Set(report.diagnostics.map(({ location }) => location.path));
}

/** The files in which the compiler found an error. */
async function filesWithTypeErrors(): Promise<Set<string>> {
  const output = await run('tsc', ['-b', '--pretty', 'false']);
  return new Set([...output.matchAll(/^(\S+?)\(\d+,\d+\): error TS/gm)].map(([, file]) => file ?? ''));
}

/** The rules of each room with the file planted for each. */
function byRoom(
  list: readonly Planted[],
): { room: string; count: number; rules: [rule: string, index: number][] }[] {
  const rooms = Map.groupBy(list.entries(), ([, { room }]) => room);
  return [...rooms].map(([room, entries]) => ({
    room,
    count: entries.length,
    rules: entries.map(([index, { rule }]) => [rule, index]),
  }));
}

describe('import rules', () => {
  let before = new Set<string>();
  let after = new Set<string>();
  let refused: string[] = [];
  let allowed: string[] = [];

  beforeAll(async () => {
    before = await filesWithForbiddenImports();
    refused = await plant('refused', REFUSED_IMPORTS);
    allowed = await plant('allowed', ALLOWED_IMPORTS);
    after = await filesWithForbiddenImports();
    for (const file of [...refused, ...allowed]) await rm(join(copy, file));
  }, 2 * MINUTES);

  test('the tree as it is breaks none of them', () => expect([...before]).toEqual([]));

  test.each(byRoom(REFUSED_IMPORTS))('$room: each of $count forbidden imports is reported', ({ rules }) => {
    const missed = rules.filter(([, index]) => !after.has(refused[index] ?? ''));
    expect(missed).toEqual([]);
  });

  test.each(byRoom(ALLOWED_IMPORTS))('$room: each of $count wanted imports is let through', ({ rules }) => {
    const reported = rules.filter(([, index]) => after.has(allowed[index] ?? ''));
    expect(reported).toEqual([]);
  });
});

describe('what only the compiler sees', () => {
  let found = new Set<string>();
  let planted: string[] = [];

  beforeAll(async () => {
    planted = await plant('typed', REFUSED_BY_TYPES);
    found = await filesWithTypeErrors();
  }, 5 * MINUTES);

  test.each(REFUSED_BY_TYPES.map((entry, index) => ({ ...entry, index })))('$rule', ({ index }) => {
    expect([...found]).toContain(planted[index]);
  });
});
