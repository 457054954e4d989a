import type { AnomalyMark } from '#contract/alert-channel.ts';
import type { LineSource } from '../../parts/chart/lines/align-series.ts';
import type { ChartShade } from '../../parts/chart/scene.ts';

/** What was out of the ordinary in the figures of one chart. Where it draws two servers, the words name theirs. */
export function anomalyShades(
  anomalies: readonly AnomalyMark[],
  sources: readonly LineSource[],
): readonly ChartShade[] {
  const areSeveral = new Set(sources.map(({ server }) => server)).size > 1;
  return anomalies
    .filter((mark) =>
      sources.some((source) => source.server === mark.server && isShownBy(source.metric, mark)),
    )
    .map(({ server, from, to, sentence }) => ({
      fromS: Date.parse(from) / 1000,
      toS: Date.parse(to) / 1000,
      lamp: 'info',
      words: areSeveral ? `${server}: ${sentence}` : sentence,
    }));
}

/** Errors are looked at as one, and drawn by kind. */
function isShownBy(metric: string, mark: AnomalyMark): boolean {
  return metric === mark.metric || (mark.metric === 'errors' && metric.startsWith('errors_'));
}
