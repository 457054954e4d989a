import type { Incident, IncidentEvent } from '#contract/incident.ts';
import type { Lamp } from '#contract/server-state.ts';
import { ALERT_LAMPS } from '../../../format/alert-words.ts';
import type { TimeMark } from '../../../parts/time-line/cluster-marks.ts';
import type { Span } from '../../../store/charts/span.ts';

type Kind = IncidentEvent['kind'];

export const EVENT_WORDS: Readonly<Record<Kind, string>> = {
  alert: 'alert',
  resolved: 'over',
  acknowledged: 'acknowledged',
  silenced: 'silenced',
  register: 'happened',
  restart: 'restart',
  log: 'log',
  request: 'request',
  configuration: 'configuration',
  remedy: 'remedy',
  notification: 'told',
  anomaly: 'out of the ordinary',
};

const LAMPS: Readonly<Record<Kind, Lamp>> = {
  alert: 'warn',
  resolved: 'ok',
  acknowledged: 'info',
  silenced: 'off',
  register: 'info',
  restart: 'info',
  log: 'info',
  request: 'warn',
  configuration: 'info',
  remedy: 'info',
  notification: 'off',
  anomaly: 'info',
};

/** An alert is as bad as it is; what follows it has its own sign, however bad that was. */
export function eventLamp({ kind, severity }: Pick<IncidentEvent, 'kind' | 'severity'>): Lamp {
  return severity === null || kind !== 'alert' ? LAMPS[kind] : ALERT_LAMPS[severity];
}

/** What the line of time shows. Log lines and what was told stand in the list alone: they would hide the rest. */
export function incidentMarks(timeline: readonly IncidentEvent[]): TimeMark[] {
  return timeline.flatMap((event, id) =>
    event.kind === 'log' || event.kind === 'notification'
      ? []
      : [{ id, atS: Date.parse(event.at) / 1000, lamp: eventLamp(event), words: event.text }],
  );
}

/** Room on both sides, so that the first sign and the last don't stand at the edge. */
const ROOM = 0.04;
const LEAST_ROOM_S = 15;

/** From the first that is known of it to its end, or now. */
export function incidentSpan(
  {
    opened_at: opened,
    closed_at: closed,
    timeline,
  }: Pick<Incident, 'opened_at' | 'closed_at'> & {
    readonly timeline: readonly IncidentEvent[];
  },
  nowMs: number,
): Span {
  const moments = timeline.map(({ at }) => Date.parse(at));
  const fromMs = Math.min(Date.parse(opened), ...moments);
  const toMs = closed === null ? nowMs : Math.max(Date.parse(closed), ...moments);
  const room = Math.max(LEAST_ROOM_S, (ROOM * (toMs - fromMs)) / 1000);
  return { fromS: fromMs / 1000 - room, toS: toMs / 1000 + room };
}

/** The index of the event at a moment, or of the first after it; the last where there is none. */
export function nearestEvent(timeline: readonly IncidentEvent[], atS: number): number {
  const index = timeline.findIndex(({ at }) => Date.parse(at) / 1000 >= atS);
  return index === -1 ? timeline.length - 1 : index;
}
