import type { Alert, Severity } from '#contract/alert.ts';
import type { AlertEvent } from '#engine/alerts/alert-event.ts';
import type { Notification } from '#engine/alerts/notification.ts';
import { createNotifications } from '#engine/alerts/notify/create-notifications.ts';
import type { KnownServer, NotificationPolicy } from '#engine/alerts/notify/notification-policy.ts';
import {
  type AlertSettings,
  DEFAULT_ALERTS,
  DEFAULT_RULES,
  type Rule,
} from '#engine/configuration/configuration.ts';
import { fakeAlert } from '../../../fakes/alert.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { memoryShelves } from '../../../fakes/memory-shelves.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Alerts that a test fires and resolves by hand, a policy that hears of them, and what it sent. */
export function madeUpWorld(startsAt = new Date(2026, 0, 7, 12).getTime()) {
  const clock = new FakeClock(startsAt);
  const shelves = memoryShelves();
  const open = new Map<string, Alert>();
  const over = new Map<string, Alert>();
  const sent: Notification[] = [];
  const notified: string[] = [];
  const world = {
    settings: DEFAULT_ALERTS as AlertSettings,
    rules: new Map<string, Partial<Rule>>(),
    servers: [] as KnownServer[],
    lately: null as string | null,
    /** A real clock: time passes between two looks at it, and a timer may fire a trifle early. */
    lookTakesMs: 0,
    timersAreEarlyMs: 0,
  };
  let ids = 0;
  let run = 0;
  let looks = 0;

  function start(): NotificationPolicy {
    const own = ++run;
    return createNotifications({
      // What was killed does nothing any more.
      clock: {
        now: () => clock.now(),
        monotonic: () => clock.monotonic() + looks++ * world.lookTakesMs,
        after: (ms, then) => clock.after(ms - world.timersAreEarlyMs, () => void (own === run && then())),
      },
      shelves,
      settings: () => world.settings,
      rule(name) {
        const known = DEFAULT_RULES.find((rule) => rule.name === name);
        return known === undefined ? null : { ...known, ...world.rules.get(name) };
      },
      open: () => [...open.values()],
      find: (id) => open.get(id) ?? over.get(id) ?? null,
      incidentOf: () => null,
      servers: () => world.servers,
      lately: () => world.lately,
      newId: () => `n${++ids}`,
      send: (notification) => void sent.push(notification),
      onNotified: (alerts) => void notified.push(...alerts),
      onChange: () => {},
    });
  }
  let policy = start();

  function note(kind: AlertEvent['kind'], alert: Alert): void {
    if (alert.state === 'resolved') {
      open.delete(alert.id);
      over.set(alert.id, alert);
    } else open.set(alert.id, alert);
    policy.note([{ kind, alert }]);
  }

  const make = (server: string | null, rule: string, but: Partial<Alert> = {}): Alert => {
    const known = DEFAULT_RULES.find(({ name }) => name === rule);
    return fakeAlert({
      id: `a${++ids}`,
      rule,
      server,
      type: known?.type ?? 'custom',
      severity: known?.severity ?? 'warning',
      message: `${server ?? 'the machine'}: ${rule}`,
      next_step: null,
      since: new Date(clock.now()).toISOString(),
      fired_at: new Date(clock.now()).toISOString(),
      ...but,
    });
  };

  return {
    clock,
    world,
    sent,
    notified,
    policy: () => policy,
    titles: () => sent.map(({ title }) => title),
    make,
    note,
    fire(server: string | null, rule = 'down', but: Partial<Alert> = {}): string {
      const alert = make(server, rule, but);
      note('fired', alert);
      return alert.id;
    },
    /** As one look of the judge gives them. */
    fireAll(alerts: readonly Alert[]): void {
      for (const alert of alerts) open.set(alert.id, alert);
      policy.note(alerts.map((alert) => ({ kind: 'fired', alert })));
    },
    change(id: string, kind: AlertEvent['kind'], but: Partial<Alert>): void {
      note(kind, { ...(open.get(id) ?? fakeAlert()), ...but });
    },
    worse: (id: string, severity: Severity) =>
      note('worse', { ...(open.get(id) ?? fakeAlert()), severity, state: 'firing' }),
    resolve(...ids: string[]): void {
      for (const id of ids) {
        const alert = open.get(id);
        if (alert === undefined) throw new Error(`${id} is not open`);
        note('resolved', {
          ...alert,
          state: 'resolved',
          resolved_at: new Date(clock.now()).toISOString(),
          resolution: 'it is well again',
        });
      }
    },
    allOpen: () => [...open.keys()],
    isOpen: (server: string | null, rule: string) =>
      [...open.values()].some((alert) => alert.server === server && alert.rule === rule),
    /** As a quit does, or as SIGKILL does. */
    restart({ killed = false, forMs = 0 } = {}): void {
      if (!killed) policy.close();
      clock.jump(forMs);
      policy = start();
    },
  };
}
