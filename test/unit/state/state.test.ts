import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../main/engine/state/migrations.ts';
import { openState, takeEngineLock } from '../../../main/engine/state/state.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-state-'));
  file = join(folder, 'signalbox.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what an engine remembers', () => {
  it('can be read by its owner alone, also where an older version left it open to others', () => {
    const modes = () => readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    const state = openState(file, new FakeClock());
    state.register.add({ lamp: 'ok', kind: 'ready', server: 'a', text: 'a is ready' });
    expect(new Set(modes())).toEqual(new Set([0o600]));
    state.close();
    chmodSync(file, 0o644);
    openState(file, new FakeClock()).close();
    expect(new Set(modes())).toEqual(new Set([0o600]));
  });

  it('is there again after a restart: register entries and process records', () => {
    const clock = new FakeClock();
    const first = openState(file, clock);
    first.register.add({ lamp: 'ok', kind: 'ready', server: 'a', text: 'a is ready' });
    const announcement = {
      mark: 'm',
      server: 'a',
      instance: 2,
      command: 'node a.js',
      bootId: 'b',
      kind: 'http',
      url: 'http://127.0.0.1:3001/mcp',
      launchHash: 'c0ffee',
      outputFile: '/tmp/out.log',
    } as const;
    first.records.announce(announcement, 0);
    first.records.confirm('m', 42, 99);
    first.close();
    const second = openState(file, clock);
    expect(second.register.latest(10)).toMatchObject([{ server: 'a', text: 'a is ready' }]);
    expect(second.records.all()).toMatchObject([{ ...announcement, pid: 42, startTicks: 99 }]);
    expect(second.homeId).toBe(first.homeId);
    second.close();
  });

  it('is what servers answered, by the way they are launched, until that is another', () => {
    const clock = new FakeClock();
    const first = openState(file, clock);
    first.catalogues.save('a', 'k1', 'tools/list', { tools: ['x'] });
    clock.advance(1_000);
    first.catalogues.save('a', 'k1', 'tools/list', { tools: ['y'] });
    first.catalogues.save('a', 'k1', 'handshake', 1);
    first.catalogues.save('b', 'k1', 'handshake', 2);
    first.close();
    const { catalogues, close } = openState(file, clock);
    expect(catalogues.load('a', 'k1').get('tools/list')).toEqual({
      value: { tools: ['y'] },
      atMs: clock.now(),
    });
    expect(catalogues.load('a', 'k2')).toEqual(new Map());
    catalogues.save('a', 'k2', 'handshake', 3);
    expect(catalogues.load('a', 'k1')).toEqual(new Map());
    expect(catalogues.load('b', 'k1').get('handshake')?.value).toBe(2);
    catalogues.forget('b');
    expect(catalogues.load('b', 'k1')).toEqual(new Map());
    close();
  });

  it('is kept when a newer Signalbox opens the file of an older one', () => {
    const old = new DatabaseSync(file);
    old.exec(`${migrations[0]}; PRAGMA user_version = 1;
      INSERT INTO register VALUES (5, 0, 'ok', 'ready', 'a', 'a is ready');
      INSERT INTO process VALUES ('m', 'a', 'node a.js', 'b', 42, 99, 0);`);
    old.close();
    const state = openState(file, new FakeClock(1_000));
    expect(state.register.latest(10)).toMatchObject([{ id: 5, text: 'a is ready' }]);
    expect(state.records.all()).toMatchObject([{ mark: 'm', pid: 42 }]);
    expect(state.lifecycle.page({ limit: 10 })).toEqual([]);
    state.close();
  });

  it('lists the newest register entries first and tells them as they come', () => {
    const state = openState(file, new FakeClock());
    const told: string[] = [];
    const unsubscribe = state.register.subscribe(({ text }) => told.push(text));
    for (const text of ['one', 'two', 'three'])
      state.register.add({ lamp: 'ok', kind: 'ready', server: null, text });
    unsubscribe();
    state.register.add({ lamp: 'ok', kind: 'ready', server: null, text: 'four' });
    expect(told).toEqual(['one', 'two', 'three']);
    expect(state.register.latest(2).map(({ text }) => text)).toEqual(['four', 'three']);
    state.close();
  });

  it('goes on telling when it can’t be written, and says so once', () => {
    const state = openState(file, new FakeClock());
    // A register whose table is gone fails as one on a full disk does: at the write.
    const other = new DatabaseSync(file);
    other.exec(
      'DROP TABLE register; CREATE TABLE register (id INTEGER PRIMARY KEY, at_ms, lamp, kind, server, text CHECK (0))',
    );
    other.close();
    const told: string[] = [];
    state.register.subscribe(({ text }) => told.push(text));
    state.register.add({ lamp: 'ok', kind: 'ready', server: 'a', text: 'a is ready' });
    state.register.add({ lamp: 'ok', kind: 'ready', server: 'b', text: 'b is ready' });
    expect(told).toEqual([expect.stringContaining("can't be written"), 'a is ready', 'b is ready']);
    expect(state.register.latest(10).map(({ text }) => text)).toContain('b is ready');
    expect(new Set(state.register.latest(10).map(({ id }) => id)).size).toBe(3);
    state.close();
  });

  it('moves a damaged file aside, keeps it, and begins a new one', () => {
    writeFileSync(file, 'this is no database, and long enough that SQLite looks at its header '.repeat(40));
    const state = openState(file, new FakeClock());
    expect(state.quarantined).toContain('.damaged-');
    expect(readdirSync(folder).some((name) => name.includes('.damaged-'))).toBe(true);
    state.register.add({ lamp: 'ok', kind: 'ready', server: null, text: 'works' });
    state.close();
  });

  it('refuses a file of a newer Signalbox and leaves it as it is', () => {
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(() => openState(file, new FakeClock())).toThrow(/newer Signalbox/);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

describe('the lock on a home', () => {
  it('is held by one at a time and free again when released', () => {
    const lockFile = join(folder, 'engine.lock');
    const first = takeEngineLock(lockFile);
    expect(first).not.toBeNull();
    expect(takeEngineLock(lockFile)).toBeNull();
    first?.release();
    const second = takeEngineLock(lockFile);
    expect(second).not.toBeNull();
    second?.release();
  });
});

it('tells what happened when its file can’t be read any more', () => {
  const state = openState(file, new FakeClock());
  state.register.add({ lamp: 'ok', kind: 'ready', server: 'notes', text: 'notes is ready' });
  state.close();
  state.register.add({ lamp: 'bad', kind: 'went-down', server: 'notes', text: 'notes went down' });
  expect(state.register.latest(10).map(({ text }) => text)).toContain('notes went down');
});
