import type { Alert } from '#contract/alert.ts';
import { openStorms } from '../storms/storms.ts';
import { createAftermath } from './aftermath.ts';
import type { NotificationOptions, NotificationPolicy } from './notification-policy.ts';
import { createHoldBack, openPolicyMemory } from './policy-memory.ts';
import { watchQuietHours } from './quiet-hours.ts';
import { isAtLeast } from './severity.ts';
import { createStormTeller } from './tell-storms.ts';
import { createTeller } from './teller.ts';
import { openTold } from './told.ts';
import { isDownRule } from './wording.ts';

/** What hangs on the wall clock, which may jump, is looked at so often. */
const WALL_LOOK_MS = 30_000;
/** After the settling that follows a start: by then it is known what of an earlier run still holds. */
const RECALL_MS = 15_000;

export function createNotifications(options: NotificationOptions): NotificationPolicy {
  const { clock, settings } = options;
  const told = openTold(options.shelves, clock);
  const memory = openPolicyMemory(options.shelves, clock);
  const storms = openStorms({ clock, memory, newId: options.newId });
  const held = createHoldBack(memory);
  const { isQuietNow, mayTellNow } = watchQuietHours(clock, settings);
  const isPaused = () => (memory.get().paused_until_ms ?? 0) > clock.now();
  const startedMs = clock.now();
  const teller = createTeller({
    ...options,
    told,
    storms,
    isPaused,
    startedUntilMs: () => startedMs + settings().settleMs,
    onPaused: (alerts) => held.put('paused', alerts),
  });
  const tellStorms = createStormTeller({ ...options, storms, teller, told, isWanted, mayTellNow });
  /** Ids of alerts that are to be told. */
  const waiting = new Set<string>();
  /** Those that were told, and are over. */
  const over = new Map<string, Alert>();
  /** Told too short a while ago to be told again; until when, by the clock that never jumps. */
  const later = new Map<string, number>();
  const aftermath = createAftermath(clock);
  let gatherUntilMs: number | null = null;
  let wasQuiet = isQuietNow();
  let closed = false;
  let cancel = () => {};
  const cancelRecall = clock.after(settings().settleMs + RECALL_MS, recall);
  const openAlerts = () => new Map(options.open().map((alert) => [alert.id, alert]));

  function isWanted(alert: Alert): boolean {
    if (alert.state !== 'firing' || !isAtLeast(alert.severity, 'warning')) return false;
    return options.rule(alert.rule, alert.server)?.notify ?? true;
  }

  function joinStorm(alert: Alert, open: ReadonlyMap<string, Alert>): boolean {
    const { groupIntervalMs: intervalMs, groupWaitMs: waitMs } = settings();
    return storms.join(alert, { open, intervalMs, waitMs });
  }

  function gather(): void {
    gatherUntilMs ??= clock.monotonic() + settings().groupWaitMs;
  }

  /** Does all that is due, and sets the clock for what comes next. */
  function run(): void {
    if (closed) return;
    const open = openAlerts();
    const nowMs = clock.monotonic();
    endPause(open);
    endQuiet(open);
    for (const [id, dueMs] of later) {
      if (dueMs > nowMs) continue;
      later.delete(id);
      waiting.add(id);
      gather();
    }
    if (gatherUntilMs !== null && nowMs >= gatherUntilMs) flush(open);
    tellStorms(open, nowMs, gatherUntilMs !== null);
    arm(nowMs);
  }

  function flush(open: ReadonlyMap<string, Alert>): void {
    gatherUntilMs = null;
    const due = [...waiting].flatMap((id) => open.get(id) ?? []).filter(isWanted);
    waiting.clear();
    const isHeld = (alert: Alert) => !mayTellNow(alert);
    held.put('quiet', due.filter(isHeld));
    const now = due.filter(mayTellNow).filter((alert) => !joinStorm(alert, open));
    teller.begun(
      now.filter((alert) => mayRepeat(alert, open)),
      open,
    );
    const ends = [...over.values()].filter((alert) => mayTellNow(alert) && !isStillDown(alert, open));
    for (const { id } of ends) over.delete(id);
    teller.over(ends.filter((alert) => !goesOn(alert, open)));
  }

  /** False for what was told a short while ago: then it comes again when that is long enough ago. */
  function mayRepeat(alert: Alert, open: ReadonlyMap<string, Alert>): boolean {
    const { repeatMs, groupIntervalMs } = settings();
    const waitMs = told.waitMs(alert, repeatMs);
    if (waitMs === 0) {
      const serverMs = told.serverWaitMs(alert, groupIntervalMs, (id) => open.has(id));
      if (serverMs > 0) later.set(alert.id, clock.monotonic() + serverMs);
      return serverMs === 0;
    }
    // Also one that was silenced meanwhile: whoever silenced it for an hour did not mean for ever.
    if (told.of(alert)?.open) told.follow(alert);
    else later.set(alert.id, clock.monotonic() + waitMs);
    return false;
  }

  /** True for what a trouble that ended leaves behind: it is told when it holds on for long. */
  function isAftermath(alert: Alert): boolean {
    const untilMs = aftermath.untilMs(alert);
    if (untilMs !== null) later.set(alert.id, untilMs);
    return untilMs !== null;
  }

  /** It was over for a moment only: nobody needs to hear of that. */
  function goesOn(alert: Alert, open: ReadonlyMap<string, Alert>): boolean {
    const again = [...open.values()].find(
      ({ rule, server, state }) => rule === alert.rule && server === alert.server && state === 'firing',
    );
    if (again === undefined) return false;
    told.follow(again);
    return true;
  }

  /** It is down by another rule's word: that it is so no more by this one's is no news. */
  function isStillDown(alert: Alert, open: ReadonlyMap<string, Alert>): boolean {
    if (!isDownRule(alert.rule)) return false;
    return [...open.values()].some(
      ({ server, rule, state }) => server === alert.server && isDownRule(rule) && state !== 'pending',
    );
  }

  function endQuiet(open: ReadonlyMap<string, Alert>): void {
    const isNow = isQuietNow();
    if (isNow !== wasQuiet) options.onChange();
    wasQuiet = isNow;
    if (isNow) return;
    if (over.size > 0) gather();
    const ids = held.take('quiet');
    const still = ids
      .flatMap((id) => open.get(id) ?? [])
      .filter((alert) => isWanted(alert) && mayRepeat(alert, open));
    teller.held(still, { during: 'quiet hours', passed: ids.filter((id) => !open.has(id)).length }, null);
  }

  function endPause(open: ReadonlyMap<string, Alert>): void {
    if (memory.get().paused_until_ms === null || isPaused()) return;
    memory.set({ paused_until_ms: null });
    options.onChange();
    const ids = held.take('paused');
    const isGrave = (alert: Alert) =>
      isWanted(alert) && isAtLeast(alert.severity, 'error') && mayTellNow(alert);
    const still = ids.flatMap((id) => open.get(id) ?? []).filter(isGrave);
    const passed = ids.filter((id) => !open.has(id)).length;
    teller.held(still, { during: 'pause', passed }, ({ type }) => type === 'native');
  }

  /** What an engine before this one had seen, and did not live to tell. */
  function recall(): void {
    const open = openAlerts();
    for (const alert of open.values()) {
      const isKnown = told.ofId(alert.id)?.open === true || storms.has(alert.id) || held.has(alert.id);
      if (!isKnown && isWanted(alert)) waiting.add(alert.id);
    }
    for (const { alert } of told.open()) {
      if (open.has(alert)) continue;
      const found = options.find(alert);
      if (found?.state === 'resolved' && !isCleared(found)) over.set(alert, found);
      else told.close(alert);
    }
    gatherUntilMs = clock.monotonic();
    run();
  }

  function arm(nowMs: number): void {
    cancel();
    cancel = () => {};
    if (closed) return;
    const { groupIntervalMs, groupWaitMs } = settings();
    const { paused_until_ms: untilMs } = memory.get();
    const dueMs = [...later.values(), ...storms.dueMs(groupIntervalMs, groupWaitMs, nowMs)];
    if (gatherUntilMs !== null) dueMs.push(gatherUntilMs);
    const waits = dueMs.map((due) => due - nowMs);
    if (untilMs !== null) waits.push(Math.min(WALL_LOOK_MS, untilMs - clock.now()));
    const isWaiting = held.isAny('quiet') || over.size > 0 || storms.isAny();
    if (isWaiting || settings().quietHours !== null) waits.push(WALL_LOOK_MS);
    if (waits.length > 0) cancel = clock.after(Math.max(1, Math.min(...waits)), run);
  }

  arm(clock.monotonic());
  return {
    note(events) {
      if (events.length === 0) return;
      const open = openAlerts();
      for (const { kind, alert } of events) {
        switch (kind) {
          case 'fired':
          case 'worse':
          case 'released':
          case 'unstable':
            if (!isWanted(alert)) break;
            if (kind === 'released' && isAftermath(alert)) break;
            // At once, so that a storm is not taken for over while this is being gathered.
            joinStorm(alert, open);
            waiting.add(alert.id);
            gather();
            break;
          case 'resolved':
            waiting.delete(alert.id);
            later.delete(alert.id);
            if (isCleared(alert)) {
              told.close(alert.id);
              storms.drop(alert);
              break;
            }
            if (told.ofId(alert.id) === null) break;
            aftermath.noteEnd(alert);
            if (!told.ofId(alert.id)?.open) break;
            over.set(alert.id, alert);
            gather();
            break;
          case 'silenced':
            // Nobody is to hear of it any more, nor of its end.
            waiting.delete(alert.id);
            told.close(alert.id);
            break;
          case 'acknowledged':
          case 'inhibited':
            waiting.delete(alert.id);
            break;
          case 'pending':
          case 'withdrawn':
          case 'better':
          case 'changed':
            break;
          default:
            kind satisfies never;
        }
      }
      run();
    },
    pause(untilMs) {
      // A pause that is over already ends one, as its own end would.
      memory.set({ paused_until_ms: untilMs ?? clock.now() });
      options.onChange();
      run();
    },
    pausedUntilMs: () => (isPaused() ? memory.get().paused_until_ms : null),
    inQuietHours: isQuietNow,
    close() {
      if (gatherUntilMs !== null) {
        gatherUntilMs = clock.monotonic();
        run();
      }
      closed = true;
      cancel();
      cancelRecall();
    },
  };
}

/** By a person: that is no news to anybody. */
function isCleared({ resolution }: Alert): boolean {
  return resolution === 'cleared';
}
