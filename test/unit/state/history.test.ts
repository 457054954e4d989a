import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LifecycleEvent } from '#contract/history.ts';
import {
  openState,
  type ProcessBirth,
  type ServerMemory,
  type State,
} from '../../../main/engine/state/state.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const DAY_MS = 86_400_000;
let folder: string;
let file: string;
let clock: FakeClock;
let state: State;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-history-'));
  file = join(folder, 'signalbox.sqlite');
  clock = new FakeClock();
  state = openState(file, clock);
});
afterEach(() => {
  state.close();
  rmSync(folder, { recursive: true, force: true });
});

function reopen(): void {
  state.close();
  state = openState(file, clock);
}

/** As a full disk or a damaged table does: each write fails. */
function withOther(sql: string): void {
  const other = new DatabaseSync(file);
  other.exec(sql);
  other.close();
}

const MEMORY: ServerMemory = {
  stoppedByOwner: true,
  restarts: 7,
  runs: 12,
  failures: 2,
  earlyDeaths: [1_000, 2_000.5],
  trials: 1,
  limitRestarts: [3_000],
  lastProblem: 'exited with code 1',
  lastExit: { at: '2026-01-01T00:00:00.000Z', code: 1, signal: null, stderr: 'no such file' },
  lastUsedAtMs: 5_000,
  trialDueAtMs: 1_700_000_300_000,
  asksForEra: false,
};

describe('what is remembered of a server', () => {
  it('is there again after a restart, by name and instance', () => {
    state.memories.save('a', 1, MEMORY);
    state.memories.save('a', 2, {
      ...MEMORY,
      runs: 3,
      lastExit: null,
      lastProblem: null,
      lastUsedAtMs: null,
    });
    reopen();
    expect(state.memories.load('a', 1)).toEqual(MEMORY);
    expect(state.memories.load('a', 2)).toMatchObject({ runs: 3, lastExit: null, lastUsedAtMs: null });
    expect(state.memories.load('b', 1)).toBeNull();
  });

  it('is what was saved last', () => {
    state.memories.save('a', 1, MEMORY);
    state.memories.save('a', 1, { ...MEMORY, stoppedByOwner: false, restarts: 8 });
    expect(state.memories.load('a', 1)).toMatchObject({ stoppedByOwner: false, restarts: 8 });
  });

  it('is begun anew, and said so, where it can’t be read', () => {
    state.memories.save('a', 1, MEMORY);
    withOther("UPDATE server_memory SET early_deaths = 'no json'");
    expect(state.memories.load('a', 1)).toBeNull();
    expect(state.register.latest(1)[0]?.text).toContain("memory of servers can't be read");
  });
});

function event(server: string, code: string, atMs = clock.now()): Omit<LifecycleEvent, 'id'> {
  return {
    at: new Date(atMs).toISOString(),
    server,
    instance: 1,
    run: 1,
    from: 'ready',
    to: 'backing-off',
    code,
    reason: `${server} exited`,
    pid: 42,
    exit_code: 1,
    signal: null,
    next_start_ms: 312.5,
  };
}

const codes = (events: LifecycleEvent[]): string[] => events.map(({ code }) => code);

describe('the history of each server’s life', () => {
  it('is there again after a restart with every figure', () => {
    const added = state.lifecycle.add(event('a', 'exited'));
    expect(added).toEqual({ ...event('a', 'exited'), id: added.id });
    reopen();
    expect(state.lifecycle.page({ limit: 10 })).toEqual([added]);
  });

  it('is read newest first, a page at a time, of one server or of all', () => {
    for (let n = 1; n <= 6; n++) state.lifecycle.add(event(n % 2 === 0 ? 'even' : 'odd', `e${n}`));
    const first = state.lifecycle.page({ limit: 4 });
    expect(codes(first)).toEqual(['e6', 'e5', 'e4', 'e3']);
    expect(codes(state.lifecycle.page({ limit: 4, before: first.at(-1)?.id }))).toEqual(['e2', 'e1']);
    expect(codes(state.lifecycle.page({ server: 'odd', limit: 2 }))).toEqual(['e5', 'e3']);
  });

  it('goes on in memory while the disk can’t be written, says so once, and is written when it can', () => {
    state.lifecycle.add(event('a', 'before'));
    withOther("CREATE TRIGGER full BEFORE INSERT ON lifecycle BEGIN SELECT RAISE(FAIL, 'disk full'); END");
    const [one, two] = [event('a', 'one'), event('a', 'two')].map((each) => state.lifecycle.add(each));
    expect(state.register.latest(10).filter(({ text }) => text.includes("can't be written"))).toHaveLength(1);
    expect(codes(state.lifecycle.page({ limit: 2 }))).toEqual(['two', 'one']);
    expect(codes(state.lifecycle.page({ limit: 5, before: two?.id }))).toEqual(['one', 'before']);
    expect(codes(state.lifecycle.page({ limit: 5, before: one?.id }))).toEqual(['before']);
    withOther('DROP TRIGGER full');
    state.lifecycle.add(event('a', 'three'));
    reopen();
    expect(codes(state.lifecycle.page({ limit: 9 }))).toEqual(['three', 'two', 'one', 'before']);
  });

  it('keeps the newest 20,000 events and nothing older than a year', () => {
    state.lifecycle.add(event('a', 'ancient', clock.now() - 366 * DAY_MS));
    state.lifecycle.add(event('a', 'old', clock.now() - 364 * DAY_MS));
    reopen();
    expect(codes(state.lifecycle.page({ limit: 9 }))).toEqual(['old']);
    for (let n = 0; n < 20_200; n++) state.lifecycle.add(event('a', `e${n}`));
    const all = state.lifecycle.page({ limit: 50_000 });
    expect(all.length).toBeGreaterThanOrEqual(20_000);
    expect(all.length).toBeLessThan(20_101);
    expect(all[0]?.code).toBe('e20199');
  });
});

function birth(pid: number, but: Partial<ProcessBirth> = {}): ProcessBirth {
  return {
    mark: 'home/run/a/1',
    server: 'a',
    instance: 1,
    run: 1,
    pid,
    startTicks: pid * 10,
    ppid: 1,
    command: `program ${pid}`,
    root: false,
    startedAtMs: 1_000 + pid,
    ...but,
  };
}

describe('the processes of a server’s trees', () => {
  it('are listed living ones first, parents before children, then the ended, last end first', () => {
    const { genealogy } = state;
    genealogy.begin(birth(10, { root: true }));
    genealogy.begin(birth(12, { ppid: 10 }));
    genealogy.begin(birth(11, { ppid: 12 }));
    genealogy.begin(birth(13, { ppid: 10 }));
    genealogy.begin(birth(14, { ppid: 10 }));
    genealogy.begin(birth(10, { server: 'b', mark: 'home/run/b/1' }));
    genealogy.end(birth(13), 5_000, null);
    genealogy.end(birth(14), 6_000, { code: 3, signal: null });
    expect(genealogy.of('a', 9).map(({ pid }) => pid)).toEqual([10, 12, 11, 14, 13]);
    expect(genealogy.of('a', 4).map(({ pid }) => pid)).toEqual([10, 12, 11, 14]);
    expect(genealogy.of('a', 9)[3]).toEqual({
      ...birth(14, { ppid: 10 }),
      endedAtMs: 6_000,
      exitCode: 3,
      signal: null,
    });
  });

  it('end once: the sweep after an exit does not change when and how it was', () => {
    state.genealogy.begin(birth(10, { root: true }));
    state.genealogy.begin(birth(11));
    state.genealogy.end(birth(10), 5_000, { code: null, signal: 'SIGKILL' });
    state.genealogy.end(birth(10), 6_000, null);
    state.genealogy.endAll(birth(10).mark, 7_000);
    expect(state.genealogy.of('a', 9)).toMatchObject([
      { pid: 11, endedAtMs: 7_000, signal: null },
      { pid: 10, endedAtMs: 5_000, signal: 'SIGKILL' },
    ]);
  });

  it('are told apart where a pid was used again, and where its start time is unknown', () => {
    state.genealogy.begin(birth(10));
    state.genealogy.begin(birth(10, { startTicks: 999 }));
    state.genealogy.begin(birth(11, { startTicks: null }));
    state.genealogy.end({ ...birth(10), startTicks: 999 }, 5_000, null);
    state.genealogy.end({ ...birth(11), startTicks: null }, 6_000, null);
    expect(state.genealogy.of('a', 9).map(({ pid, startTicks }) => [pid, startTicks])).toEqual([
      [10, 100],
      [11, null],
      [10, 999],
    ]);
  });

  it('have the command line of what they became while they live', () => {
    state.genealogy.begin(birth(10, { root: true }));
    state.genealogy.begin(birth(11, { startTicks: null }));
    state.genealogy.rename(birth(10), 'sleep 9');
    state.genealogy.rename({ ...birth(11), startTicks: null }, 'sleep 8');
    state.genealogy.rename(birth(12), 'nobody');
    expect(state.genealogy.of('a', 9).map(({ command }) => command)).toEqual(['sleep 9', 'sleep 8']);
    state.genealogy.end(birth(10), 5_000, null);
    state.genealogy.rename(birth(10), 'too late');
    state.genealogy.begin({ ...birth(11, { startTicks: null }), command: 'taken over' });
    expect(state.genealogy.of('a', 9).map(({ command }) => command)).toEqual(['taken over', 'sleep 9']);
  });

  it('that a killed engine left open are closed at the next start, and open again for one that lives on', () => {
    state.genealogy.begin(birth(10, { root: true }));
    state.genealogy.begin(birth(11));
    clock.advance(60_000);
    reopen();
    expect(state.genealogy.of('a', 9).map(({ endedAtMs }) => endedAtMs)).toEqual([clock.now(), clock.now()]);
    state.genealogy.begin(birth(10, { root: true }));
    expect(state.genealogy.of('a', 9)).toMatchObject([
      { pid: 10, endedAtMs: null, startedAtMs: 1_010 },
      { pid: 11, endedAtMs: clock.now() },
    ]);
  });

  it('are forgotten when 20,000 newer ones are known, but never while they live', () => {
    state.genealogy.begin(birth(1, { root: true }));
    for (let pid = 2; pid < 20_300; pid++) {
      state.genealogy.begin(birth(pid));
      state.genealogy.end(birth(pid), clock.now(), null);
    }
    const rows = state.genealogy.of('a', 50_000);
    expect(rows[0]?.pid).toBe(1);
    expect(rows.length).toBeGreaterThanOrEqual(20_000);
    expect(rows.length).toBeLessThan(20_102);
  });

  it('never stop a server for a disk that can’t be written', () => {
    withOther('DROP TABLE genealogy');
    state.genealogy.begin(birth(10));
    state.genealogy.end(birth(10), 5_000, null);
    state.genealogy.endAll('home/run/a/1', 5_000);
    expect(state.register.latest(10)).toMatchObject([{ text: expect.stringContaining('list of processes') }]);
  });
});
