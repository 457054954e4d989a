import { type Anchor, SimpleDetectors } from './anchor.ts';
import { type Replayed, replay, type Told } from './replay.ts';
import { byKind, type FaultOutcome, scoreOf } from './score.ts';
import { makeWorld } from './world.ts';

/** The seeds of the figures in docs/alert-figures.md. */
const SEED = 7;
const CRASHES_A_WEEK = 1.5;
/** Beside troubles there is more of what is none. */
const MORE_CRASHES_A_WEEK = 6;

export interface Size {
  readonly days: number;
  readonly servers: number;
  readonly faultsOfEach: number;
  readonly seed?: number;
  /** Left out where only our own figures are wanted. */
  readonly anchor?: boolean;
}

export interface Clean {
  readonly days: number;
  readonly servers: number;
  readonly notifications: number;
  readonly looks: number;
  readonly subjectLooks: number;
  readonly ordinary: Readonly<Record<string, number>>;
  /** What was told though nothing was wrong. */
  readonly told: readonly Said[];
}

/** A notification in few words. */
export interface Said {
  readonly atS: number;
  readonly title: string;
  readonly alerts: readonly string[];
}

export interface ByKind {
  readonly kind: string;
  readonly count: number;
  readonly found: number;
  readonly notifications: number;
  readonly toldAfterS: readonly number[];
  readonly lateByS: readonly number[];
  /** By which it was told first, the most frequent first. */
  readonly rules: readonly string[];
}

export interface Measured {
  readonly clean: Clean;
  readonly anchor: Anchor;
  readonly faulty: {
    readonly notifications: number;
    readonly right: number;
    readonly precision: number;
    readonly recall: number;
    readonly looks: number;
    readonly ordinary: Readonly<Record<string, number>>;
    /** Those that tell only what follows from a trouble, and those that are not true. */
    readonly beside: readonly Said[];
    readonly wrong: readonly Said[];
  };
  readonly kinds: readonly ByKind[];
  readonly all: ByKind;
  readonly tookMs: number;
}

/** Ordinary life first, then the same with troubles in it. */
export function measureAlerts(size: Size): Measured {
  const startedMs = performance.now();
  const { clean, anchor } = measureClean(size);
  const { days, servers, faultsOfEach, seed = SEED } = size;
  const world = makeWorld({ seed, days, servers, faultsOfEach, crashesAWeek: MORE_CRASHES_A_WEEK });
  const replayed = replay(world);
  const { outcomes, notifications, right, precision, recall, beside, wrong } = scoreOf(
    world.faults,
    replayed.told,
  );
  return {
    clean,
    anchor,
    faulty: {
      notifications,
      right,
      precision,
      recall,
      looks: replayed.looks,
      ordinary: world.ordinary,
      beside: beside.map(say),
      wrong: wrong.map(say),
    },
    kinds: byKind(outcomes).map(([kind, some]) => summarise(kind, some)),
    all: summarise('all', outcomes),
    tookMs: performance.now() - startedMs,
  };
}

function measureClean({ days, servers, seed = SEED, anchor = true }: Size): { clean: Clean; anchor: Anchor } {
  const world = makeWorld({ seed, days, servers, faultsOfEach: 0, crashesAWeek: CRASHES_A_WEEK });
  const simple = new SimpleDetectors(world);
  const { told, looks, subjectLooks }: Replayed = replay({
    ...world,
    makeDay(day) {
      world.makeDay(day);
      if (anchor) simple.noteDay(day);
    },
  });
  const troubles = told.filter(({ notification: { kind } }) => kind === 'firing' || kind === 'worse');
  return {
    clean: {
      days,
      servers,
      notifications: troubles.length,
      looks,
      subjectLooks,
      ordinary: world.ordinary,
      told: troubles.map(say),
    },
    anchor: simple.result(),
  };
}

function summarise(kind: string, outcomes: readonly FaultOutcome[]): ByKind {
  const rules = outcomes.flatMap(({ rule }) => rule ?? []);
  const counts = [...Map.groupBy(rules, (rule) => rule)].sort(([, a], [, b]) => b.length - a.length);
  return {
    kind,
    count: outcomes.length,
    found: rules.length,
    notifications: outcomes.reduce((sum, outcome) => sum + outcome.notifications, 0),
    toldAfterS: outcomes.flatMap(({ toldAfterS }) => toldAfterS ?? []),
    lateByS: outcomes.flatMap(({ lateByS }) => lateByS ?? []),
    rules: counts.map(([rule]) => rule),
  };
}

function say({ atS, notification, alerts }: Told): Said {
  return {
    atS: Math.round(atS),
    title: notification.title,
    alerts: alerts.map(({ alert }) => `${alert.server ?? 'machine'}: ${alert.rule} at ${alert.value}`),
  };
}
