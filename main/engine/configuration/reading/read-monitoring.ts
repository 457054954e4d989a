import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { MonitoringSettings } from '../server-config.ts';
import { DEFAULTS, type FileSettings } from '../versions/config-v1.ts';
import { formatDuration } from './duration.ts';
import type { Report } from './report.ts';

type Monitoring = FileSettings['monitoring'];
type Complain = (key: keyof Monitoring, says: string) => void;

export function readMonitoring(found: Monitoring, root: Node, report: Report): MonitoringSettings {
  const complain: Complain = (key, says) => {
    const at = findNodeAtLocation(root, ['monitoring', key]) ?? root;
    report.error(at.offset, ['monitoring', key], says);
  };
  const sampleIntervalMs = found.interval ?? DEFAULTS.sampleIntervalMs;
  const idleIntervalMs = found.idleInterval ?? Math.max(DEFAULTS.idleIntervalMs, sampleIntervalMs);
  // One that is wrong by itself was told already, and the default in its place says nothing of the other.
  const isKnown = found.interval !== undefined || !findNodeAtLocation(root, ['monitoring', 'interval']);
  if (isKnown && idleIntervalMs < sampleIntervalMs) {
    const figures = `${formatDuration(idleIntervalMs)} is below ${formatDuration(sampleIntervalMs)}`;
    complain('idleInterval', `must not be below interval: ${figures}`);
  }
  const { otlp } = found;
  return {
    sampleIntervalMs,
    idleIntervalMs,
    ...readRetention(found, complain),
    historyMaxBytes: found.historySize,
    documentedNames: found.documentedNames,
    profiling: found.profiling,
    otlp: otlp && {
      url: otlp.url,
      headers: otlp.headers,
      intervalMs: otlp.interval,
      metrics: otlp.metrics,
      traces: otlp.traces,
    },
  };
}

/** What the file does not say moves with what it says, so that what is coarser is kept as long at least. */
function readRetention(
  { metricsRetention: raw, minuteRetention, quarterRetention }: Monitoring,
  complain: Complain,
): Pick<MonitoringSettings, 'rawMs' | 'minuteMs' | 'quarterMs'> {
  const finerThan = (ms: number | undefined) => ms ?? Number.POSITIVE_INFINITY;
  const minute = minuteRetention;
  const quarter = quarterRetention;
  const rawMs = raw ?? Math.min(DEFAULTS.rawMs, finerThan(minute), finerThan(quarter));
  const minuteMs = minute ?? Math.max(rawMs, Math.min(DEFAULTS.minuteMs, finerThan(quarter)));
  const quarterMs = quarter ?? Math.max(DEFAULTS.quarterMs, minuteMs);
  const says = (below: number, above: number, key: string) =>
    `must not be below ${key}: ${formatDuration(below)} is below ${formatDuration(above)}`;
  if (minuteMs < rawMs) {
    complain('minuteRetention', says(minuteMs, rawMs, 'metricsRetention'));
  }
  if (quarterMs < minuteMs) {
    const key = minute === undefined ? 'metricsRetention' : 'minuteRetention';
    complain('quarterRetention', says(quarterMs, minuteMs, key));
  }
  return { rawMs, minuteMs, quarterMs };
}
