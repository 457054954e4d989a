import { type Alert, Silence } from '#contract/alert.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Clock } from '../ports.ts';
import type { Shelves } from '../state/state.ts';
import type { AlertEvent } from './alert-event.ts';

export interface SilenceRequest {
  /** One alert, as it is open now. */
  readonly alert?: Alert;
  readonly server?: string | undefined;
  readonly rule?: string | undefined;
  /** In seconds. `until-change` needs an alert. */
  readonly for: number | 'until-change' | 'ever';
  readonly note?: string | undefined;
}

/** What nobody wants to hear of. Kept over restarts. */
export interface Silences {
  /** Those that hold. */
  now(): readonly Silence[];
  /** Throws ProblemError `bad-input` where neither an alert, a server nor a rule is named. */
  add(request: SilenceRequest): Silence;
  /** Throws ProblemError `not-found`. */
  remove(id: number): void;
  /** Ends those that held until their alert changes. */
  note(events: readonly AlertEvent[]): void;
  close(): void;
}

/** The wall clock may be set meanwhile. */
const LONGEST_TIMER_MS = 24 * 3_600_000;
const ENDS_SILENCE: ReadonlySet<AlertEvent['kind']> = new Set(['worse', 'resolved', 'withdrawn']);

/** `onChange` is called after each change, also when the time of one is over. */
export function keepSilences({
  clock,
  shelves,
  isOpen,
  onChange,
}: {
  readonly clock: Clock;
  readonly shelves: Shelves;
  /** Of an alert, when this is made: what was only pending is not known any more after a restart. */
  readonly isOpen: (alertId: string) => boolean;
  readonly onChange: () => void;
}): Silences {
  const shelf = shelves({ name: 'silence', schema: Silence, rows: 1000, days: 3650, isKept: isForEver });
  const kept = shelf.newest();
  let silences = kept.filter(
    ({ alert, until }) =>
      (alert === null || isOpen(alert)) && (until === null || Date.parse(until) > clock.now()),
  );
  for (const one of kept) if (!silences.includes(one)) shelf.remove(String(one.id));
  let lastId = Math.max(0, ...kept.map(({ id }) => id));
  let cancel = (): void => {};

  function watch(): void {
    cancel();
    const next = Math.min(...silences.map(({ until }) => (until === null ? Infinity : Date.parse(until))));
    if (next === Number.POSITIVE_INFINITY) return;
    cancel = clock.after(Math.min(LONGEST_TIMER_MS, Math.max(0, next - clock.now())), () => {
      const over = silences.filter(({ until }) => until !== null && Date.parse(until) <= clock.now());
      if (over.length > 0) drop(over);
      else watch();
    });
  }

  function drop(over: readonly Silence[]): void {
    silences = silences.filter((one) => !over.includes(one));
    for (const { id } of over) shelf.remove(String(id));
    watch();
    onChange();
  }

  watch();
  return {
    // By the wall clock, which may have been set ahead of the timer.
    now: () => silences.filter(({ until }) => until === null || Date.parse(until) > clock.now()),
    add({ alert, server, rule, for: length, note }) {
      if (alert === undefined && server === undefined && rule === undefined) {
        throw new ProblemError('bad-input', 'name what to silence: an alert, a server or a rule');
      }
      if (length === 'until-change' && alert === undefined) {
        throw new ProblemError('bad-input', 'only a single alert can be silenced until it changes');
      }
      const atMs = clock.now();
      const silence: Silence = {
        id: ++lastId,
        alert: length === 'until-change' ? (alert?.id ?? null) : null,
        server: alert?.server ?? server ?? null,
        rule: alert?.rule ?? rule ?? null,
        since: new Date(atMs).toISOString(),
        until: typeof length === 'number' ? new Date(atMs + length * 1000).toISOString() : null,
        note: note ?? null,
      };
      silences.push(silence);
      shelf.put(String(silence.id), atMs, silence);
      watch();
      onChange();
      return silence;
    },
    remove(id) {
      const found = silences.filter((one) => one.id === id);
      if (found.length === 0) throw new ProblemError('not-found', `there is no silence ${id}`);
      drop(found);
    },
    note(events) {
      const changed = new Set(
        events.filter(({ kind }) => ENDS_SILENCE.has(kind)).map(({ alert }) => alert.id),
      );
      const over = silences.filter(({ alert }) => alert !== null && changed.has(alert));
      if (over.length > 0) drop(over);
    },
    close() {
      cancel();
    },
  };
}

function isForEver({ until }: Silence): boolean {
  return until === null;
}
