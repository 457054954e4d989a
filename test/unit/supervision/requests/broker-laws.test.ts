import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BrokerOutcome } from '../../../../main/engine/supervision/requests/broker.ts';
import { FakeServer, settle } from './fake-instances.ts';

const INSTANCES = 3;
const QUEUE_MAX = 6;
const ATTEMPTS = 3;
/** Longer than an instance that lost a request is held off. */
const HOLD_MS = 500;

const instance = fc.integer({ min: 1, max: INSTANCES });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('request' as const),
      timeoutMs: fc.integer({ min: 1, max: 5_000 }),
      repeatable: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('answer' as const), instance }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('abort' as const), which: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(3_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose-pipe' as const), instance }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), instance }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ready' as const), instance }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refuse' as const), on: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Asked {
  readonly untilMs: number;
  readonly repeatable: boolean;
  readonly abort: AbortController;
  outcome: BrokerOutcome | null;
}

/** Requests, crashes and starts in any order, and what must hold after each. */
class World {
  readonly server = new FakeServer(INSTANCES);
  readonly asked: Asked[] = [];
  readonly #concurrency: number;
  #lostMs = Number.NEGATIVE_INFINITY;
  /** The requests that had a turn, in the order of their turns; their method is their number. */
  readonly turns: number[] = [];

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
    this.server.settings = { concurrency, queueMax: QUEUE_MAX, attempts: ATTEMPTS };
    for (const one of this.server.instances) {
      const request = one.request.bind(one);
      one.request = (call) => {
        expect(one.isReady, 'a turn at an instance that is not ready').toBe(true);
        expect(one.inFlight, 'a turn at an instance that is full').toBeLessThan(concurrency);
        this.turns.push(Number(call.method));
        return request(call);
      };
    }
  }

  async take(what: Step): Promise<void> {
    const { server } = this;
    switch (what.kind) {
      case 'request':
        this.#ask(what);
        break;
      case 'answer':
        server.instance(what.instance).answer();
        break;
      case 'abort':
        this.asked[what.which]?.abort.abort();
        break;
      case 'advance':
        server.clock.advance(what.ms);
        break;
      case 'lose-pipe':
        this.#lostMs = server.clock.monotonic();
        server.instance(what.instance).losePipe();
        break;
      case 'end':
        server.instance(what.instance).isReady = false;
        server.instance(what.instance).losePipe();
        server.broker.look();
        break;
      case 'ready':
        server.instance(what.instance).isReady = true;
        server.broker.look();
        break;
      case 'refuse':
        server.refusal = what.on ? 'it was stopped by you' : null;
        server.broker.look();
        break;
    }
    await settle();
    this.#check();
  }

  #ask({ timeoutMs, repeatable }: { readonly timeoutMs: number; readonly repeatable: boolean }): void {
    const { server } = this;
    const abort = new AbortController();
    const asked: Asked = { untilMs: server.clock.monotonic() + timeoutMs, repeatable, abort, outcome: null };
    const method = String(this.asked.length);
    this.asked.push(asked);
    void server.request(method, { timeoutMs, repeatable, signal: abort.signal }).then((outcome) => {
      expect(asked.outcome, 'two outcomes').toBeNull();
      asked.outcome = outcome;
    });
  }

  #check(): void {
    const { broker, clock, instances, refusal } = this.server;
    const open = this.asked.filter(({ outcome }) => outcome === null);
    const inFlight = instances.reduce((sum, one) => sum + one.inFlight, 0);
    expect(broker.inFlight, 'in flight').toBe(inFlight);
    expect(broker.queued, 'queued').toBe(open.length - inFlight);
    // What was lost and goes on had its place already.
    const bound = QUEUE_MAX + INSTANCES * this.#concurrency;
    expect(broker.queued, 'the bound of the queue').toBeLessThanOrEqual(bound);
    for (const { untilMs } of open) expect(clock.monotonic(), 'past its time').toBeLessThan(untilMs);
    const firsts = [...new Set(this.turns)];
    expect(firsts, 'first turns in the order of asking').toEqual(firsts.toSorted((a, b) => a - b));
    for (const [number, { repeatable }] of this.asked.entries()) {
      const turns = this.turns.filter((turn) => turn === number).length;
      expect(turns, 'sent too often').toBeLessThanOrEqual(repeatable ? ATTEMPTS : 1);
    }
    const ready = instances.filter(({ isReady }) => isReady);
    if (ready.length === 0 && refusal !== null) expect(broker.queued, 'waits in vain').toBe(0);
    if (broker.queued === 0 || clock.monotonic() < this.#lostMs + HOLD_MS) return;
    for (const one of ready) expect(one.inFlight, 'a free turn while one waits').toBe(this.#concurrency);
    if (ready.length === 0) expect(this.server.demands, 'nobody was asked to start it').toBeGreaterThan(0);
  }

  async end(): Promise<void> {
    this.server.broker.close();
    for (const one of this.server.instances) one.losePipe();
    await settle();
    for (const { outcome, abort } of this.asked) {
      expect(outcome, 'a request without an outcome').not.toBeNull();
      expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    }
    expect(this.server.broker.inFlight).toBe(0);
    expect(this.server.broker.queued).toBe(0);
    expect(this.server.clock.pendingTimers).toBe(0);
  }
}

it('gives each request one outcome in its time and each free turn to the oldest, whatever happens to the instances', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(step, { maxLength: 80, size: 'max' }),
      async (concurrency, steps) => {
        const world = new World(concurrency);
        for (const what of steps) await world.take(what);
        await world.end();
        for (const { outcome } of world.asked)
          if (outcome !== null)
            seen.add(
              'message' in outcome ? `${outcome.kind}: ${outcome.message.slice(0, 12)}` : outcome.kind,
            );
      },
    ),
    { numRuns: 1_500 },
  );
  // Otherwise the steps would prove nothing about these.
  expect([...seen].toSorted()).toEqual([
    'answered',
    'cancelled',
    'timeout: it did not a',
    'timeout: it was busy ',
    'timeout: it was not r',
    'unavailable: it ended whi',
    'unavailable: it is being ',
    'unavailable: it was stopp',
    'unavailable: its queue is',
  ]);
});
