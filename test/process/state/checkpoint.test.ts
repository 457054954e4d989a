import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openState } from '../../../main/engine/state/state.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { until } from '../harness/until.ts';

const WRITES = 400;

function makeState() {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-checkpoint-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'signalbox.sqlite');
  const clock = new FakeClock();
  const state = openState(file, clock);
  const write = (): void => {
    for (let n = 0; n < WRITES; n++)
      state.register.add({ lamp: 'ok', kind: 'ready', server: 'a', text: `entry ${n} `.padEnd(200, '.') });
  };
  return { file, clock, state, write };
}

test('what is written is carried into the file by a thread in a calm moment, and the log does not grow', async () => {
  const { file, clock, state, write } = makeState();
  const atFirst = statSync(file).size;
  write();
  expect(statSync(file).size).toBe(atFirst);
  clock.advance(60_000);
  await until('the file holds what the log held', () => statSync(file).size > atFirst + WRITES * 200);
  const log = statSync(`${file}-wal`).size;
  for (let n = 0; n < 5; n++) {
    const before = statSync(file).size;
    write();
    clock.advance(60_000);
    await until('the file holds the next part too', () => {
      clock.advance(60_000);
      return statSync(file).size > before;
    });
  }
  // Six times as much was written. A part may still be on its way when the next is written behind it.
  expect(statSync(`${file}-wal`).size).toBeLessThan(log * 5);
  expect(state.register.latest(10_000)).toHaveLength(WRITES * 6);
  state.close();
});

test('a closed state begins no thread and leaves no timer', () => {
  const { clock, state, write } = makeState();
  write();
  expect(clock.pendingTimers).toBe(1);
  state.close();
  expect(clock.pendingTimers).toBe(0);
});

test('a file that is gone is not made anew, and writing goes on', async () => {
  const { file, clock, state, write } = makeState();
  write();
  rmSync(file);
  clock.advance(60_000);
  write();
  clock.advance(60_000);
  await until('the thread has ended', () => {
    write();
    return clock.pendingTimers === 1;
  });
  expect(() => statSync(file)).toThrow(/ENOENT/);
  state.close();
});
