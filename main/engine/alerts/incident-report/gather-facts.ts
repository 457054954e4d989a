import { setImmediate } from 'node:timers/promises';
import type { AnomalyMark } from '#contract/alert-channel.ts';
import type { LifecycleEvent } from '#contract/history.ts';
import type { LogLine } from '#contract/log-line.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { RequestRecord } from '#contract/traffic.ts';
import type { IncidentRecord } from '../incidents/incident-record.ts';
import type { IncidentSources } from '../incidents/incidents.ts';

/** What led to a trouble is looked for so long before it: in logs and figures, and among edits. */
const BEFORE_MS = 60_000;
const EDITS_BEFORE_MS = 10 * 60_000;
const MOST = { register: 150, logLines: 50, plainLines: 10, requests: 50, anomalies: 30 };
/** Of each server, for counting its ends. */
const LIFECYCLE_EVENTS = 500;
const LOG_LINES_SEARCHED = 5_000;

/** What others know of the time of an incident. Each list oldest first and cut; the counts are of all. */
export interface IncidentFacts {
  readonly fromMs: number;
  readonly toMs: number;
  readonly register: readonly RegisterEntry[];
  readonly logLines: readonly LogLine[];
  readonly errorLines: number;
  readonly requests: readonly RequestRecord[];
  readonly failedRequests: number;
  /** The most frequent message among them. */
  readonly commonError: string | null;
  readonly anomalies: readonly AnomalyMark[];
  /** Unwanted ends. */
  readonly downs: readonly LifecycleEvent[];
}

/** Gives way to other work between its sources. */
export async function gatherFacts(
  record: IncidentRecord,
  sources: IncidentSources,
  nowMs: number,
): Promise<IncidentFacts> {
  const { servers } = record;
  const openedMs = Date.parse(record.opened_at);
  const fromMs = openedMs - BEFORE_MS;
  const toMs = record.closed_at === null ? nowMs : Date.parse(record.closed_at);
  const isWithin = ({ at }: { readonly at: string }) => Date.parse(at) >= fromMs && Date.parse(at) <= toMs;
  const register = sources
    .register({ fromMs: openedMs - EDITS_BEFORE_MS, toMs, limit: 1_000 })
    .filter(({ server }) => server === null || servers.includes(server))
    .filter((entry) => isWithin(entry) || entry.kind === 'configuration-applied')
    .slice(0, MOST.register)
    .toReversed();
  await setImmediate();
  const since = new Date(fromMs).toISOString();
  const written = sources
    .logLines({ servers: [...servers], since, limit: LOG_LINES_SEARCHED })
    .filter(isWithin);
  const bad = written.filter(({ level }) => level === 'error' || level === 'warn');
  // Many programs name no level: then the last words are better than none.
  const logLines = bad.length > 0 ? bad : written.slice(-MOST.plainLines);
  await setImmediate();
  const failed = servers.flatMap((server) => sources.failedRequests(server)).filter(isWithin);
  const downs = servers
    .flatMap((server) => sources.lifecycle(server, LIFECYCLE_EVENTS))
    .filter((event) => isWithin(event) && isDown(event));
  await setImmediate();
  const marks: AnomalyMark[] = [];
  for (const server of servers) marks.push(...(await sources.anomalies({ server, fromMs, toMs })));
  const near = ({ at }: { readonly at: string }) => Math.abs(Date.parse(at) - openedMs);
  const nearest = <Item extends { readonly at: string }>(items: readonly Item[], count: number) =>
    items
      .toSorted((a, b) => near(a) - near(b))
      .slice(0, count)
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return {
    fromMs,
    toMs,
    register,
    logLines: nearest(logLines, MOST.logLines),
    errorLines: logLines.filter(({ level }) => level === 'error').length,
    requests: nearest(failed, MOST.requests),
    failedRequests: failed.length,
    commonError: mostFrequent(failed.map(({ error }) => error?.message ?? '')),
    anomalies: marks.sort((a, b) => b.score - a.score).slice(0, MOST.anomalies),
    downs: downs.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}

/** It was up, or on its way, and then waits for another start. */
function isDown({ from, to }: LifecycleEvent): boolean {
  return (from === 'ready' || from === 'starting') && ['backing-off', 'crash-looping', 'failed'].includes(to);
}

function mostFrequent(messages: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const message of messages) if (message !== '') counts.set(message, (counts.get(message) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? null;
}
