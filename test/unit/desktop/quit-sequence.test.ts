import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createQuitSequence, type QuitSequence } from '../../../main/desktop/quit-sequence.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

let clock: FakeClock;
let closings: { force: boolean; done: PromiseWithResolvers<void> }[];
let ended: number;
let reported: unknown[];
let quit: QuitSequence;
let stopMs: number;

beforeEach(() => {
  clock = new FakeClock();
  closings = [];
  ended = 0;
  stopMs = 8000;
  reported = [];
  quit = createQuitSequence({
    clock,
    stopMs: () => stopMs,
    closeEngine({ force }) {
      const done = Promise.withResolvers<void>();
      closings.push({ force, done });
      return done.promise;
    },
    end: () => {
      ended += 1;
    },
    report: (error) => reported.push(error),
  });
});

describe('a quit', () => {
  it('stops all servers before the app ends', async () => {
    quit.request();
    await nextTurn();
    expect(quit.state.kind).toBe('stopping');
    expect(closings.map(({ force }) => force)).toEqual([false]);
    expect(ended).toBe(0);

    closings[0]?.done.resolve();
    await nextTurn();
    expect(quit.state.kind).toBe('done');
    expect(ended).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not forced by the same Ctrl+C that comes twice', () => {
    quit.request();
    clock.advance(50);
    quit.request();
    expect(closings.map(({ force }) => force)).toEqual([false]);
  });

  it('is forced when the person asks again', async () => {
    quit.request();
    clock.advance(300);
    quit.request();
    expect(closings.map(({ force }) => force)).toEqual([false, true]);
    expect(quit.state.kind).toBe('forcing');
    expect(ended).toBe(0);

    closings[1]?.done.resolve();
    await nextTurn();
    expect(ended).toBe(1);
  });

  it('ends once, also when both ways out come to their end', async () => {
    quit.request();
    clock.advance(300);
    quit.request();
    for (const { done } of closings) done.resolve();
    await nextTurn();
    quit.request();
    clock.advance(60_000);
    expect(ended).toBe(1);
    expect(closings).toHaveLength(2);
  });

  it('is forced by itself when the engine takes too long, and ends even when that does not help', () => {
    quit.request();
    clock.advance(9999);
    expect(quit.state.kind).toBe('stopping');
    clock.advance(1);
    expect(quit.state.kind).toBe('forcing');
    clock.advance(3000);
    expect(quit.state.kind).toBe('done');
    expect(ended).toBe(1);
  });

  it('gives the servers the time that the configuration gives them', () => {
    stopMs = 60_000;
    quit.request();
    clock.advance(60_000);
    expect(quit.state.kind).toBe('stopping');
    clock.advance(2000);
    expect(quit.state.kind).toBe('forcing');
  });

  it('tells a failed stop and forces', async () => {
    const fault = new Error('no');
    quit.request();
    closings[0]?.done.reject(fault);
    await nextTurn();
    expect(reported).toEqual([fault]);
    expect(closings.map(({ force }) => force)).toEqual([false, true]);

    closings[1]?.done.reject(fault);
    await nextTurn();
    expect(ended).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('has nothing under way while nobody asked', () => {
    expect(quit.state).toEqual({ kind: 'running' });
    expect(clock.pendingTimers).toBe(0);
  });
});
