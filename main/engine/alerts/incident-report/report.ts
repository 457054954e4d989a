import type { IncidentEvent, IncidentReport } from '#contract/incident.ts';
import type { LogLine } from '#contract/log-line.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { RequestRecord } from '#contract/traffic.ts';
import { type IncidentRecord, toIncident } from '../incidents/incident-record.ts';
import type { IncidentSources } from '../incidents/incidents.ts';
import { gatherFacts, type IncidentFacts } from './gather-facts.ts';
import { toMarkdown } from './markdown.ts';
import { summarise } from './summarise.ts';

const TIMELINE_MAX = 500;

/** All that is known of an incident, on one time line. */
export async function makeReport(
  record: IncidentRecord,
  sources: IncidentSources,
  nowMs: number,
): Promise<IncidentReport> {
  const facts = await gatherFacts(record, sources, nowMs);
  const timeline = timelineOf(record, facts);
  const incident = toIncident(record);
  const summary = summarise(record, facts);
  return { ...incident, summary, timeline, markdown: toMarkdown(incident, summary, timeline) };
}

function timelineOf(record: IncidentRecord, facts: IncidentFacts): IncidentEvent[] {
  const told = new Set(record.lines.map(({ text }) => text));
  const lines: IncidentEvent[] = [
    ...record.lines,
    // What an alert said in the same words is not said twice.
    ...facts.register.filter(({ text }) => !told.has(text)).flatMap((entry) => registerLine(entry) ?? []),
    ...facts.logLines.map(logLine),
    ...facts.requests.map(requestLine),
    ...facts.anomalies.map(({ from: at, server, sentence: text }) => ({
      ...NO_SEVERITY,
      at,
      kind: 'anomaly' as const,
      server,
      text,
    })),
  ];
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(0, TIMELINE_MAX);
}

const NO_SEVERITY = { severity: null };

/** Null for what the incident has in its own lines. */
function registerLine({ at, kind, server, text }: RegisterEntry): IncidentEvent | null {
  switch (kind) {
    case 'alert':
    case 'alert-resolved':
    case 'remedy':
      return null;
    case 'started':
    case 'ready':
    case 'back':
      return { ...NO_SEVERITY, at, kind: 'restart', server, text };
    case 'configuration-applied':
    case 'configuration-refused':
      return { ...NO_SEVERITY, at, kind: 'configuration', server, text };
    default:
      return { ...NO_SEVERITY, at, kind: 'register', server, text };
  }
}

function logLine({ at, server, level, text }: LogLine): IncidentEvent {
  const severity = level === 'error' ? 'error' : level === 'warn' ? 'warning' : null;
  return { at, kind: 'log', server, severity, text };
}

function requestLine({ at, server, method, target, ms, error, client }: RequestRecord): IncidentEvent {
  const what = target === null ? method : `${method} ${target}`;
  const text = `${what} of ${client} failed after ${Math.round(ms)} ms: ${error?.message ?? 'no reason was given'}`;
  return { at, kind: 'request', server, severity: 'error', text };
}
