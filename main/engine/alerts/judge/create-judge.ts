import type { Alert, Silence } from '#contract/alert.ts';
import type { Rule } from '../../configuration/configuration.ts';
import type { AlertEvent } from '../alert-event.ts';
import type { AlertLook, SubjectLook } from '../look.ts';
import { isReached } from './condition.ts';
import { decide, end, keepState, type Moment } from './decide.ts';
import { explain } from './inhibit.ts';
import type { Judge } from './judge.ts';
import { factsOf, Life, rankOf } from './life.ts';
import { type Check, Memory } from './memory.ts';
import { figureOf, followWorse, isFarEnough, watch } from './watch.ts';

/** Looks further apart than this, or a wall clock that went so much further than the other: nobody was watching. */
const GAP_MS = 60_000;
const SLEEP_MS = 30_000;

export interface JudgeOptions {
  /** As they hold for a server, or for the machine (null), on or off. The same array until something changes. */
  readonly rules: (server: string | null) => readonly Rule[];
  readonly silences: () => readonly Silence[];
  /** What was open when the last run ended. */
  readonly restore: readonly Alert[];
  readonly newId: () => string;
}

/**
 * 1. A condition must hold for as long as its rule says, by the clock that never jumps, and after a sleep anew.
 * 2. A look has two passes: all figures are taken, pending alerts opened among them; only then is decided what fires,
 *    for what one server suffers may come of another that is looked at later.
 * 3. Nothing is told twice: between two events of one alert there is a difference.
 */
export function createJudge({ rules, silences, restore, newId }: JudgeOptions): Judge {
  const memories = new Map<string | null, Memory>();
  const lives = new Map<string, Life>();
  let looks = 0;
  let lastMs: number | null = null;
  let lastWallMs = 0;

  for (const alert of restore) lives.set(alert.id, restoredLife(alert, silences()));

  function see(subject: SubjectLook, look: AlertLook, tell: Moment['tell']): void {
    const nowMs = look.monotonicMs;
    let memory = memories.get(subject.server);
    const isNew = memory === undefined;
    memory ??= new Memory(subject);
    memory.see(subject, looks, nowMs);
    memory.adopt(rules(subject.server));
    if (isNew) {
      memories.set(subject.server, memory);
      for (const life of lives.values()) if (life.server === subject.server) memory.takeUp(life, nowMs);
    }
    for (const check of memory.checks) if (watch(check, nowMs)) open(check, look, tell);
  }

  function open(check: Check, look: AlertLook, tell: Moment['tell']): void {
    const { rule, memory } = check;
    const nowMs = look.monotonicMs;
    const figure = figureOf(check, nowMs);
    const said = memory.subject.say(rule, figure);
    const alert: Alert = {
      id: newId(),
      ...factsOf(rule, false),
      severity: rule.severity,
      server: memory.server,
      state: 'pending',
      message: said.message,
      cause: null,
      next_step: said.nextStep,
      actions: [...said.actions],
      since: new Date(look.atMs).toISOString(),
      fired_at: null,
      acknowledged_at: null,
      silenced_until: null,
      resolved_at: null,
      resolution: null,
      notified_at: null,
      value: figure,
      flapping: false,
      times: 0,
      incident: null,
      related: [],
      remedies: [],
    };
    const life = new Life(alert, nowMs);
    life.check = check;
    check.life = life;
    lives.set(life.id, life);
    followWorse(life, check, nowMs);
    // What fires in this very look is told as that alone.
    const isHeld = look.settling || memory.subject.quiet !== null;
    if (rule.forMs > 0 || isHeld) tell({ kind: 'pending', alert: life.alert });
  }

  /** After a sleep, or a while in which this process stood still. */
  function beginAnew(nowMs: number): void {
    for (const { checks } of memories.values()) for (const { rise } of checks) rise?.forget();
    for (const life of lives.values()) {
      life.unknownMs = nowMs;
      if (life.isPending) life.sinceMs = nowMs;
      if (!life.isWorse && life.worseSinceMs !== null) life.worseSinceMs = nowMs;
    }
  }

  function dropUnseen(): void {
    for (const [server, { seenAt }] of memories) if (seenAt !== looks) memories.delete(server);
  }

  function sweep(): void {
    for (const [id, life] of lives) if (life.state === 'resolved') lives.delete(id);
  }

  function momentOf(atMs: number, events: AlertEvent[]): Moment {
    const tell = (event: AlertEvent): void => {
      events.push(event);
    };
    return { atMs, monotonicMs: lastMs ?? 0, settling: false, silences: silences(), tell };
  }

  return {
    look(look) {
      const { monotonicMs: nowMs, atMs } = look;
      const events: AlertEvent[] = [];
      const passedMs = lastMs === null ? 0 : nowMs - lastMs;
      const isGap = passedMs > GAP_MS || (lastMs !== null && atMs - lastWallMs - passedMs > SLEEP_MS);
      lastMs = nowMs;
      lastWallMs = atMs;
      looks += 1;
      if (isGap) beginAnew(nowMs);
      const seen = isGap && !look.settling ? { ...look, settling: true } : look;
      const moment: Moment = { ...momentOf(atMs, events), settling: seen.settling };

      see(seen.machine, seen, moment.tell);
      for (const subject of seen.servers) see(subject, seen, moment.tell);
      if (lives.size > 0) {
        explain(lives.values(), memories, nowMs);
        for (const life of lives.values()) {
          if (life.ending !== null) end(life, life.ending, moment);
          else if (life.check?.memory.seenAt === looks) decide(life, life.check, moment);
          else if (!seen.settling) end(life, 'no longer configured', moment);
        }
        sweep();
      }
      if (!seen.settling && memories.size > seen.servers.length + 1) dropUnseen();
      return events;
    },

    dueMs() {
      let due: number | null = null;
      for (const life of lives.values()) {
        // What was not in the last look is decided by none: when it comes due it would be looked at without end.
        const at = life.check?.memory.seenAt === looks ? dueOf(life, life.check) : null;
        if (at !== null && (due === null || at < due)) due = at;
      }
      return due;
    },

    open() {
      return [...lives.values()]
        .map(({ alert }) => alert)
        .sort((a, b) => rankOf(b.severity) - rankOf(a.severity) || Date.parse(b.since) - Date.parse(a.since));
    },

    find: (id) => lives.get(id)?.alert ?? null,

    acknowledge(id, atMs) {
      const life = lives.get(id);
      if (!life) return null;
      const isSeen = life.alert.acknowledged_at !== null;
      if (!isSeen) life.set({ acknowledged_at: new Date(atMs).toISOString() });
      if (life.state === 'firing') life.set({ state: 'acknowledged' });
      return { kind: isSeen ? 'changed' : 'acknowledged', alert: life.alert };
    },

    clear(ids, atMs) {
      const events: AlertEvent[] = [];
      const moment = momentOf(atMs, events);
      for (const id of ids) {
        const life = lives.get(id);
        if (!life) continue;
        if (life.check) {
          life.check.isCleared = true;
          life.check.wasClearedWorse = life.isWorse;
        }
        end(life, 'cleared', moment);
      }
      sweep();
      return events;
    },

    applySilences(atMs) {
      const events: AlertEvent[] = [];
      const moment = momentOf(atMs, events);
      for (const life of lives.values()) if (!life.isPending) keepState(life, moment);
      return events;
    },

    annotate: (id, facts) => lives.get(id)?.set(facts) ?? null,
  };
}

/** Null for what waits for something else than time. */
function dueOf(life: Life, { rule }: Check): number | null {
  if (life.isBlocked || !life.isKnown || !life.holds) return null;
  if (life.isPending) return isReached(rule.condition, life.figure) ? life.sinceMs + rule.forMs : null;
  if (life.isWorse || life.worseSinceMs === null || rule.worse === null) return null;
  return isFarEnough(life, rule) ? life.worseSinceMs + rule.worse.forMs : null;
}

function restoredLife(alert: Alert, silences: readonly Silence[]): Life {
  const life = new Life(alert, 0);
  life.isRestored = true;
  // One that was told in spite of its own silence had outgrown it.
  if (alert.state === 'firing' || alert.state === 'acknowledged') {
    for (const silence of silences) if (silence.alert === alert.id) life.endedSilences.add(silence.id);
  }
  return life;
}
