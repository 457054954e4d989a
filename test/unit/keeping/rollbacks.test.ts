import { beforeEach, expect, test } from 'vitest';
import type { RollbackOffer } from '#contract/configuration-status.ts';
import type { ServerView } from '#contract/server.ts';
import {
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
  planChanges,
} from '#engine/configuration/configuration.ts';
import { createRollbacks, type Rollbacks } from '#engine/keeping/rollback/rollbacks.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fakeServerView } from '../../fakes/server-view.ts';

let clock: FakeClock;
let views: Map<string, ServerView>;
let told: RollbackOffer[];
let rollbacks: Rollbacks;

const NONE: ReadonlySet<string> = new Set();

beforeEach(() => {
  clock = new FakeClock();
  views = new Map();
  told = [];
  rollbacks = createRollbacks({
    clock,
    view: (name) => views.get(name) ?? null,
    entryIn: ({ text }, server) => JSON.parse(text).mcpServers[server],
    onOffers: () => {},
    onOffer: (offer) => void told.push(offer),
  });
});

function configuration(mcpServers: Record<string, object>): Configuration {
  const result = parseConfiguration('/f.json', JSON.stringify({ mcpServers }), NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

function change(from: Record<string, object>, to: Record<string, object>, goingBack = NONE): void {
  const [before, after] = [configuration(from), configuration(to)];
  rollbacks.noteChange(before, after, planChanges(before, after), goingBack);
}

function come(name: string, state: ServerView['state'], message?: string): void {
  const problem = message === undefined ? null : { code: 'command-not-found' as const, message, fix: null };
  views.set(name, fakeServerView(name, { state, problem }));
  rollbacks.look(name);
}

const OLD = { command: 'x' };
const NEW = { command: 'y' };

test('a server that fails after its settings changed is offered what they were before', () => {
  change({ a: OLD, b: OLD }, { a: NEW, b: OLD });
  come('a', 'starting');
  expect(rollbacks.offers).toEqual([]);
  come('a', 'failed', 'there is no y');
  come('b', 'failed', 'something else');
  const offer = { server: 'a', changed_at: new Date(clock.now()).toISOString(), reason: 'there is no y' };
  expect(rollbacks.offers).toEqual([offer]);
  expect(told).toEqual([offer]);
  expect(rollbacks.entryOf('a')).toEqual(OLD);
  expect(rollbacks.entryOf('b')).toBeUndefined();
});

test('one that crash-loops is offered it too, also when it was ready for a moment', () => {
  change({ a: OLD }, { a: NEW });
  come('a', 'ready');
  come('a', 'backing-off');
  come('a', 'crash-looping');
  expect(rollbacks.offers).toHaveLength(1);
});

test('one that exits before it is ready is offered it at the second time, not for a port that is still taken', () => {
  change({ a: OLD }, { a: NEW });
  come('a', 'starting');
  come('a', 'backing-off', 'exited with code 1');
  come('a', 'backing-off', 'exited with code 1');
  expect(rollbacks.offers).toEqual([]);
  come('a', 'starting');
  come('a', 'backing-off', 'exited with code 1');
  expect(rollbacks.offers).toMatchObject([{ server: 'a', reason: 'exited with code 1' }]);
  come('a', 'starting');
  come('a', 'backing-off', 'exited with code 1');
  expect(told).toHaveLength(1);
});

test('one that goes down after it was ready is not offered it before it crash-loops', () => {
  change({ a: OLD }, { a: NEW });
  for (const state of ['starting', 'backing-off', 'starting', 'ready', 'backing-off', 'starting'] as const)
    come('a', state);
  come('a', 'backing-off');
  expect(rollbacks.offers).toEqual([]);
});

test.each(['backing-off', 'failed', 'crash-looping'] as const)(
  'one that failed in the same way before the change (%s) is offered nothing, in another way it is',
  (state) => {
    const fail = (...states: ServerView['state'][]) => {
      for (const one of states) come('a', one, 'no y');
    };
    fail('starting', state);
    rollbacks.see(['a']);
    change({ a: OLD }, { a: NEW });
    fail('starting', 'backing-off', 'starting', 'backing-off', state);
    expect(rollbacks.offers).toEqual([]);
    views.set(
      'a',
      fakeServerView('a', { state: 'failed', problem: { code: 'unreachable', message: '', fix: null } }),
    );
    rollbacks.look('a');
    expect(rollbacks.offers).toHaveLength(1);
  },
);

test('one that failed before, was ready, and fails after a change is offered what it was ready with', () => {
  come('a', 'failed', 'no y');
  come('a', 'starting');
  come('a', 'ready');
  change({ a: OLD }, { a: NEW });
  come('a', 'failed', 'no y');
  expect(rollbacks.offers).toHaveLength(1);
});

test('one that was ready for as long as a start may take runs with its new settings: what comes later is not theirs', () => {
  change({ a: OLD }, { a: { ...NEW, timeouts: { start: '10s' } } });
  come('a', 'ready');
  clock.advance(10_001);
  come('a', 'failed', 'hours later');
  expect(rollbacks.offers).toEqual([]);
});

test('becoming ready takes the offer away, and so does nobody wanting it', () => {
  change({ a: OLD, b: OLD }, { a: NEW, b: NEW });
  come('a', 'failed');
  come('b', 'failed');
  come('a', 'ready');
  expect(rollbacks.offers.map(({ server }) => server)).toEqual(['b']);
  expect(rollbacks.dismiss('b')).toBe(true);
  expect(rollbacks.dismiss('b')).toBe(false);
  expect(rollbacks.offers).toEqual([]);
});

test('an edit of a server takes its offer away; one that fails again goes back to what ran, not to what failed', () => {
  change({ a: OLD }, { a: NEW });
  come('a', 'failed');
  const other = { command: 'z' };
  change({ a: NEW }, { a: other });
  expect(rollbacks.offers).toEqual([]);
  come('a', 'failed');
  expect(rollbacks.entryOf('a')).toEqual(OLD);
  change({ a: other }, { a: OLD });
  come('a', 'failed');
  expect(rollbacks.offers).toEqual([]);
});

test('there is no way back for one that is new, was removed, or was just given back what it had', () => {
  change({}, { a: NEW });
  come('a', 'failed');
  change({ b: OLD }, { b: NEW });
  change({ b: NEW }, {});
  come('b', 'failed');
  change({ c: OLD }, { c: NEW });
  come('c', 'failed');
  change({ c: NEW }, { c: OLD }, new Set(['c']));
  come('c', 'failed');
  expect(rollbacks.offers).toEqual([]);
});

test('one that was enabled and fails can be disabled again', () => {
  change({ a: { ...OLD, disabled: true } }, { a: OLD });
  come('a', 'failed');
  expect(rollbacks.entryOf('a')).toEqual({ ...OLD, disabled: true });
});

test('closing leaves no timer behind', () => {
  change({ a: OLD }, { a: NEW });
  come('a', 'ready');
  rollbacks.close();
  expect(clock.pendingTimers).toBe(0);
});
