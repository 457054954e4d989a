import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openState } from '../../../main/engine/state/state.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const DAY_MS = 86_400_000;
const Note = z.object({ text: z.string(), open: z.boolean() });

function shelves() {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-shelf-'));
  const file = join(folder, 'signalbox.sqlite');
  const clock = new FakeClock();
  const open = () => openState(file, clock);
  const at = { state: open() };
  onTestFinished(() => {
    at.state.close();
    rmSync(folder, { recursive: true });
  });
  const shelf = (rows = 100, days = 30) =>
    at.state.shelves({ name: 'note', schema: Note, rows, days, isKept: (note) => note.open });
  const reopen = (meanwhile: () => void = () => {}) => {
    at.state.close();
    meanwhile();
    at.state = open();
  };
  return { at, clock, file, shelf, reopen };
}

test('what was put there is there after a restart, the newest first', () => {
  const { clock, shelf, reopen } = shelves();
  for (const text of ['a', 'b', 'c']) {
    shelf().put(text, clock.now(), { text, open: false });
    clock.advance(1000);
  }
  shelf().put('a', clock.now(), { text: 'a again', open: false });
  reopen();
  expect(
    shelf()
      .newest()
      .map(({ text }) => text),
  ).toEqual(['a again', 'c', 'b']);
  expect(shelf().newest({ limit: 1 })).toHaveLength(1);
  shelf().remove('c');
  expect(shelf().get('c')).toBeNull();
});

test('one kind of value knows nothing of another', () => {
  const { at, clock, shelf } = shelves();
  const others = at.state.shelves({ name: 'other', schema: Note, rows: 10, days: 1 });
  shelf().put('1', clock.now(), { text: 'mine', open: true });
  others.put('1', clock.now(), { text: 'other', open: true });
  expect(shelf().newest()).toEqual([{ text: 'mine', open: true }]);
});

test('a value that was damaged takes no other with it', () => {
  const { clock, file, shelf, reopen } = shelves();
  shelf().put('good', clock.now(), { text: 'good', open: true });
  shelf().put('bad', clock.now(), { text: 'bad', open: true });
  reopen(() => {
    const database = new DatabaseSync(file);
    database.exec(`UPDATE shelf SET value = '{"text":' WHERE id = 'bad'`);
    database.close();
  });
  expect(shelf().newest()).toEqual([{ text: 'good', open: true }]);
});

test('old and surplus values go, but not those that still count', () => {
  const { clock, shelf } = shelves();
  const few = shelf(10, 30);
  few.put('open', clock.now(), { text: 'still open', open: true });
  few.put('old', clock.now(), { text: 'old', open: false });
  clock.advance(31 * DAY_MS);
  for (let number = 0; number < 120; number++) {
    few.put(`n${number}`, clock.now() + number, { text: `${number}`, open: false });
  }
  const texts = few.newest().map(({ text }) => text);
  expect(texts).toContain('still open');
  expect(texts).not.toContain('old');
  expect(texts.length).toBeLessThan(70);
  expect(texts[0]).toBe('119');
});
