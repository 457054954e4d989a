import { beforeEach, expect, test } from 'vitest';
import type { ConfigurationStatus, Finding } from '#contract/configuration-status.ts';
import { createFindingsTeller } from '../../../main/headless/tell-findings.ts';

const FILE = '/home/ada/servers.json';
const finding = (severity: Finding['severity'], line: number, message: string): Finding => ({
  severity,
  file: FILE,
  line,
  column: 1,
  key: '',
  message,
});
const MISSING = finding('warning', 3, 'names the secret GITHUB, which has no value');
const UNKNOWN = finding('warning', 5, 'the command x is not there');
const BROKEN = finding('error', 2, 'a comma is missing');
const KEEPS_RUNNING = 'The last good configuration keeps running.\n';

let nowMs: number;
let written: string[];
let tell: (status: ConfigurationStatus) => void;

beforeEach(() => {
  nowMs = 0;
  written = [];
  tell = createFindingsTeller(
    (text) => void written.push(text),
    () => nowMs,
  );
});

function status(findings: Finding[], revision = 'one'): ConfigurationStatus {
  return {
    file: FILE,
    format: 'jsonc',
    valid: findings.every(({ severity }) => severity !== 'error'),
    findings,
    applied_at: null,
    plan: null,
    revision,
    version: 2,
    outdated: false,
    rollbacks: [],
  };
}

/** What is told of these, one status after the other. */
function toldOf(...all: ConfigurationStatus[]): string[] {
  written.length = 0;
  for (const one of all) tell(one);
  return [...written];
}

test('a warning is told once, though a reload has a second status for what is said of the surroundings', () => {
  expect(toldOf(status([MISSING]), status([MISSING, UNKNOWN]))).toEqual([
    `${FILE}:3:1 warning: ${MISSING.message}\n`,
    `${FILE}:5:1 warning: ${UNKNOWN.message}\n`,
  ]);
  nowMs += 3_600_000;
  expect(toldOf(status([MISSING], 'two'), status([MISSING, UNKNOWN], 'two'))).toEqual([]);
  expect(toldOf(status([{ ...MISSING, line: 4 }], 'three'))).toEqual([
    `${FILE}:4:1 warning: ${MISSING.message}\n`,
  ]);
});

test('a warning that comes back after it was mended is told again', () => {
  toldOf(status([UNKNOWN]), status([]));
  nowMs += 60_000;
  expect(toldOf(status([UNKNOWN]))).toHaveLength(1);
});

test('an error is told for each text that is refused, and once for each', () => {
  expect(toldOf(status([BROKEN]), status([BROKEN]))).toEqual([
    `${FILE}:2:1 a comma is missing\n`,
    KEEPS_RUNNING,
  ]);
  expect(toldOf(status([BROKEN], 'two'))).toHaveLength(2);
  expect(toldOf(status([], 'three'), status([BROKEN], 'two'))).toHaveLength(2);
});
