import { useEffect, useMemo, useState } from 'react';
import type { Alert } from '#contract/alert.ts';
import type { SeriesPage } from '#contract/metric.ts';
import { Chart } from '../../../parts/chart/chart.tsx';
import { createChartCursor } from '../../../parts/chart/chart-cursor.ts';
import { alignSeries } from '../../../parts/chart/lines/align-series.ts';
import type { ChartLine } from '../../../parts/chart/scene.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import type { Evidence as Shown } from '../../../store/alerts/evidence-store.ts';
import type { Span } from '../../../store/charts/span.ts';
import { useEvidence, useStores } from '../../../store/stores.ts';
import { anomalyShades } from '../../charts/anomaly-shades.ts';
import { timeMarks } from '../../charts/what-happened.ts';
import { When } from '../../server/history/when.tsx';
import css from './alert.module.css';
import { chartUnit, floorOf, knownSpan, metricTitle, thresholdOf } from './evidence-chart.ts';

/** What shows that an alert is right: the figure over time with what it is compared with, or what happened. */
export function Evidence({ alert }: { readonly alert: Alert }) {
  const { evidence: store } = useStores();
  const { id, server, metric, since, resolved_at: resolved } = alert;
  useEffect(
    () => store.open({ id, server, metric, since, resolved_at: resolved }),
    [store, id, server, metric, since, resolved],
  );
  const shown = useEvidence((state) => state.evidence.get(id));
  const problem = useEvidence((state) => state.problem);
  return (
    <div className={css['evidence']} data-kind={metric === null ? 'register' : 'chart'}>
      {shown !== undefined && shown.page !== null && (
        <MetricChart alert={alert} shown={shown} page={shown.page} />
      )}
      {shown !== undefined && shown.page === null && <Happened shown={shown} />}
      {shown === undefined && problem !== null && (
        <p className="dim">The figures can’t be shown: {problem}</p>
      )}
    </div>
  );
}

const LINE: readonly ChartLine[] = [{ words: '', color: 'a', isDashed: false, isFilled: true }];

interface ChartProps {
  readonly alert: Alert;
  readonly shown: Shown;
  readonly page: SeriesPage;
}

function MetricChart({ alert, shown, page }: ChartProps) {
  const [cursor] = useState(createChartCursor);
  const [zoom, setZoom] = useState<Span | null>(null);
  const metric = alert.metric ?? '';
  const aligned = useMemo(
    () => alignSeries(new Map([[page.server, page]]), [{ server: page.server, metric }]),
    [page, metric],
  );
  const series = page.series.find((one) => one.metric === metric);
  const unit = chartUnit(series);
  const limits = useMemo(() => {
    const line = thresholdOf(alert, series);
    return line === null ? [] : [line];
  }, [alert, series]);
  const shades = useMemo(
    () => anomalyShades(shown.anomalies, [{ server: page.server, metric }]),
    [shown.anomalies, page.server, metric],
  );
  const marks = useMemo(() => timeMarks(shown.markers), [shown.markers]);
  return (
    <Chart
      heading={metricTitle(metric)}
      note={page.server}
      unit={unit}
      floor={floorOf(unit, limits[0]?.value ?? null)}
      lines={LINE}
      aligned={aligned}
      span={zoom ?? knownSpan(shown.span, aligned.times[0])}
      limits={limits}
      forecast={null}
      marks={marks}
      shades={shades}
      cursor={cursor}
      nothing="Nothing of it was kept in this time"
      onZoom={setZoom}
      onWhole={zoom === null ? null : () => setZoom(null)}
    />
  );
}

/** As many as tell a story at a glance. */
const MOST = 8;

function Happened({ shown }: { readonly shown: Shown }) {
  const last = shown.markers.slice(-MOST);
  if (last.length === 0) return <p className="dim">The register has nothing about this time.</p>;
  return (
    <ol className={css['happened']} aria-label="What happened around it">
      {last.map(({ id, at, lamp, text }) => (
        <li key={id}>
          <span className={css['moment']}>
            <When at={at} />
          </span>
          <Lamp lamp={lamp} label={null} />
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
