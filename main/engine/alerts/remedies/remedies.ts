import { z } from 'zod';
import type { Alert, RemedyTaken } from '#contract/alert.ts';
import type { Remedy, Rule } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import { type Processes, within } from '../../process/process.ts';
import type { Register, Shelves } from '../../state/state.ts';
import type { AlertEvent } from '../alert-event.ts';
import { runRemedy } from './run-remedy.ts';

export interface RemedyOptions {
  readonly clock: Clock;
  readonly shelves: Shelves;
  readonly rule: (name: string, server: string | null) => Pick<Rule, 'remedy'> | null;
  readonly means: RemedyMeans;
  readonly register: Pick<Register, 'add'>;
  /** To be named with the alert, and in what is told of it. */
  readonly onTaken: (alertId: string, taken: RemedyTaken) => void;
}

/** What can be done about an alert. Each throws, or rejects, with why it could not be done. */
export interface RemedyMeans {
  readonly restart: (server: string, rule: string) => void | Promise<void>;
  /** Ends what the server left behind, and says how many processes that were. */
  readonly reap: (server: string) => Promise<number>;
  /** Writes down what is known, and says in which file. */
  readonly diagnose: (alert: Alert) => Promise<string>;
  readonly run: Processes['run'];
}

/** Does what rules say is to be done when they fire, never more often than they allow. */
export interface Remedies {
  note(events: readonly AlertEvent[]): void;
  /** Ends what is being done. Within two seconds. */
  close(): Promise<void>;
}

const Taken = z.object({ key: z.string(), atMs: z.number() });
const HOUR_MS = 3_600_000;
const CLOSE_LIMIT_MS = 2_000;
/** Far more than an hour's worth of what rules allow. */
const KEPT = { name: 'remedies', rows: 2_000, days: 2 } as const;

export function createRemedies(options: RemedyOptions): Remedies {
  const { clock, rule, means, register, onTaken } = options;
  const shelf = options.shelves({ ...KEPT, schema: Taken });
  const closing = new AbortController();
  /** What is done for one server is done one after the other. */
  const lines = new Map<string | null, Promise<void>>();
  let taken = shelf.newest().filter(isLate);
  let count = 0;

  /** Also of what a clock that was put back has in the future: it was not long ago. */
  function isLate({ atMs }: z.infer<typeof Taken>): boolean {
    return Math.abs(clock.now() - atMs) < HOUR_MS;
  }

  /** Whether the rule allows one more now, which is then counted: before it is done, so that a crash does not forget it. */
  function claim(key: string, most: number): boolean {
    taken = taken.filter(isLate);
    if (taken.filter((one) => one.key === key).length >= most) return false;
    const one = { key, atMs: clock.now() };
    taken.push(one);
    count += 1;
    shelf.put(`${one.atMs} ${count} ${key}`, one.atMs, one);
    return true;
  }

  async function take(alert: Alert, remedy: Remedy): Promise<void> {
    if (closing.signal.aborted) return;
    const key = JSON.stringify([alert.rule, alert.server]);
    const { outcome, sentence } = claim(key, remedy.maxPerHour)
      ? await runRemedy(alert, remedy, means, closing.signal)
      : { outcome: 'refused' as const, sentence: refusal(alert, remedy) };
    register.add({
      lamp: outcome === 'done' ? 'info' : 'warn',
      kind: 'remedy',
      server: alert.server,
      text: sentence,
    });
    onTaken(alert.id, { at: new Date(clock.now()).toISOString(), remedy: remedy.do, outcome, sentence });
  }

  return {
    note(events) {
      for (const { kind, alert } of events) {
        // Seen, silenced or explained by something else: nothing is done over anybody's head.
        if ((kind !== 'fired' && kind !== 'worse') || alert.state !== 'firing') continue;
        const remedy = rule(alert.rule, alert.server)?.remedy ?? null;
        if (remedy === null) continue;
        const before = lines.get(alert.server) ?? Promise.resolve();
        lines.set(
          alert.server,
          before.then(() => take(alert, remedy)),
        );
      }
    },
    async close() {
      closing.abort();
      await within(clock, CLOSE_LIMIT_MS, Promise.all(lines.values()));
    },
  };
}

function refusal({ rule, server }: Alert, { do: what, maxPerHour }: Remedy): string {
  const times = maxPerHour === 1 ? 'once' : `${maxPerHour} times`;
  const who = server ?? 'the machine';
  const may = {
    restart: `restart ${who}`,
    diagnose: `examine ${who}`,
    reap: `clean up after ${who}`,
    run: 'run its command',
  }[what];
  return `${rule} did nothing this time: it may ${may} ${times} an hour`;
}
