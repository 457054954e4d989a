import type { Alert, Silence } from '#contract/alert.ts';
import type { AlertEvent } from '#engine/alerts/alert-event.ts';
import { createJudge } from '#engine/alerts/judge/create-judge.ts';
import type { Judge } from '#engine/alerts/judge/judge.ts';
import type { Rule } from '#engine/configuration/configuration.ts';
import { type FakeLook, type FakeSubject, fakeLook } from '../../../fakes/alert-look.ts';

export interface JudgeRig {
  readonly judge: Judge;
  rules: readonly Rule[];
  silences: readonly Silence[];
  look(look: FakeLook): AlertEvent[];
  /** Looks at one server named github every five seconds, the first and the last moment included. */
  run(span: { readonly from: number; readonly to: number }, github: FakeSubject): AlertEvent[];
}

/** A judge of some rules, for all servers alike. */
export function judgeRig(
  rules: readonly Rule[],
  restore: readonly Alert[] = [],
  silences: readonly Silence[] = [],
): JudgeRig {
  let ids = 0;
  const now = { rules, silences };
  const judge = createJudge({
    rules: () => now.rules,
    silences: () => now.silences,
    restore,
    newId: () => `a${++ids}`,
  });
  const rig: JudgeRig = Object.assign(now, {
    judge,
    look: (look: FakeLook) => judge.look(fakeLook(look)),
    run({ from, to }: { from: number; to: number }, github: FakeSubject) {
      const events: AlertEvent[] = [];
      for (let at = from; at <= to; at += 5_000) events.push(...rig.look({ at, servers: { github } }));
      return events;
    },
  });
  return rig;
}

export function kinds(events: readonly AlertEvent[]): string[] {
  return events.map(({ kind }) => kind);
}

/** "fired high_cpu of github". */
export function told(events: readonly AlertEvent[]): string[] {
  return events.map(({ kind, alert }) => `${kind} ${alert.rule} of ${alert.server ?? 'the machine'}`);
}

export function fakeSilence(but: Partial<Silence>): Silence {
  return {
    id: 1,
    alert: null,
    server: null,
    rule: null,
    since: '2026-01-01T00:00:00.000Z',
    until: null,
    note: null,
    ...but,
  };
}
