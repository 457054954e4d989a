import type { Alert } from '#contract/alert.ts';
import { createJudge } from '#engine/alerts/judge/create-judge.ts';
import type { Notification } from '#engine/alerts/notification.ts';
import { createNotifications } from '#engine/alerts/notify/create-notifications.ts';
import { createQuiet } from '#engine/alerts/signals/quiet.ts';
import { DEFAULT_ALERTS, type Rule } from '#engine/configuration/configuration.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { memoryShelves } from '../../fakes/memory-shelves.ts';
import { MachineLook } from './machine-look.ts';
import { ServerLook } from './server-look.ts';
import { DAY_S } from './traces/day-time.ts';
import { beganToHold } from './truth.ts';
import type { World } from './world.ts';

/** As the engine samples: while all is well, and while something is not. What is only good to know changes no pace. */
const CALM_S = 5;
const BUSY_S = 2;
const EPOCH_MS = Date.UTC(2026, 0, 5, 4);

/** A notification, in seconds of the trace. */
export interface Told {
  readonly atS: number;
  readonly notification: Notification;
  readonly alerts: readonly ToldAlert[];
}

export interface ToldAlert {
  readonly alert: Alert;
  /** How long the rule wants its condition to hold, at the severity that was told. */
  readonly forS: number;
  /** When the condition truly began to hold, whether or not anybody looked; null where that can't be said. */
  readonly heldFromS: number | null;
}

export interface ReplayOptions {
  readonly rules?: readonly Rule[];
  /** Where the trace is left, in seconds from its beginning. */
  readonly untilS?: number;
}

export interface Replayed {
  readonly told: readonly Told[];
  readonly looks: number;
  /** Each server of each look. */
  readonly subjectLooks: number;
  /** What was judged to be firing, by rule, told or not. */
  readonly fired: ReadonlyMap<string, number>;
}

/**
 * Lets the judge and the notifications live through a world, with a clock of their own: a look every 5 s, every 2 s while
 * a warning or worse pends or fires, at each change of a server's state, and when something pending comes due. Nothing is skipped.
 */
export function replay(
  world: World,
  { rules = DEFAULT_ALERTS.rules, untilS = world.days * DAY_S }: ReplayOptions = {},
): Replayed {
  const clock = new FakeClock(EPOCH_MS);
  const settings = { ...DEFAULT_ALERTS, rules };
  const serverRules = rules.filter(({ scope }) => scope === 'server');
  const machineRules = rules.filter(({ scope }) => scope === 'machine');
  const servers = world.servers.map((trace) => new ServerLook(trace, world));
  const machine = new MachineLook(world);
  const told: Told[] = [];
  const fired = new Map<string, number>();
  let ids = 0;
  let looks = 0;
  let second = 0;
  let isNow = { second: 0, monotonicMs: 0 };

  const judge = createJudge({
    rules: (server) => (server === null ? machineRules : serverRules),
    silences: () => [],
    restore: [],
    newId: () => `a${ids++}`,
  });
  const over = new Map<string, Alert>();
  const notifications = createNotifications({
    clock,
    shelves: memoryShelves(),
    settings: () => settings,
    rule: (name) => rules.find((rule) => rule.name === name) ?? null,
    open: () => judge.open(),
    find: (id) => judge.find(id) ?? over.get(id) ?? null,
    incidentOf: () => null,
    servers: () =>
      world.servers.map(({ character }) => ({
        name: character.name,
        program: character.remote ? null : 'npx',
        dependsOn:
          character.dependsOn === null ? [] : [world.servers[character.dependsOn]?.character.name ?? ''],
      })),
    lately: () => null,
    newId: () => `n${ids++}`,
    send: (notification) => note(notification),
    onNotified: (alerts, atMs) => {
      for (const id of alerts) judge.annotate(id, { notified_at: new Date(atMs).toISOString() });
    },
    onChange: () => {},
  });
  const quiet = createQuiet(clock, () => settings);

  function note(notification: Notification): void {
    const atS = isNow.second + (clock.monotonic() - isNow.monotonicMs) / 1000;
    const alerts = notification.alerts.map((alert): ToldAlert => {
      const rule = rules.find(({ name }) => name === alert.rule);
      const subject = servers.find(({ server }) => server === alert.server) ?? machine;
      if (rule === undefined) return { alert, forS: 0, heldFromS: null };
      const { forS, heldFromS } = beganToHold({ rule, subject, alert, atS, machine: world.machine });
      return { alert, forS, heldFromS };
    });
    told.push({ atS, notification, alerts });
  }

  function look(): void {
    looks += 1;
    machine.set(second);
    for (const server of servers) server.set(second);
    const events = judge.look({
      atMs: clock.now(),
      monotonicMs: clock.monotonic(),
      servers,
      machine,
      settling: quiet.settles(),
    });
    for (const { kind, alert } of events) {
      if (kind === 'fired') fired.set(alert.rule, (fired.get(alert.rule) ?? 0) + 1);
      if (kind === 'resolved') over.set(alert.id, alert);
    }
    if (events.length > 0) notifications.note(events);
  }

  function passTo(nextS: number): void {
    isNow = { second, monotonicMs: clock.monotonic() };
    clock.advance((nextS - second) * 1000);
    second = nextS;
    isNow = { second, monotonicMs: clock.monotonic() };
  }

  const changes = new Moments([
    ...servers.flatMap((server) => server.changes),
    ...world.machine.offline.flatMap(({ fromS, toS }) => [fromS, toS]),
  ]);
  const jumps = [...world.machine.jumps];
  const sleeps = [...world.machine.sleeps];

  for (let day = 0; day < world.days; day++) {
    world.makeDay(day);
    while (second < Math.min(untilS, (day + 1) * DAY_S)) {
      while ((jumps[0]?.atS ?? Infinity) <= second) clock.jump(jumps.shift()?.byMs ?? 0);
      if ((sleeps[0]?.fromS ?? Infinity) <= second) {
        const toS = sleeps.shift()?.toS ?? second;
        // Linux and macOS: the clock that never jumps stands still.
        clock.jump((toS - second) * 1000);
        second = Math.max(second, toS);
        isNow = { second, monotonicMs: clock.monotonic() };
        continue;
      }
      look();
      const isBusy = judge
        .open()
        .some(({ state, severity }) => severity !== 'info' && (state === 'pending' || state === 'firing'));
      const dueMs = judge.dueMs();
      const dueS = dueMs === null ? Infinity : second + (dueMs - clock.monotonic()) / 1000;
      passTo(
        Math.min(
          second + (isBusy ? BUSY_S : CALM_S),
          dueS > second ? Math.max(dueS, second + 0.001) : Infinity,
          changes.after(second),
          sleeps[0]?.fromS ?? Infinity,
          (day + 1) * DAY_S,
        ),
      );
    }
  }
  notifications.close();
  return { told, looks, subjectLooks: looks * (servers.length + 1), fired };
}

/** Gives the next of many moments, asked in order of time. */
class Moments {
  readonly #moments: readonly number[];
  #at = 0;

  constructor(moments: readonly number[]) {
    this.#moments = moments.toSorted((a, b) => a - b);
  }

  after(second: number): number {
    while ((this.#moments[this.#at] ?? Infinity) <= second) this.#at += 1;
    return this.#moments[this.#at] ?? Infinity;
  }
}
