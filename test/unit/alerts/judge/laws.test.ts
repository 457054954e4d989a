import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '#engine/alerts/alert-event.ts';
import type { Rule } from '#engine/configuration/configuration.ts';
import type { FakeLook, FakeSubject } from '../../../fakes/alert-look.ts';
import { fakeRule } from '../../../fakes/alert-rule.ts';
import { judgeRig, told } from './judge-rig.ts';

const SECOND = 1_000;
const SERVERS = ['api', 'db', 'web'] as const;

const RULES: readonly Rule[] = [
  fakeRule({
    name: 'down',
    signal: 'down',
    condition: { kind: 'above', enter: 1, exit: 1 },
    severity: 'error',
  }),
  fakeRule({ worse: { at: 95, forMs: 10 * SECOND, severity: 'error' }, explainedBy: ['down', 'offline'] }),
  fakeRule({
    name: 'errors',
    signal: 'error_percent_5m',
    condition: { kind: 'above', enter: 25, exit: 10 },
    forMs: 0,
    explainedBy: ['down', 'high_cpu'],
  }),
  fakeRule({ name: 'rise', signal: 'memory_bytes', condition: { kind: 'rise', by: 50, windowMs: 60_000 } }),
  fakeRule({ name: 'lost', signal: 'threads', condition: { kind: 'absent' }, severity: 'info' }),
  fakeRule({ name: 'offline', signal: 'offline', condition: { kind: 'above', enter: 1, exit: 1 } }),
];

const figure = fc.option(fc.constantFrom(0, 1, 9, 15, 40, 69, 70, 75, 80, 90, 96, 120), { nil: null });
const subject: fc.Arbitrary<FakeSubject> = fc.record({
  values: fc.record({
    down: fc.constantFrom(0, 0, 0, 1, null),
    cpu_percent: figure,
    error_percent_5m: figure,
    memory_bytes: figure,
    threads: fc.constantFrom(1, 1, null),
  }),
  over: fc.oneof(
    { arbitrary: fc.constant(null), weight: 9 },
    { arbitrary: fc.constant('you stopped it'), weight: 1 },
  ),
  quiet: fc.oneof(
    { arbitrary: fc.constant(null), weight: 9 },
    { arbitrary: fc.constant('you edited it'), weight: 1 },
  ),
});

interface Step {
  readonly afterMs: number;
  readonly sleptMs: number;
  readonly settling: boolean;
  readonly isOffline: boolean;
  readonly subjects: readonly FakeSubject[];
  /** How many looks in a row are like this: without, hardly anything holds for long. */
  readonly times: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  afterMs: fc.constantFrom(500, 2_000, 5_000, 5_000, 5_000, 30_000, 70_000),
  sleptMs: fc.oneof(
    { arbitrary: fc.constant(0), weight: 15 },
    { arbitrary: fc.constant(7_200_000), weight: 1 },
  ),
  settling: fc.oneof(
    { arbitrary: fc.constant(false), weight: 9 },
    { arbitrary: fc.constant(true), weight: 1 },
  ),
  isOffline: fc.oneof(
    { arbitrary: fc.constant(false), weight: 9 },
    { arbitrary: fc.constant(true), weight: 1 },
  ),
  subjects: fc.array(subject, { minLength: SERVERS.length, maxLength: SERVERS.length }),
  times: fc.integer({ min: 1, max: 20 }),
});
const steps = fc.array(step, { maxLength: 40 });

interface Looked {
  readonly look: FakeLook;
  readonly events: readonly AlertEvent[];
}

/** What is told of a history, its servers in this order. */
function play(history: readonly Step[], order: readonly number[] = [0, 1, 2]): Looked[] {
  const rig = judgeRig(RULES);
  const looked: Looked[] = [];
  let at = 0;
  let wallMs = Date.UTC(2026, 0, 1);
  for (const { afterMs, sleptMs, settling, isOffline, subjects, times } of history) {
    for (let turn = 0; turn < times; turn += 1) {
      at += afterMs;
      wallMs += afterMs + (turn === 0 ? sleptMs : 0);
      const servers = Object.fromEntries(order.map((index) => subjectAt(subjects, index)));
      const look = { at, wallMs, settling, servers, machine: { values: { offline: isOffline ? 1 : 0 } } };
      looked.push({ look, events: rig.look(look) });
    }
  }
  return looked;
}

function subjectAt(subjects: readonly FakeSubject[], index: number): [string, FakeSubject] {
  const name = SERVERS[index] ?? 'api';
  const roots = name === 'db' ? [] : [{ server: 'db', rules: ['down'], sentence: 'db is down' }];
  return [name, { ...subjects[index], roots }];
}

/** The moments of firing: an alert has them once. */
const isFirst = ({ kind, alert }: AlertEvent): boolean =>
  kind === 'fired' || kind === 'unstable' || kind === 'silenced' || kind === 'inhibited'
    ? alert.times >= 1
    : false;

describe('whatever happens', () => {
  it('an alert never fires before its condition has held for as long as its rule says', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const since = new Map<string, number>();
        for (const { look, events } of play(history)) {
          for (const { kind, alert } of events) {
            if (!since.has(alert.id)) since.set(alert.id, look.at);
            const rule = RULES.find(({ name }) => name === alert.rule);
            if (kind !== 'fired') continue;
            expect(look.at - (since.get(alert.id) ?? 0)).toBeGreaterThanOrEqual(rule?.forMs ?? 0);
          }
        }
      }),
    );
  });

  it('an alert is not over while its figure is at its exit or beyond, but by its owner or a restart', () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const { look, events } of play(history)) {
          for (const { kind, alert } of events) {
            if (kind !== 'resolved' || alert.rule !== 'high_cpu') continue;
            const seen = look.servers?.[alert.server ?? ''];
            const isExcused = seen?.over != null || alert.resolution === 'no more figures';
            if (!isExcused) expect(seen?.values?.cpu_percent).toBeLessThan(70);
          }
        }
      }),
    );
  });

  it('an alert fires once at most, ends once at most, and nothing is told of it after that', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const ended = new Set<string>();
        const fired = new Set<string>();
        for (const { kind, alert } of play(history).flatMap(({ events }) => events)) {
          expect(ended.has(alert.id)).toBe(false);
          if (kind === 'fired') {
            expect(fired.has(alert.id)).toBe(false);
            fired.add(alert.id);
          }
          if (kind === 'resolved' || kind === 'withdrawn') {
            expect(alert.fired_at === null).toBe(kind === 'withdrawn');
            ended.add(alert.id);
          }
        }
      }),
    );
  });

  it('the order in which servers are looked at changes nothing', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const sorted = (looked: readonly Looked[]) => looked.map(({ events }) => told(events).toSorted());
        expect(sorted(play(history, [2, 0, 1]))).toEqual(sorted(play(history)));
      }),
    );
  });

  it('a sleep fires nothing, and nothing new fires while things settle', () => {
    fc.assert(
      fc.property(steps, (history) => {
        let before: FakeLook | null = null;
        for (const { look, events } of play(history)) {
          const passedMs = before === null ? 0 : look.at - before.at;
          const sleptMs = before === null ? 0 : (look.wallMs ?? 0) - (before.wallMs ?? 0) - passedMs;
          before = look;
          if (passedMs <= 60_000 && sleptMs <= 30_000 && look.settling !== true) continue;
          const firstTold = events.filter(isFirst).filter(({ alert }) => alert.fired_at === iso(look));
          expect(firstTold).toEqual([]);
        }
      }),
    );
  });

  it('what is told is what is so: the list of open alerts follows from the events', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const rig = judgeRig(RULES);
        const known = new Map<string, string>();
        let at = 0;
        for (const { afterMs, settling, subjects } of history) {
          at += afterMs;
          const servers = Object.fromEntries([0, 1, 2].map((index) => subjectAt(subjects, index)));
          for (const { kind, alert } of rig.look({ at, settling, servers })) {
            if (kind === 'resolved' || kind === 'withdrawn') known.delete(alert.id);
            else known.set(alert.id, `${alert.state} ${alert.severity} ${alert.cause} ${alert.times}`);
          }
          const open = rig.judge.open();
          expect(new Map(open.map((alert) => [alert.id, said(alert)]))).toEqual(known);
        }
      }),
    );
  });
});

function said(alert: AlertEvent['alert']): string {
  return `${alert.state} ${alert.severity} ${alert.cause} ${alert.times}`;
}

function iso({ wallMs }: FakeLook): string {
  return new Date(wallMs ?? 0).toISOString();
}
