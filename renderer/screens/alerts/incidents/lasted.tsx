import type { Incident } from '#contract/incident.ts';
import { formatDuration } from '../../../format/duration.ts';
import { useNow } from '../../../parts/use-now.ts';

/** For how long it went on, or goes on by now. */
export function Lasted({ incident }: { readonly incident: Pick<Incident, 'opened_at' | 'closed_at'> }) {
  const { opened_at: opened, closed_at: closed } = incident;
  const nowMs = useNow();
  const endMs = closed === null ? nowMs : Date.parse(closed);
  const words = formatDuration((endMs - Date.parse(opened)) / 1000);
  return closed === null ? `${words}, goes on` : words;
}
