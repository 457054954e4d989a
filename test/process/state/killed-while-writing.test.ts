import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { openState } from '../../../main/engine/state/state.ts';
import { createRandom } from '../harness/random.ts';

const KILLS = 25;
/** No writer comes so far that it meets the rounds of the next. */
const ROUNDS_APART = 100_000;
const WRITER = fileURLToPath(new URL('./writes-until-killed.ts', import.meta.url));

/** Runs the writer, kills it after some rounds at whatever it is doing, and gives the rounds that it told. */
async function killAfter(rounds: number, pauseMs: number, file: string, first: number): Promise<number[]> {
  const writer = spawn(process.execPath, [WRITER, file, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(writer, 'exit');
  const told: number[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    told.push(Number(line));
    if (told.length === rounds) setTimeout(() => writer.kill('SIGKILL'), pauseMs);
  }
  expect((await exited)[1]).toBe('SIGKILL');
  return told;
}

test('a state file whose engine is killed in the midst of its writes is whole, and has all that was written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-killed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const random = createRandom();
  const file = join(folder, 'signalbox.sqlite');
  const told: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    told.push(
      ...(await killAfter(1 + random.below(60), random.below(50) / 10, file, 1 + kill * ROUNDS_APART)),
    );

    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    database.close();

    const state = openState(file, systemClock);
    expect(state.quarantined).toBeNull();
    const runs = new Set(state.lifecycle.page({ limit: 20_000 }).map(({ run }) => run));
    const marks = new Set(state.records.all().map(({ mark }) => mark));
    const processes = state.genealogy.of('a', 20_000);
    const ended = new Set(processes.filter(({ exitCode }) => exitCode === 1).map(({ run }) => run));
    const entries = new Set(state.register.latest(20_000).map(({ text }) => text));
    const lost = told.filter(
      (round) =>
        !runs.has(round) ||
        !ended.has(round) ||
        !entries.has(`round ${round}`) ||
        marks.has(`home/run/a/${round}`) !== (round % 2 === 1),
    );
    expect(lost).toEqual([]);
    expect(processes.filter(({ endedAtMs }) => endedAtMs === null)).toEqual([]);
    expect(state.memories.load('a', 1)?.runs).toBeGreaterThanOrEqual(told.at(-1) ?? 0);
    state.close();
  }
});
