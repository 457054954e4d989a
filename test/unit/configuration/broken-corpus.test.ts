import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type LoadResult,
  loadConfiguration,
  loadFormat,
  NOTHING_BESIDE,
  parseConfiguration,
} from '#engine/configuration/configuration.ts';
import { brokenTexts } from './corpus/broken-texts.ts';
import { faultOf } from './corpus/hold.ts';
import { REAL_JSON, REAL_YAML } from './corpus/real-files.ts';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-corpus-'));
  await loadFormat('servers.yaml');
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(bytes: Buffer, ending: string): Promise<LoadResult> {
  const file = join(folder, `servers${ending}`);
  writeFileSync(file, bytes);
  return loadConfiguration(file, NOTHING_BESIDE);
}

const errorsOf = (result: LoadResult): readonly string[] =>
  (result.ok ? [] : result.findings)
    .filter(({ severity }) => severity === 'error')
    .map(({ line, column, message }) => `${line}:${column} ${message}`);

test('the real files are good', async () => {
  expect(errorsOf(await load(Buffer.from(REAL_JSON), '.json'))).toEqual([]);
  expect(errorsOf(await load(Buffer.from(REAL_YAML), '.yaml'))).toEqual([]);
  const marked = Buffer.from(`\uFEFF${REAL_JSON.replaceAll('\n', '\r\n')}`);
  expect(errorsOf(await load(marked, '.json'))).toEqual([]);
  expect(errorsOf(await load(Buffer.from(`\uFEFF${REAL_YAML.replaceAll('\n', '\r\n')}`), '.yaml'))).toEqual(
    [],
  );
});

test.each(brokenTexts())('$name: one message, at its place', async ({ bytes, ending }) => {
  const result = await load(bytes, ending);
  expect(errorsOf(result)).toHaveLength(1);
  expect(faultOf(bytes.toString('utf8'), result)).toBeNull();
});

test('JSON that is cut at any byte has one message, at its place', async () => {
  const whole = Buffer.from(REAL_JSON);
  const brace = whole.lastIndexOf('}');
  for (let end = 0; end <= brace; end += 1) {
    const bytes = whole.subarray(0, end);
    const result = await load(bytes, '.json');
    expect([end, errorsOf(result).length, faultOf(bytes.toString('utf8'), result)]).toEqual([end, 1, null]);
  }
});

test('YAML that is cut at any byte is refused with its place, or means what is left of it', async () => {
  const whole = Buffer.from(REAL_YAML);
  let refused = 0;
  for (let end = 0; end < whole.length; end += 1) {
    const bytes = whole.subarray(0, end);
    const result = await load(bytes, '.yaml');
    expect([end, faultOf(bytes.toString('utf8'), result)]).toEqual([end, null]);
    if (!result.ok) refused += 1;
  }
  expect(refused).toBeGreaterThan(200);
});

const WRONG: readonly unknown[] = [null, true, -1.5, 'x', [null], { '': null }];

test('a wrong kind of value in any place is told there, and nothing throws', () => {
  const real: unknown = JSON.parse(
    REAL_JSON.replace(/^ *\/\/.*$/m, '')
      .replace(/\/\*.*?\*\//, '')
      .replace(/,(?=\s*}\s*$)/, ''),
  );
  let refused = 0;
  for (const path of pathsOf(real)) {
    for (const value of WRONG) {
      const text = JSON.stringify(withValue(real, path, value), null, 2);
      const result = parseConfiguration('/servers.json', text, NOTHING_BESIDE);
      expect([path.join('.'), value, faultOf(text, result)]).toEqual([path.join('.'), value, null]);
      if (!result.ok) refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(100);
});

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function withValue(value: unknown, path: readonly string[], wished: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return wished;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...Object(value) };
  Reflect.set(Object(copy), key, withValue(Reflect.get(Object(copy), key), rest, wished));
  return copy;
}
