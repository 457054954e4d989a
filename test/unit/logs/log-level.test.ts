import { expect, test } from 'vitest';
import { claimedLevel } from '#engine/logs/log-level.ts';

test.each([
  ['[ERROR] no', 'error'],
  ['[error] no', 'error'],
  ['ERROR:root:no', 'error'],
  ['Error: no such file', 'error'],
  ['TypeError: x is not a function', 'error'],
  ['Traceback (most recent call last):', 'error'],
  ['panic: runtime error: index out of range', 'error'],
  ["thread 'main' panicked at src/main.rs:2:5:", 'error'],
  ['E0102 15:04:05.000000       1 main.go:1] no', 'error'],
  ['npm ERR! code E404', 'error'],
  ['npm error code E404', 'error'],
  ['2026-01-01 12:00:00,123 - app - ERROR - no', 'error'],
  ['{"level":50,"time":1,"msg":"no"}', 'error'],
  ['{"time":1,"level":"fatal","msg":"INFO"}', 'error'],
  ['WARN: slow', 'warn'],
  ['warning - slow', 'warn'],
  ['npm warn deprecated', 'warn'],
  ['(node:7) Warning: slow', 'warn'],
  ['(node:7) [DEP0040] DeprecationWarning: slow', 'warn'],
  ['time=2026-01-01T00:00:00Z level=warning msg="ERROR is the text"', 'warn'],
  ['2026-01-01T00:00:00.000Z  WARN app::module: slow', 'warn'],
  ['{"severity": "WARNING"}', 'warn'],
  ['INFO: there was no ERROR', 'info'],
  ['{"level":30}', 'info'],
  ['DEBUG something', 'debug'],
  ['{"level":"trace"}', 'debug'],
  ['2026/01/01 12:00:00 [debug] x', null],
  ['Server running on stdio', null],
  ['debugging information follows', null],
  ['0 errors', null],
  ['{"message":"ERROR"}', null],
  ['', null],
])('%s → %s', (text, level) => {
  expect(claimedLevel(text)).toBe(level);
});

test('a hostile line does not hold it up', () => {
  for (const part of ['(', ' ', 'a', '[ERROR', 'level=', '"', 'Error', '\t'])
    claimedLevel(part.repeat(70_000));
});
