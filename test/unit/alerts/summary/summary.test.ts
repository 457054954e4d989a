import { describe, expect, it } from 'vitest';
import type { LifecycleEvent } from '#contract/history.ts';
import type { SeriesPage } from '#contract/metric.ts';
import type { ServerState } from '#contract/server-state.ts';
import type { Notification } from '#engine/alerts/notification.ts';
import { availability, restarts } from '#engine/alerts/summary/availability.ts';
import { createDailySummary } from '#engine/alerts/summary/create-daily-summary.ts';
import type { SummarySources } from '#engine/alerts/summary/daily-summary.ts';
import { dayBefore, dayOf, spanOf } from '#engine/alerts/summary/day.ts';
import { type AlertSettings, DEFAULT_ALERTS } from '#engine/configuration/configuration.ts';
import { fakeAlert } from '../../../fakes/alert.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { memoryShelves } from '../../../fakes/memory-shelves.ts';
import { fakeNotification } from '../../../fakes/notification.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute).getTime();
const iso = (ms: number) => new Date(ms).toISOString();

let ids = 0;
const step = (atMs: number, from: ServerState, to: ServerState, instance = 1): LifecycleEvent => ({
  id: ++ids,
  at: iso(atMs),
  server: 'github',
  instance,
  run: 1,
  from,
  to,
  code: 'x',
  reason: 'x',
  pid: null,
  exit_code: null,
  signal: null,
  next_start_ms: null,
});

/** Of what was measured at each full hour of the span: `scores` from midnight on. */
function page(
  server: string,
  fromMs: number,
  figures: Readonly<Record<string, readonly (number | null)[]>>,
): SeriesPage {
  const hours = Math.max(...Object.values(figures).map((values) => values.length));
  const pad = (values: readonly (number | null)[]) =>
    Array.from({ length: hours }, (_, hour) => values[hour] ?? null);
  return {
    server,
    from: iso(fromMs),
    to: iso(fromMs + 24 * HOUR),
    step_seconds: 3_600,
    resolution: 'minute',
    times: Array.from({ length: hours }, (_, hour) => (fromMs + hour * HOUR) / 1_000),
    series: Object.entries(figures).map(([metric, values]) => ({
      metric,
      unit: 'count',
      kind: 'gauge',
      mean: pad(values),
      min: pad(values),
      max: pad(values),
      last: pad(values),
      sum: pad(values),
    })),
  };
}

function madeUpDays(startsAt = at(7, 8), given: Partial<SummarySources> = {}) {
  const clock = new FakeClock(startsAt);
  const shelves = memoryShelves();
  const sent: Notification[] = [];
  const faults: string[] = [];
  const native = DEFAULT_ALERTS.channels[0];
  if (native === undefined) throw new Error('there is no native channel');
  const world = {
    settings: { ...DEFAULT_ALERTS, channels: [{ ...native, summary: true }] } as AlertSettings,
    /** Of which something is known. */
    days: ['2026-01-06', '2026-01-07'],
    made: 0,
  };
  const sources: SummarySources = {
    servers: () => ['github', 'time'],
    async series({ server, from }) {
      world.made++;
      const fromMs = Date.parse(from);
      if (!world.days.includes(dayOf(fromMs))) return page(server, fromMs, { score: [] });
      return server === 'github'
        ? page(server, fromMs, {
            score: [100, 60, null],
            memory_bytes: [1, 5, 2],
            requests: [10, 20, 0],
            errors: [0, 3, 0],
          })
        : page(server, fromMs, { score: [80, 100, 90], requests: [1] });
    },
    p95Ms: async (server) => (server === 'github' ? 120 : null),
    lifecycle: () => [],
    engineStarts: () => [],
    alerts: () => [],
    incidents: () => [],
    trends: () => [],
    ...given,
  };
  const start = () =>
    createDailySummary({
      clock,
      shelves,
      settings: () => world.settings,
      sources,
      newId: () => `n${++ids}`,
      send: (notification) => void sent.push(notification),
      onFault: (text) => void faults.push(text),
    });
  let summaries = start();
  return {
    clock,
    world,
    sent,
    faults,
    summaries: () => summaries,
    restart(sleepMs: number): void {
      summaries.close();
      clock.jump(sleepMs);
      summaries = start();
    },
    /** So that what hangs on promises goes on. */
    async pass(ms: number): Promise<void> {
      for (let passed = 0; passed < ms; passed += 5 * MINUTE) {
        clock.advance(Math.min(5 * MINUTE, ms - passed));
        for (let turn = 0; turn < 60; turn++) await Promise.resolve();
      }
    },
  };
}

describe('the summary of a day', () => {
  it('has its score, and the figures of each server', async () => {
    const { summaries } = madeUpDays(at(7, 8), {
      lifecycle: ({ server }) =>
        server === 'github' ? [step(at(6, 12), 'ready', 'failed'), step(at(5, 1), 'starting', 'ready')] : [],
      alerts: () => [fakeAlert({ server: 'github' }), fakeAlert({ server: null })],
      trends: () => [
        { server: 'github', sentence: 'Memory grows' } as never,
        { server: 'time', sentence: null } as never,
      ],
      incidents: () => [
        {
          id: 1,
          opened_at: iso(at(6, 12)),
          closed_at: iso(at(6, 12, 18)),
          severity: 'error',
          title: 'github is down',
          cause: null,
          servers: ['github'],
          alerts: ['a1'],
          notifications: 1,
        },
        { ...({} as never as object), id: 2, opened_at: iso(at(7, 1)) } as never,
      ],
    });
    const summary = await summaries().of('2026-01-06');
    expect(summary).toMatchObject({
      day: '2026-01-06',
      // The lowest of each hour: 80, 60, 90.
      score: 230 / 3,
      lowest_score: 60,
      notifications: 0,
      incidents: [{ id: 1 }],
    });
    expect(summary?.servers).toEqual([
      {
        server: 'github',
        availability: 0.5,
        restarts: 0,
        requests: 30,
        errors: 3,
        p95_ms: 120,
        memory_peak_bytes: 5,
        alerts: 1,
      },
      {
        server: 'time',
        availability: null,
        restarts: 0,
        requests: 1,
        errors: 0,
        p95_ms: null,
        memory_peak_bytes: null,
        alerts: 0,
      },
    ]);
    expect(summary?.text).toBe(
      [
        'Tuesday, 2026-01-06: score 77 of 100, 60 at its lowest.',
        '31 requests, 3 of which failed (9.7 %).',
        'Incidents:',
        '- github is down, for 18 min',
        'Not always there:',
        '- github was ready 50.0 % of its time',
        'Where figures lead:',
        '- github: Memory grows',
        'Nobody was told of anything.',
      ].join('\n'),
    );
  });

  it('of today is as it stands, and is not kept', async () => {
    const { summaries, pass } = madeUpDays();
    summaries().notified(fakeNotification());
    expect(await summaries().of('2026-01-07')).toMatchObject({ day: '2026-01-07', notifications: 1 });
    summaries().notified(fakeNotification({ kind: 'test' }));
    summaries().notified(fakeNotification({ kind: 'resolved' }));
    expect(await summaries().of('2026-01-07')).toMatchObject({ notifications: 2 });
    await pass(2 * HOUR);
    expect((await summaries().list(30)).map(({ day }) => day)).toEqual(['2026-01-07', '2026-01-06']);
    expect(await summaries().list(1)).toHaveLength(1);
  });

  it('is none for a day of which nothing is known', async () => {
    const { summaries } = madeUpDays();
    expect(await summaries().of('2026-01-03')).toBeNull();
    expect(await summaries().of('2026-02-03')).toBeNull();
  });
});

describe('availability', () => {
  const span = spanOf('2026-01-06');
  const hour = (count: number) => span.fromMs + count * HOUR;

  it('is of the time in which the server was wanted', () => {
    const events = [
      step(hour(-5), 'stopped', 'ready'),
      step(hour(6), 'ready', 'backing-off'),
      step(hour(9), 'backing-off', 'starting'),
      step(hour(12), 'starting', 'ready'),
      step(hour(18), 'ready', 'stopped'),
    ];
    expect(availability(events, span, [])).toBeCloseTo(12 / 18);
    expect(restarts(events, span)).toBe(1);
    expect(availability([step(hour(-5), 'starting', 'ready')], span, [])).toBe(1);
    expect(availability([step(hour(-5), 'ready', 'stopped')], span, [])).toBeNull();
    expect(availability([], span, [])).toBeNull();
  });

  it('leaves out the time in which nobody looked', () => {
    const events = [step(hour(-5), 'starting', 'ready'), step(hour(12), 'ready', 'failed')];
    expect(availability(events, span, [{ fromMs: hour(8), toMs: hour(16) }])).toBeCloseTo(8 / 16);
  });

  it('takes a start of Signalbox for the end of a time in which nobody looked', async () => {
    const { summaries } = madeUpDays(at(7, 8), {
      lifecycle: () => [step(at(6, 6), 'starting', 'ready'), step(at(5, 23), 'stopped', 'failed')],
      engineStarts: () => [at(6, 6)],
    });
    // Measured from 0 to 3; so 3 h in which it had failed, and 18 in which it was ready.
    expect((await summaries().of('2026-01-06'))?.servers[0]?.availability).toBeCloseTo(18 / 21);
  });
});

describe('every morning', () => {
  it('the summary of yesterday is sent at its time, once', async () => {
    const { sent, pass, world } = madeUpDays();
    await pass(55 * MINUTE);
    expect(sent).toEqual([]);
    await pass(10 * MINUTE);
    expect(sent).toMatchObject([
      {
        kind: 'summary',
        severity: 'info',
        title: '2026-01-06: score 77, no incidents',
        channels: null,
        alerts: [],
      },
    ]);
    await pass(10 * HOUR);
    expect(sent).toHaveLength(1);
    const looked = world.made;
    await pass(HOUR);
    expect(world.made).toBe(looked);
    await pass(24 * HOUR);
    expect(sent.map(({ title }) => title.slice(0, 10))).toEqual(['2026-01-06', '2026-01-07']);
  });

  it('what was missed is made up once: after a sleep, and after days in which the machine was off', async () => {
    const { sent, pass, restart, clock } = madeUpDays();
    clock.jump(5 * HOUR);
    await pass(10 * MINUTE);
    expect(sent).toHaveLength(1);
    restart(3 * 24 * HOUR);
    await pass(10 * MINUTE);
    expect(sent.map(({ title }) => title.slice(0, 10))).toEqual(['2026-01-06', '2026-01-07']);
    restart(HOUR);
    await pass(HOUR);
    expect(sent).toHaveLength(2);
  });

  it('nothing is sent where no channel wants it, or none is to be made', async () => {
    const one = madeUpDays();
    one.world.settings = { ...one.world.settings, channels: DEFAULT_ALERTS.channels };
    await one.pass(3 * HOUR);
    expect(one.sent).toEqual([]);
    expect(await one.summaries().list(30)).toHaveLength(2);
    const other = madeUpDays();
    other.world.settings = { ...other.world.settings, summaryAtMinute: null };
    await other.pass(3 * HOUR);
    expect(other.sent).toEqual([]);
    expect(other.world.made).toBe(0);
  });

  it('a history that can’t be read is told, and the next day is tried', async () => {
    const { faults, pass, sent, summaries, clock } = madeUpDays(at(7, 8), {
      series: () => Promise.reject(new Error('the disk is gone')),
    });
    await pass(3 * HOUR);
    expect(faults).toEqual(['The daily summary can’t be made: the disk is gone']);
    await pass(24 * HOUR);
    expect(faults).toHaveLength(2);
    expect(sent).toEqual([]);
    summaries().close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('days', () => {
  it('are those of the machine, whatever the clocks do', () => {
    expect(dayOf(at(7, 0))).toBe('2026-01-07');
    expect(dayOf(at(7, 23, 59))).toBe('2026-01-07');
    expect(spanOf('2026-01-07')).toEqual({ fromMs: at(7, 0), toMs: at(8, 0) });
    expect(dayBefore('2026-03-01', 1)).toBe('2026-02-28');
    expect(dayBefore('2026-01-01', 1)).toBe('2025-12-31');
    let day = '2026-12-31';
    for (let count = 0; count < 365; count++) {
      const before = dayBefore(day, 1);
      expect(spanOf(before).toMs).toBe(spanOf(day).fromMs);
      day = before;
    }
    expect(day).toBe('2025-12-31');
  });
});
