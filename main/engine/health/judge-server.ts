import type { HealthReport } from '#contract/health.ts';
import type { Health, Lamp } from '#contract/server-state.ts';
import { type HealthEvidence, NO_EVIDENCE } from './evidence.ts';
import { judgeDependencies } from './levels/dependencies-level.ts';
import { judgeProcess } from './levels/process-level.ts';
import { judgeProtocol } from './levels/protocol-level.ts';
import { judgeRequests } from './levels/requests-level.ts';
import { lose } from './score/lost-points.ts';
import { type LevelFinding, reportOf } from './score/score.ts';
import type { ServerFacts } from './server-facts.ts';

export interface Verdict {
  readonly health: Health;
  /** Worst first; never empty unless healthy. A healthy server may have lost points that make it no worse. */
  readonly reasons: readonly string[];
  readonly lamp: Lamp;
  readonly report: HealthReport;
}

const LAMPS = { healthy: 'ok', degraded: 'warn', unhealthy: 'bad' } as const;

/** The verdict on one server: pure judgement from facts and evidence. Views show it and never judge. */
export function judgeServer(facts: ServerFacts, evidence: HealthEvidence = NO_EVIDENCE): Verdict {
  switch (facts.state) {
    case 'ready':
      return known([
        judgeProcess(facts, evidence.trends),
        judgeProtocol(facts),
        judgeRequests(evidence),
        judgeDependencies(evidence.dependencies),
      ]);
    case 'waiting':
    case 'starting':
      // One that is started again after it went down is down until it is back.
      return facts.problem === null
        ? unknown(facts, evidence, startingWords(facts), 'it has not answered yet', 'info')
        : down(facts, evidence, facts.problem);
    case 'stopping':
      return facts.problem === null
        ? unknown(facts, evidence, 'it is being stopped', 'it is being stopped', 'info')
        : down(facts, evidence, facts.problem);
    case 'stopped':
      return unknown(facts, evidence, 'it is not running', 'it is not running', 'off');
    case 'backing-off':
    case 'crash-looping':
    case 'failed':
      return down(facts, evidence, facts.problem ?? 'it is down');
    default:
      return assertNever(facts.state);
  }
}

function known(findings: readonly LevelFinding[]): Verdict {
  const report = reportOf(findings, true);
  const { status, lost } = report;
  if (status === 'unknown') throw new Error('a verdict with evidence is never unknown');
  return { health: status, reasons: lost.map(({ sentence }) => sentence), lamp: LAMPS[status], report };
}

/** It should run and does not: there is nothing that could be asked, but what it needs is looked at all the same. */
function down(facts: ServerFacts, { dependencies }: HealthEvidence, problem: string): Verdict {
  return known([
    { level: 'process', isKnown: true, evidence: problem, lost: [lose('down', problem)] },
    unseen('protocol', `it is ${sayState(facts)}: there is nothing that could answer`),
    unseen('requests', `it is ${sayState(facts)}: there is nothing that could answer`),
    judgeDependencies(dependencies),
  ]);
}

function unknown(
  facts: ServerFacts,
  { dependencies }: HealthEvidence,
  process: string,
  reason: string,
  lamp: 'info' | 'off',
): Verdict {
  const needs = judgeDependencies(dependencies);
  const findings = [
    unseen('process', process),
    unseen('protocol', reason),
    unseen('requests', `it is ${sayState(facts)}`),
    needs,
  ];
  // What it needs and lacks may be why it does not come up.
  const reasons = [reason, ...needs.lost.map(({ sentence }) => sentence)];
  return { health: 'unknown', reasons, lamp, report: reportOf(findings, false) };
}

function unseen(level: LevelFinding['level'], evidence: string): LevelFinding {
  return { level, isKnown: false, evidence, lost: [] };
}

function startingWords({ isInstalling = false, state }: ServerFacts): string {
  if (isInstalling) return 'its installer is still at work';
  return state === 'waiting' ? 'it waits to be started' : 'it is starting';
}

function sayState({ state }: ServerFacts): string {
  switch (state) {
    case 'backing-off':
      return 'down until its next start';
    case 'crash-looping':
      return 'down, for it keeps going down';
    case 'failed':
      return 'down until somebody mends it';
    case 'waiting':
      return 'not started yet';
    default:
      return state;
  }
}

function assertNever(value: never): never {
  throw new Error(`not handled: ${String(value)}`);
}
