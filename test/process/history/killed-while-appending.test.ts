import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRandom } from '../harness/random.ts';
import { killAppending } from './kill-appending.ts';

/** `node test/faults/history-killed.ts` does it 200 times. */
const KILLS = 20;

test('a history whose engine is killed in the midst of a tick is whole and has every tick that was written, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-history-killed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const result = await killAppending(join(folder, 'history.sqlite'), KILLS, createRandom());
  expect(result.faults).toEqual([]);
  expect(result.lost).toBe(0);
  expect(result.told).toBeGreaterThan(KILLS);
});
