import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStartGate } from '../../../main/engine/supervision/start-gate.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const first = { isRestart: false };
const restart = { isRestart: true };

function open(parallelStarts: number, restartsPerMinute: number) {
  const clock = new FakeClock();
  const settings = { parallelStarts, restartsPerMinute };
  const granted: string[] = [];
  const gate = createStartGate({ clock, settings: () => settings });
  const ask = (who: string, start: { isRestart: boolean }) => gate.ask(who, start, () => granted.push(who));
  return { clock, settings, granted, gate, ask };
}

/** Asks for all, and gives each slot back as soon as it is granted. */
function openWithShortStarts(restartsPerMinute: number) {
  const { clock, gate } = open(4, restartsPerMinute);
  const granted: { who: string; atMs: number }[] = [];
  const ask = (who: string, start: { isRestart: boolean }) =>
    gate.ask(who, start, () => {
      granted.push({ who, atMs: clock.monotonic() });
      gate.free(who);
    });
  return { clock, gate, granted, ask };
}

describe('slots', () => {
  it('lets so many start at once, and the next when one is done, in the order of asking', () => {
    const { gate, granted, ask } = open(2, 30);
    for (const name of ['a', 'b', 'c', 'd']) ask(name, first);
    expect(granted).toEqual(['a', 'b']);
    expect(gate.whyWaiting('c')).toBe('slot');
    gate.free('a');
    expect(granted).toEqual(['a', 'b', 'c']);
    gate.free('b');
    expect(granted).toEqual(['a', 'b', 'c', 'd']);
    expect(gate.whyWaiting('d')).toBeNull();
  });

  it('passes over one that was stopped while it waited', () => {
    const { gate, granted, ask } = open(1, 30);
    for (const name of ['a', 'b', 'c']) ask(name, first);
    gate.free('b');
    gate.free('a');
    expect(granted).toEqual(['a', 'c']);
  });

  it('gives one server one slot, however often it asks', () => {
    const { granted, ask } = open(2, 30);
    for (const name of ['a', 'a', 'b']) ask(name, first);
    expect(granted).toEqual(['a', 'b']);
  });

  it('lets more start as soon as the setting allows more', () => {
    const { settings, gate, granted, ask } = open(1, 30);
    for (const name of ['a', 'b', 'c']) ask(name, first);
    settings.parallelStarts = 2;
    gate.look();
    expect(granted).toEqual(['a', 'b']);
  });

  it('gets past any number that give their slot back at once', () => {
    const { gate, granted, ask } = openWithShortStarts(30);
    for (let i = 0; i < 4; i += 1) gate.ask(`slow-${i}`, first, () => {});
    for (let i = 0; i < 10_000; i += 1) ask(`server-${i}`, first);
    expect(granted).toHaveLength(0);
    gate.free('slow-0');
    expect(granted).toHaveLength(10_000);
  });
});

describe('the restart budget', () => {
  it('brings 50 that died together back in order: 30 at once, the rest one each 2 s', () => {
    const { clock, gate, granted, ask } = openWithShortStarts(30);
    const names = Array.from({ length: 50 }, (_, i) => `server-${i}`);
    for (const name of names) ask(name, restart);
    expect(granted).toHaveLength(30);
    expect(gate.whyWaiting('server-30')).toEqual({ kind: 'budget', untilMs: 2_000 });
    expect(gate.whyWaiting('server-49')).toEqual({ kind: 'budget', untilMs: 40_000 });
    clock.advance(60_000);
    expect(granted.map(({ who }) => who)).toEqual(names);
    expect(granted.slice(30).map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: 20 }, (_, i) => 2_000 * (i + 1)),
    );
    expect(clock.pendingTimers).toBe(0);
  });

  it('holds up neither a first start nor one by hand', () => {
    const { clock, granted, ask } = open(4, 1);
    ask('a', restart);
    ask('b', restart);
    ask('c', first);
    expect(granted).toEqual(['a', 'c']);
    clock.advance(59_000);
    expect(granted).toEqual(['a', 'c']);
    clock.advance(1_000);
    expect(granted).toEqual(['a', 'c', 'b']);
  });

  it('lets its owner start at once what waits for it', () => {
    const { clock, granted, ask } = open(4, 1);
    ask('a', restart);
    ask('b', restart);
    ask('b', first);
    expect(granted).toEqual(['a', 'b']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps a budget-blocked restart out of the way of the slots', () => {
    const { gate, granted, ask } = open(1, 1);
    ask('a', restart);
    ask('b', restart);
    ask('c', first);
    gate.free('a');
    expect(granted).toEqual(['a', 'c']);
    expect(gate.whyWaiting('b')).toEqual({ kind: 'budget', untilMs: 60_000 });
  });

  it('says that a restart waits for a slot once its token is there', () => {
    const { clock, gate, ask } = open(1, 2);
    ask('a', restart);
    ask('b', restart);
    expect(gate.whyWaiting('b')).toBe('slot');
    ask('c', restart);
    expect(gate.whyWaiting('c')).toEqual({ kind: 'budget', untilMs: 30_000 });
    clock.advance(30_000);
    expect(gate.whyWaiting('c')).toBe('slot');
  });

  it('follows a higher setting', () => {
    const { clock, settings, gate, granted, ask } = open(4, 1);
    ask('a', restart);
    ask('b', restart);
    settings.restartsPerMinute = 60;
    gate.look();
    clock.advance(1_000);
    expect(granted).toEqual(['a', 'b']);
  });
});

it('grants nothing and leaves no timer once closed', () => {
  const { clock, gate, granted, ask } = open(1, 1);
  ask('a', restart);
  ask('b', restart);
  gate.close();
  expect(clock.pendingTimers).toBe(0);
  gate.free('a');
  clock.advance(120_000);
  expect(granted).toEqual(['a']);
  expect(gate.whyWaiting('b')).toBeNull();
});

describe('whatever happens', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('ask' as const), who: fc.nat(19), isRestart: fc.boolean() }),
    fc.record({ kind: fc.constant('free' as const), who: fc.nat(19) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(20_000) }),
  );
  const settings = fc.record({
    parallelStarts: fc.integer({ min: 1, max: 5 }),
    restartsPerMinute: fc.integer({ min: 1, max: 7 }),
  });

  it('never has more starts in flight than slots, nor more restarts in a window than a full bucket and its refill', () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(step, { maxLength: 200, size: 'max' }),
        ({ parallelStarts, restartsPerMinute }, steps) => {
          const { clock, gate } = open(parallelStarts, restartsPerMinute);
          const holding = new Set<number>();
          const waiting = new Map<number, boolean>();
          const restartsMs: number[] = [];
          const grant = (who: number) => {
            if (waiting.get(who) === true) restartsMs.push(clock.monotonic());
            waiting.delete(who);
            holding.add(who);
            expect(holding.size).toBeLessThanOrEqual(parallelStarts);
          };
          for (const s of steps) {
            if (s.kind === 'wait') clock.advance(s.ms);
            else if (s.kind === 'ask') {
              if (!holding.has(s.who)) waiting.set(s.who, (waiting.get(s.who) ?? true) && s.isRestart);
              gate.ask(String(s.who), { isRestart: s.isRestart }, () => grant(s.who));
            } else {
              holding.delete(s.who);
              waiting.delete(s.who);
              gate.free(String(s.who));
            }
            // Nothing waits for a slot while one is free.
            const forSlot = [...waiting.keys()].filter((who) => gate.whyWaiting(String(who)) === 'slot');
            if (forSlot.length > 0) expect(holding.size).toBe(parallelStarts);
          }
          for (const [i, fromMs] of restartsMs.entries())
            for (const [j, toMs] of restartsMs.entries())
              if (j >= i) {
                const refill = ((toMs - fromMs) * restartsPerMinute) / 60_000;
                expect(j - i + 1).toBeLessThanOrEqual(restartsPerMinute + refill + 1e-3);
              }
          // What is still asked for comes, in the end.
          for (let i = 0; i < 40; i += 1) {
            clock.advance(60_000);
            for (const who of [...holding]) {
              holding.delete(who);
              gate.free(String(who));
            }
          }
          expect([...waiting.keys()]).toEqual([]);
          expect(clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('starts restarts in the order of asking', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (slots, perMinute) => {
        const { clock, gate, granted, ask } = open(slots, perMinute);
        const names = Array.from({ length: 20 }, (_, i) => String(i));
        for (const name of names) ask(name, restart);
        for (let i = 0; i < 40; i += 1) {
          for (const who of granted) gate.free(who);
          clock.advance(60_000);
        }
        expect(granted).toEqual(names);
      }),
    );
  });
});
