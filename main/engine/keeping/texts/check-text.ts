import { isDeepStrictEqual } from 'node:util';
import type { Finding, Plan, PlanStep } from '#contract/configuration-status.ts';
import type { ConfigurationCheck } from '#contract/configuration-text.ts';
import { MASK } from '#contract/mask.ts';
import {
  type Configuration,
  explainStep,
  formatOf,
  type LoadResult,
  plainValue,
  planChanges,
} from '../../configuration/configuration.ts';
import { sayRedirected } from './say-redirected.ts';
import { placedIn, type Restored, showText } from './shown-text.ts';

/** What a text would be and do, were it the file. */
export async function checkText(options: {
  readonly file: string;
  /** As the editor gives it. */
  readonly given: string;
  readonly restored: Restored;
  /** What the file says now, as plain JSON; null where it can't be read. */
  readonly now: unknown;
  /** The text that the secrets of a wish are compared with: the file's, or what runs where that is broken. */
  readonly before: string | null;
  readonly current: Configuration | null;
  readonly parse: (text: string) => LoadResult;
  /** What is to be said of a good one beyond its shape. */
  readonly surroundings: (configuration: Configuration) => Promise<readonly Finding[]>;
  readonly inFlight: (server: string) => number;
}): Promise<ConfigurationCheck> {
  const { file, given, restored, now, current } = options;
  const result = options.parse(restored.text);
  const found = result.ok
    ? [
        ...result.configuration.findings,
        ...sayRedirected(file, restored.text, options.before),
        ...(await options.surroundings(result.configuration)),
      ]
    : result.findings;
  const findings = [...placedIn(given, restored.text, found), ...lostMasks(file, given, restored.lost)];
  const isGood = result.ok && restored.lost.length === 0;
  const plan = isGood ? planChanges(current, result.configuration) : null;
  const value = plainValue(file, given);
  const wished = restored.text === given ? value : plainValue(file, restored.text);
  return {
    findings: findings.toSorted((a, b) => a.line - b.line || a.column - b.column),
    plan,
    steps: isGood && plan !== null ? stepsOf(plan, current, result.configuration, options.inFlight) : null,
    value,
    masked: value === null ? null : showText(file, { text: given, isReadable: true }, null),
    differs: now === null || !isDeepStrictEqual(wished, now),
  };
}

/** In the order of the file; what is gone from it comes last. */
function stepsOf(
  plan: Plan,
  before: Configuration | null,
  after: Configuration,
  inFlight: (server: string) => number,
): PlanStep[] {
  const old = new Map(before?.servers.map((server) => [server.name, server]));
  const now = new Map(after.servers.map((server) => [server.name, server]));
  const kinds = ['start', 'stop', 'restart', 'update'] as const;
  const kindOf = (name: string) => kinds.find((kind) => plan[kind].includes(name));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((server) => {
    const step = kindOf(server);
    if (step === undefined) return [];
    const why = explainStep(old.get(server), now.get(server));
    return [{ server, step, why, in_flight: step === 'update' ? 0 : inFlight(server) }];
  });
}

function lostMasks(file: string, given: string, lost: readonly string[]): Finding[] {
  if (lost.length === 0) return [];
  const masked = formatOf(file)
    .texts(given)
    .filter(({ value }) => value.includes(MASK));
  return lost.map((key) => {
    const offset = masked.find(({ path }) => path.join('.') === key)?.offset ?? 0;
    const before = given.slice(0, offset).split('\n');
    return {
      severity: 'error',
      file,
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      key,
      message: `${key} has a mask that stands for no secret of the file: write the value itself`,
    };
  });
}
