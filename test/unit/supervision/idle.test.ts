import { expect, it } from 'vitest';
import { watchIdle } from '../../../main/engine/supervision/idle.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function open(idleStopMs: number | null = 10_000) {
  const clock = new FakeClock();
  const server = {
    idleStopMs,
    lastUsedMs: null as number | null,
    readySinceMs: 0 as number | null,
    isBusy: false,
    toldMs: [] as number[],
    onIdle: () => {
      server.readySinceMs = null;
      idle.look();
    },
  };
  const idle = watchIdle({
    clock,
    idleStopMs: () => server.idleStopMs,
    lastUsedMs: () => server.lastUsedMs,
    readySinceMs: () => server.readySinceMs,
    isBusy: () => server.isBusy,
    onIdle: () => {
      server.toldMs.push(clock.monotonic());
      server.onIdle();
    },
  });
  idle.look();
  return { clock, server, idle };
}

it('stops a server that nobody has used since it was ready', () => {
  const { clock, server, idle } = open();
  expect(idle.dueAtMs()).toBe(10_000);
  clock.advance(9_999);
  expect(server.toldMs).toEqual([]);
  clock.advance(60_000);
  expect(server.toldMs).toEqual([10_000]);
  expect(idle.dueAtMs()).toBeNull();
  expect(clock.pendingTimers).toBe(0);
});

it('counts from the last use', () => {
  const { clock, server, idle } = open();
  clock.advance(8_000);
  server.lastUsedMs = 8_000;
  clock.advance(9_000);
  expect(server.toldMs).toEqual([]);
  expect(idle.dueAtMs()).toBe(18_000);
  clock.advance(1_000);
  expect(server.toldMs).toEqual([18_000]);
});

it('counts from the start where the last use lies before it', () => {
  const { clock, server, idle } = open();
  clock.advance(5_000);
  Object.assign(server, { lastUsedMs: 1_000, readySinceMs: 5_000 });
  idle.look();
  expect(idle.dueAtMs()).toBe(15_000);
  expect(clock.pendingTimers).toBe(1);
});

it('never stops a busy server, and counts from the end of its work', () => {
  const { clock, server, idle } = open();
  clock.advance(1_000);
  Object.assign(server, { isBusy: true, lastUsedMs: 1_000 });
  idle.look();
  expect(idle.dueAtMs()).toBeNull();
  clock.advance(3_600_000);
  expect(server.toldMs).toEqual([]);
  Object.assign(server, { isBusy: false, lastUsedMs: clock.monotonic() });
  idle.look();
  clock.advance(10_000);
  expect(server.toldMs).toEqual([3_611_000]);
});

it('never stops a server whose time has no end, and follows an edit of it', () => {
  const { clock, server, idle } = open(null);
  clock.advance(3_600_000);
  expect(server.toldMs).toEqual([]);
  server.idleStopMs = 5_000;
  idle.look();
  expect(server.toldMs).toEqual([3_600_000]);
});

it('tells again at the next look when the server was not stopped', () => {
  const { clock, server, idle } = open();
  server.onIdle = () => {};
  clock.advance(20_000);
  expect(server.toldMs).toEqual([10_000]);
  idle.look();
  expect(server.toldMs).toEqual([10_000, 20_000]);
});

it('is told once though telling makes somebody look', () => {
  const { clock, server, idle } = open();
  server.onIdle = () => idle.look();
  clock.advance(10_000);
  expect(server.toldMs).toEqual([10_000]);
});

it('tells nothing and leaves no timer once closed', () => {
  const { clock, server, idle } = open();
  idle.close();
  expect(clock.pendingTimers).toBe(0);
  idle.look();
  clock.advance(60_000);
  expect(server.toldMs).toEqual([]);
});
