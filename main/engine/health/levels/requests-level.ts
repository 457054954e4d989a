import type { LostPoints } from '#contract/health.ts';
import type { HealthEvidence, RequestEvidence } from '../evidence.ts';
import { lose } from '../score/lost-points.ts';
import type { LevelFinding } from '../score/score.ts';
import { count, sayDuration, sayShare } from '../score/wording.ts';

/** Of fewer requests in a minute nothing is concluded. */
const ENOUGH = 20;
const ERROR_SHARE = 0.05;
const MANY_ERRORS_SHARE = 0.25;
/** Times what is usual, and so much more at the least: 4 ms instead of 1 hurts nobody. */
const SLOW_FACTOR = 3;
const VERY_SLOW_FACTOR = 10;
const SLOW_MORE_MS = 100;

/** What clients ask of a server, and how it does. */
export function judgeRequests(evidence: HealthEvidence): LevelFinding {
  const { requests } = evidence;
  return {
    level: 'requests',
    isKnown: isKnown(requests),
    evidence: evidenceOf(requests),
    lost: [
      ...breakerLoss(evidence),
      ...(requests === null ? [] : [...errorLoss(requests), ...slowLoss(requests)]),
    ],
  };
}

/** Few requests tell that it answers when it did, and nothing when it did not. */
function isKnown(requests: RequestEvidence | null): boolean {
  if (requests === null || requests.requests === 0) return false;
  return requests.requests >= ENOUGH || requests.errorRate === 0;
}

function evidenceOf(evidence: RequestEvidence | null): string {
  if (evidence === null) return 'no client has asked for anything in the last 5 minutes';
  const { requests, errorRate, p95Ms, usualP95Ms } = evidence;
  if (requests === 0) return 'no client has asked for anything in the last minute';
  const failed = errorRate === 0 ? 'none failed' : `${sayShare(errorRate)} failed`;
  const p95 = p95Ms === null ? '' : `, 95 % took at most ${sayDuration(p95Ms)}`;
  const usual = usualP95Ms === null ? '' : ` (${sayDuration(usualP95Ms)} is usual)`;
  const few = isKnown(evidence) ? '' : `; too few to judge by`;
  return `${count(requests, 'request')} in the last minute: ${failed}${p95}${p95 === '' ? '' : usual}${few}`;
}

function breakerLoss({ breaker, breakerReason, requests }: HealthEvidence): LostPoints[] {
  const why = breakerReason ?? 'too many requests failed';
  switch (breaker) {
    case 'closed':
      return [];
    case 'half-open':
      return requests === null
        ? [
            lose(
              'breaker-untried',
              `its circuit breaker is half open, and no client has asked for 5 minutes: ${why}`,
            ),
          ]
        : [lose('breaker-half-open', `its circuit breaker is half open: ${why}`)];
    case 'open':
      return [lose('breaker-open', `its circuit breaker is open: ${why}`)];
    default:
      return breaker satisfies never;
  }
}

function errorLoss({ requests, errorRate }: RequestEvidence): LostPoints[] {
  if (requests < ENOUGH || errorRate <= ERROR_SHARE) return [];
  const sentence = `${sayShare(errorRate)} of the ${count(requests, 'request')} of the last minute failed`;
  return [lose(errorRate > MANY_ERRORS_SHARE ? 'many-errors' : 'errors', sentence)];
}

function slowLoss({ requests, p95Ms, usualP95Ms }: RequestEvidence): LostPoints[] {
  if (requests < ENOUGH || p95Ms === null || usualP95Ms === null) return [];
  if (p95Ms <= SLOW_FACTOR * usualP95Ms || p95Ms < usualP95Ms + SLOW_MORE_MS) return [];
  const sentence = `95 % of its requests take up to ${sayDuration(p95Ms)}, and ${sayDuration(usualP95Ms)} is usual`;
  return [lose(p95Ms > VERY_SLOW_FACTOR * usualP95Ms ? 'very-slow' : 'slow', sentence)];
}
