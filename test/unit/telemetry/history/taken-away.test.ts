import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFile, one, Recorder, total } from './kit.ts';

const KIB = 1024;

describe('a history whose file is taken away while it is open', () => {
  it.each([
    ['deleted', (file: string) => rmSync(file)],
    ['deleted with its log', (file: string) => ['', '-wal', '-shm'].map((suffix) => rmSync(file + suffix))],
    ['moved', (file: string) => renameSync(file, `${file}.old`)],
  ])('is begun anew with its last minutes when it was %s, and that is told once', async (_, takeAway) => {
    const recorder = new Recorder();
    const names = ['a', 'b', 'c'];
    const fromMs = recorder.clock.now();
    let requests = 0;
    const tick = () => {
      requests += 1;
      recorder.tick(Object.fromEntries(names.map((name) => [name, { memory_bytes: KIB, requests }])));
    };
    for (let at = 0; at < 450; at++) tick();
    takeAway(recorder.file);
    for (let at = 0; at < 60; at++) tick();
    expect(recorder.faults).toEqual([
      expect.stringMatching(/^The file of the history was deleted or moved: .* last minutes/),
    ]);
    expect(recorder.history.figures().fault).toBeNull();
    recorder.reopen();
    recorder.settle();
    const toMs = recorder.clock.now();
    for (const server of names) {
      const span = { fromMs, toMs, stepMs: 2_000 };
      const { length: kept } = await recorder.history.steps(server, 'memory_bytes', span);
      expect(kept).toBeGreaterThan(60 + 2 * 60);
      for (const points of [3, 40, 3000]) {
        const page = await recorder.series({ server, fromMs, toMs, points, metrics: ['requests'] });
        expect(total(one(page).sum)).toBeCloseTo(kept, 6);
      }
    }
  });

  it('moves another file aside that was put in its place', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(30, () => ({ memory_bytes: KIB }));
    renameSync(recorder.file, `${recorder.file}.old`);
    writeFileSync(recorder.file, 'of somebody else');
    recorder.ticks(30, () => ({ memory_bytes: KIB }));
    expect(recorder.faults).toEqual([expect.stringMatching(/was replaced by another, which was moved to /)]);
    const aside = readdirSync(dirname(recorder.file)).find((name) => name.endsWith('Z'));
    expect(readFileSync(join(dirname(recorder.file), aside ?? ''), 'utf8')).toBe('of somebody else');
    recorder.reopen();
    expect(
      await recorder.history.steps('a', 'memory_bytes', {
        fromMs,
        toMs: recorder.clock.now(),
        stepMs: 2_000,
      }),
    ).toHaveLength(60);
  });

  it('goes on in memory with what it has where its folder is gone too', async () => {
    const folder = join(dirname(makeFile()), 'inner');
    mkdirSync(folder);
    const recorder = new Recorder(join(folder, 'history.sqlite'));
    const fromMs = recorder.clock.now();
    recorder.ticks(30, () => ({ memory_bytes: KIB }));
    rmSync(folder, { recursive: true });
    recorder.ticks(30, () => ({ memory_bytes: KIB }));
    expect(recorder.faults).toEqual([
      expect.stringMatching(
        /^The history can't be opened, so figures are kept in memory alone: no such file or directory \(ENOENT\): /,
      ),
    ]);
    expect(recorder.history.figures().fault).toMatch(/^the history can't be opened/);
    const { length } = await recorder.history.steps('a', 'memory_bytes', {
      fromMs,
      toMs: recorder.clock.now(),
      stepMs: 2_000,
    });
    expect(length).toBe(60);
  });
});
