import { z } from 'zod';
import { DailySummary } from '#contract/incident.ts';
import type { DailySummaries, DailySummaryOptions } from './daily-summary.ts';
import { dayBefore, dayOf, minuteOf, spanOf } from './day.ts';
import { makeSummary } from './make-summary.ts';
import { saySummaryTitle } from './say-summary.ts';

const KEPT_DAYS = 400;
/** The wall clock may jump, and the machine sleep: no wait for a time of the day is longer. */
const LONGEST_WAIT_MS = 5 * 60_000;
/** A start has other things to do first. */
const FIRST_LOOK_MS = 2 * 60_000;
/** A summary that was missed longer ago is of no use any more. */
const MADE_UP_DAYS = 7;
const LAST = 'last';

export function createDailySummary(options: DailySummaryOptions): DailySummaries {
  const { clock, shelves, settings, sources } = options;
  const shelf = shelves({ name: 'daily-summary', schema: DailySummary, rows: KEPT_DAYS, days: KEPT_DAYS });
  const counts = shelves({
    name: 'daily-notifications',
    schema: z.number(),
    rows: KEPT_DAYS,
    days: KEPT_DAYS,
  });
  const marks = shelves({
    name: 'daily-summary-sent',
    schema: z.object({ day: z.string() }),
    rows: 1,
    days: 3_650,
  });
  /** Looked for what is due on that day: once is enough. */
  let lookedOn: string | null = null;
  let closed = false;
  let cancel = clock.after(FIRST_LOOK_MS, () => void look());

  async function make(day: string): Promise<DailySummary | null> {
    const notifications = counts.get(day) ?? 0;
    return await makeSummary(day, sources, { nowMs: clock.now(), notifications });
  }

  async function of(day: string): Promise<DailySummary | null> {
    if (day >= dayOf(clock.now())) return await make(day);
    const kept = shelf.get(day);
    if (kept !== null) return kept;
    const made = await make(day);
    if (made !== null && !closed) shelf.put(day, spanOf(day).fromMs, made);
    return made;
  }

  /** The newest day that is over, of which something is known and which was not sent yet. */
  async function due(today: string): Promise<DailySummary | null> {
    const last = marks.get(LAST)?.day ?? '';
    for (let days = 1; days <= MADE_UP_DAYS; days++) {
      const day = dayBefore(today, days);
      if (day <= last || closed) return null;
      const found = await of(day);
      if (found !== null) return found;
    }
    return null;
  }

  async function look(): Promise<void> {
    const nowMs = clock.now();
    const today = dayOf(nowMs);
    const { summaryAtMinute } = settings();
    if (summaryAtMinute !== null && lookedOn !== today && minuteOf(nowMs) >= summaryAtMinute) {
      lookedOn = today;
      try {
        const summary = await due(today);
        if (summary !== null && !closed) send(summary);
      } catch (error) {
        options.onFault(`The daily summary can’t be made: ${error instanceof Error ? error.message : error}`);
      }
    }
    if (!closed) cancel = clock.after(waitMs(), () => void look());
  }

  function waitMs(): number {
    const { summaryAtMinute } = settings();
    const nowMs = clock.now();
    if (summaryAtMinute === null) return LONGEST_WAIT_MS;
    const dueMs = spanOf(dayOf(nowMs)).fromMs + summaryAtMinute * 60_000;
    return dueMs > nowMs ? Math.min(LONGEST_WAIT_MS, dueMs - nowMs) : LONGEST_WAIT_MS;
  }

  function send(summary: DailySummary): void {
    marks.put(LAST, clock.now(), { day: summary.day });
    if (!settings().channels.some(({ enabled, summary: wants }) => enabled && wants)) return;
    options.send({
      id: options.newId(),
      kind: 'summary',
      at: new Date(clock.now()).toISOString(),
      severity: 'info',
      title: saySummaryTitle(summary),
      body: summary.text,
      servers: summary.servers.map(({ server }) => server),
      alerts: [],
      incident: null,
      actions: [],
      channels: null,
    });
  }

  return {
    of,
    async list(limit) {
      const today = await make(dayOf(clock.now()));
      const kept = shelf.newest({ limit });
      return (today === null ? kept : [today, ...kept]).slice(0, limit);
    },
    notified({ kind }) {
      if (kind === 'summary' || kind === 'test') return;
      const day = dayOf(clock.now());
      counts.put(day, spanOf(day).fromMs, (counts.get(day) ?? 0) + 1);
    },
    close() {
      closed = true;
      cancel();
    },
  };
}
