import { SIGNALS, type SignalName } from '#contract/alert-signal.ts';
import type { Rule } from '#engine/configuration/configuration.ts';

/** CPU from 80 % for a minute, out below 70 %; `but` says what is different. */
export function fakeRule(but: Partial<Rule> = {}): Rule {
  const signal: Rule['signal'] = but.signal ?? 'cpu_percent';
  const facts = isOurs(signal) ? SIGNALS[signal] : ({ scope: 'server', unit: 'count' } as const);
  return {
    name: 'high_cpu',
    title: 'CPU is high',
    type: 'high_cpu',
    scope: facts.scope,
    signal,
    unit: facts.unit,
    condition: { kind: 'above', enter: 80, exit: 70 },
    forMs: 60_000,
    severity: 'warning',
    worse: null,
    enabled: true,
    notify: true,
    channels: null,
    remedy: null,
    explainedBy: [],
    own: false,
    set: [],
    setForServer: [],
    ...but,
  };
}

function isOurs(signal: string): signal is SignalName {
  return Object.hasOwn(SIGNALS, signal);
}
