import { closeSync, existsSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { makeFile, one, Recorder, SETTINGS, total } from './kit.ts';

const KIB = 1024;
const MINUTE_MS = 60_000;
const PAGE_BYTES = 4096;
const HOUR_MS = 60 * MINUTE_MS;

function blocks(file: string): Record<number, number> {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('SELECT level, count(*) AS blocks FROM block GROUP BY level').all();
  database.close();
  return Object.fromEntries(rows.map((row) => [Number(row['level']), Number(row['blocks'])]));
}

function unpackedRows(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare('SELECT count(*) AS rows FROM tail').get();
  database.close();
  return Number(row?.['rows']);
}

/** All but its first page, which alone is read when it is opened. */
function damage(file: string): void {
  const handle = openSync(file, 'r+');
  const bytes = Buffer.alloc(statSync(file).size - PAGE_BYTES, 0x5a);
  writeSync(handle, bytes, 0, bytes.length, PAGE_BYTES);
  closeSync(handle);
}

/** Nothing that packs well. */
function noise(at: number): number {
  return Math.abs(Math.sin(at * 12.9898) * 43758.5453) % 1;
}

describe('what is kept', () => {
  it('is as old as the settings say, of samples, minutes and quarters each', async () => {
    const recorder = new Recorder();
    recorder.settings = { ...SETTINGS, rawMs: HOUR_MS, minuteMs: 10 * HOUR_MS, quarterMs: 24 * HOUR_MS };
    const fromMs = recorder.clock.now();
    recorder.ticks(4 * 24 * 60, (at) => ({ memory_bytes: at * KIB }), 15_000);
    const toMs = recorder.clock.now();
    const firstAt = async (points: number, from: number) => {
      const page = await recorder.series({ fromMs: from, toMs, points });
      return [page.resolution, Math.round((toMs / 1000 - (page.times[0] ?? 0)) / 60)];
    };
    expect((await firstAt(240, toMs - HOUR_MS))[0]).toBe('raw');
    const [, minutes] = await firstAt(600, toMs - 10 * HOUR_MS);
    expect(minutes).toBeGreaterThanOrEqual(600);
    // Further back than samples go, there are minutes for the same number of points.
    expect((await firstAt(3000, toMs - 6 * HOUR_MS))[0]).toBe('minute');
    expect((await firstAt(1000, toMs - 16 * HOUR_MS))[0]).toBe('quarter-hour');
    const { oldest_raw_at: raw, oldest_at: oldest } = recorder.history.figures();
    expect(toMs - Date.parse(raw ?? '')).toBeLessThan(1.5 * HOUR_MS);
    expect(toMs - Date.parse(oldest ?? '')).toBeGreaterThan(23 * HOUR_MS);
    expect(Date.parse(oldest ?? '')).toBeGreaterThanOrEqual(fromMs);
  });

  it('is forgotten by name too, when series come and go all the time', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.settings = { ...SETTINGS, rawMs: HOUR_MS, minuteMs: HOUR_MS, quarterMs: HOUR_MS };
    recorder.ticks(3000, (at) => ({ threads: 3, [`custom:job{id="${at >> 2}"}`]: at }), 60_000);
    recorder.reopen();
    const key = `custom:job{id="${2999 >> 2}"}`;
    const page = await recorder.series({ fromMs: recorder.clock.now() - HOUR_MS, metrics: [key] });
    expect(one(page).last.filter((last) => last !== null)).toEqual([2996, 2997, 2998, 2999]);
    expect(fromMs).toBeLessThan(recorder.clock.now());
    const database = new DatabaseSync(recorder.file, { readOnly: true });
    const row = database
      .prepare('SELECT count(*) AS layouts, max(length(keys)) AS longest FROM layout')
      .get();
    database.close();
    expect(Number(row?.['layouts'])).toBeLessThan(900);
    expect(Number(row?.['longest'])).toBeLessThan(3000);
  });

  it('never takes more of the disk than it may; samples go first', async () => {
    const recorder = new Recorder();
    recorder.settings = { ...SETTINGS, maxBytes: 1_500_000 };
    const names = Array.from({ length: 30 }, (_, at) => `custom:m${at}`);
    let largest = 0;
    for (let at = 0; at < 4000; at++) {
      recorder.tick({ a: Object.fromEntries(names.map((name, of) => [name, noise(at * 31 + of)])) }, 5_000);
      if (at % 20 !== 0) continue;
      const bytes = statSync(recorder.file).size + statSync(`${recorder.file}-wal`).size;
      largest = Math.max(largest, bytes);
    }
    expect(largest).toBeLessThanOrEqual(1_500_000);
    expect(recorder.history.figures().bytes).toBeLessThanOrEqual(1_500_000);
    const kept = blocks(recorder.file);
    expect(kept[2]).toBeGreaterThan(0);
    expect(kept[0] ?? 0).toBeLessThan(4000 / 120);
    expect(recorder.faults).toEqual([]);
  });

  it('shrinks on disk when less of it may be used', () => {
    const recorder = new Recorder();
    const names = Array.from({ length: 30 }, (_, at) => `custom:m${at}`);
    for (let at = 0; at < 2400; at++)
      recorder.tick({ a: Object.fromEntries(names.map((name, of) => [name, noise(at * 31 + of)])) });
    recorder.settle(10);
    const before = recorder.history.figures().bytes;
    recorder.settings = { ...SETTINGS, maxBytes: 400_000 };
    recorder.settle(100);
    recorder.reopen();
    expect(before).toBeGreaterThan(500_000);
    expect(statSync(recorder.file).size).toBeLessThan(400_000);
  });

  it('does not grow while no server runs', () => {
    const recorder = new Recorder();
    recorder.ticks(30, () => ({ memory_bytes: KIB }));
    for (let at = 0; at < 1500; at++) recorder.tick({}, 5_000);
    expect(unpackedRows(recorder.file)).toBe(0);
    expect(blocks(recorder.file)).toEqual({ 0: 1, 1: 1, 2: 1 });
  });

  it('is packed a few servers at a time, whatever began together', () => {
    const recorder = new Recorder();
    const servers = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`s${at}`, { memory_bytes: at * KIB, threads: 3 }]),
    );
    let before = 0;
    let most = 0;
    for (let at = 0; at < 1200; at++) {
      recorder.tick(servers);
      const now = total(Object.values(blocks(recorder.file)));
      most = Math.max(most, now - before);
      before = now;
    }
    // Three blocks a server; 40 at once would be 120.
    expect(most).toBeLessThan(60);
    expect(before).toBeGreaterThan(3 * 40 * 2);
  });
});

describe('a history that can’t be written', () => {
  it('is told of once, goes on trying, and has what comes after', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(3, () => ({ memory_bytes: KIB }));
    const other = new DatabaseSync(recorder.file, { timeout: 0 });
    other.exec("CREATE TRIGGER full BEFORE INSERT ON tail BEGIN SELECT RAISE(FAIL, 'disk is full'); END");
    recorder.ticks(3, () => ({ memory_bytes: KIB, 'custom:new': 1 }));
    expect(recorder.faults).toEqual(["The history can't be written: disk is full"]);
    expect(recorder.history.figures().fault).toContain('disk is full');
    other.exec('DROP TRIGGER full');
    other.close();
    recorder.ticks(3, () => ({ memory_bytes: KIB, 'custom:new': 2 }));
    expect(recorder.history.figures().fault).toBeNull();
    const page = await recorder.series({ fromMs, metrics: ['memory_bytes', 'custom:new'] });
    expect(page.series[0]?.mean.filter((mean) => mean !== null)).toHaveLength(6);
    expect(page.series[1]?.last.filter((last) => last !== null)).toEqual([2, 2, 2]);
    expect(recorder.faults).toHaveLength(1);
  });

  it('is moved aside when it is damaged, at the start or later', async () => {
    const file = makeFile();
    writeFileSync(file, 'no database at all, but long enough to be taken for one'.repeat(100));
    const recorder = new Recorder(file);
    expect(recorder.faults[0]).toMatch(/^The history was damaged: it was moved to .*damaged-/);
    const fromMs = recorder.clock.now();
    recorder.ticks(900, () => ({ memory_bytes: KIB }));
    recorder.history.close();
    // A checkpoint under way ends a moment later, and until then the log is read instead of the file.
    await vi.waitFor(() => expect(existsSync(`${file}-wal`)).toBe(false), { timeout: 20_000 });
    damage(file);
    recorder.reopen();
    recorder.ticks(30, () => ({ memory_bytes: 2 * KIB }));
    const page = await recorder.series({ fromMs, toMs: recorder.clock.now(), points: 60 });
    expect(one(page).last.at(-1)).toBe(2 * KIB);
    expect(recorder.faults).toHaveLength(2);
    expect(recorder.faults[1]).toMatch(/^The history was damaged: it was moved to .*damaged-/);
    expect(recorder.faults[1]).not.toBe(recorder.faults[0]);
  });

  it('is kept in memory where its folder can’t be written, and a newer one is left alone', async () => {
    const nowhere = new Recorder(join(makeFile(), 'missing', 'history.sqlite'));
    const fromMs = nowhere.clock.now();
    nowhere.ticks(400, () => ({ memory_bytes: KIB }));
    expect(one(await nowhere.series({ fromMs })).last.at(-1)).toBe(KIB);
    expect(nowhere.faults).toHaveLength(1);
    expect(nowhere.history.figures().fault).toContain('in memory alone');

    const file = makeFile();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const recorder = new Recorder(file);
    recorder.ticks(3, () => ({ memory_bytes: KIB }));
    expect(recorder.faults[0]).toContain('newer Signalbox');
    expect(readdirSync(dirname(file)).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});
