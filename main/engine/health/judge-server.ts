import type { Health, Lamp, ServerState } from '#contract/server-state.ts';

/** What a verdict on one server rests on. */
export interface ServerFacts {
  readonly state: ServerState;
  /** Liveness probes in a row without any sign of life. */
  readonly missedProbes: number;
  /** What is wrong, or was before it was started again, in a clause; null when nothing is known to be. */
  readonly problem: string | null;
  /** Early deaths within the last ten minutes. */
  readonly earlyDeaths: number;
  /** It does not answer, and is left running as its configuration says. */
  readonly isHung: boolean;
  /** Instances of a pool that are down while others serve. */
  readonly downInstances: number;
  /** What it uses beyond, or nearly as much as, a limit allows, in a clause; null when within. */
  readonly overLimit: string | null;
}

export interface Verdict {
  readonly health: Health;
  /** Worst first; empty only when healthy. */
  readonly reasons: readonly string[];
  readonly lamp: Lamp;
}

/** So many early deaths in ten minutes and a server that answers now is still not called healthy. */
const UNSTEADY_DEATHS = 3;

/** The verdict on one server: pure judgement from facts. Views show it and never judge. */
export function judgeServer(facts: ServerFacts): Verdict {
  switch (facts.state) {
    case 'ready':
      return judgeReady(facts);
    case 'waiting':
    case 'starting':
      // One that is started again after it went down is down until it is back.
      return facts.problem === null
        ? { health: 'unknown', reasons: ['it has not answered yet'], lamp: 'info' }
        : { health: 'unhealthy', reasons: [facts.problem], lamp: 'bad' };
    case 'stopping':
      return facts.problem === null
        ? { health: 'unknown', reasons: ['it is being stopped'], lamp: 'info' }
        : { health: 'unhealthy', reasons: [facts.problem], lamp: 'bad' };
    case 'stopped':
      return { health: 'unknown', reasons: ['it is not running'], lamp: 'off' };
    case 'backing-off':
    case 'crash-looping':
    case 'failed':
      return { health: 'unhealthy', reasons: [facts.problem ?? 'it is down'], lamp: 'bad' };
    default:
      return assertNever(facts.state);
  }
}

function judgeReady({
  missedProbes,
  earlyDeaths,
  isHung,
  problem,
  downInstances,
  overLimit,
}: ServerFacts): Verdict {
  if (isHung) return { health: 'unhealthy', reasons: [problem ?? 'it does not answer'], lamp: 'bad' };
  const reasons: string[] = [];
  if (overLimit !== null) reasons.push(overLimit);
  if (downInstances > 0)
    reasons.push(`${downInstances} of its ${downInstances === 1 ? 'instances is' : 'instances are'} down`);
  if (missedProbes > 0) {
    reasons.push(
      missedProbes === 1
        ? 'it did not answer the last probe'
        : `it did not answer ${missedProbes} probes in a row`,
    );
  }
  if (earlyDeaths >= UNSTEADY_DEATHS) reasons.push(`it went down ${earlyDeaths} times within ten minutes`);
  if (reasons.length === 0) return { health: 'healthy', reasons, lamp: 'ok' };
  return { health: 'degraded', reasons, lamp: 'warn' };
}

function assertNever(value: never): never {
  throw new Error(`not handled: ${String(value)}`);
}
