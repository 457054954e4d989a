import { useEffect, useMemo, useState } from 'react';
import type { LimitView } from '#contract/limit.ts';
import { Chart } from '../../parts/chart/chart.tsx';
import { type ChartCursor, createChartCursor } from '../../parts/chart/chart-cursor.ts';
import { alignSeries } from '../../parts/chart/lines/align-series.ts';
import { momentAt } from '../../parts/chart/plot/time-words.ts';
import type { ChartMark } from '../../parts/chart/scene.ts';
import { TimeLine } from '../../parts/time-line/time-line.tsx';
import { type Span, selected } from '../../store/charts/span.ts';
import { useCharts, useEngine, useStores, useView } from '../../store/stores.ts';
import { LIMIT_NAMES, limitValue } from '../server/configuration/limit-words.ts';
import { anomalyShades } from './anomaly-shades.ts';
import { ChartBar } from './chart-bar.tsx';
import { type ChartSpec, metricsOf } from './chart-lists.ts';
import css from './charts.module.css';
import { forecastOf, memoryLead, withFuture } from './lead.ts';
import { timeMarks } from './what-happened.ts';

interface Props {
  /** One, or two that are compared. The same array as long as they are the same. */
  readonly servers: readonly string[];
  readonly charts: readonly ChartSpec[];
  readonly limits: readonly LimitView[];
  readonly children?: React.ReactNode;
}

/** How much of the time around a sign is shown when it is chosen. */
const AROUND = 1 / 6;

/** Figures over time on one axis: what happened meanwhile, and all charts with one cursor and one zoom. */
export function Charts({ servers, charts, limits, children }: Props) {
  const { charts: store } = useStores();
  const range = useView((state) => state.range);
  const [cursor] = useState(createChartCursor);
  const metrics = useMemo(() => metricsOf(charts), [charts]);
  useEffect(() => store.open({ servers, metrics, range }), [store, servers, metrics, range]);

  const measured = useCharts((state) => state.span);
  const isZoomed = useCharts((state) => state.isZoomed);
  const trends = useCharts((state) => state.trends);
  const markers = useCharts((state) => state.markers);
  const [only] = servers.length === 1 ? servers : [];
  const lead = useMemo(() => (only === undefined ? null : memoryLead(trends, only)), [trends, only]);
  const span = useMemo(() => (isZoomed ? measured : withFuture(measured, lead)), [isZoomed, measured, lead]);
  const marks = useMemo(() => timeMarks(markers), [markers]);
  const around = (atS: number): void => {
    const half = ((measured.toS - measured.fromS) * AROUND) / 2;
    store.zoom(selected(atS - half, atS + half) ?? measured);
  };
  return (
    <section className={css['charts']} aria-label="Figures over time">
      <ChartBar servers={servers}>{children}</ChartBar>
      <Problem />
      <TimeLine marks={marks} span={span} cursor={cursor} onChoose={around} />
      <div className={css['grid']}>
        {charts.map((spec) => (
          <OneChart
            key={spec.heading}
            spec={spec}
            span={span}
            marks={marks}
            limits={limits}
            lead={spec.hasForecast ? lead : null}
            cursor={cursor}
          />
        ))}
      </div>
    </section>
  );
}

interface OneProps {
  readonly spec: ChartSpec;
  readonly span: Span;
  readonly marks: readonly ChartMark[];
  readonly limits: readonly LimitView[];
  readonly lead: ReturnType<typeof memoryLead>;
  readonly cursor: ChartCursor;
}

function OneChart({ spec, span, marks, limits, lead, cursor }: OneProps) {
  const { charts: store } = useStores();
  const pages = useCharts((state) => state.pages);
  const isLoading = useCharts((state) => state.isLoading);
  const isZoomed = useCharts((state) => state.isZoomed);
  const aligned = useMemo(() => alignSeries(pages, spec.sources), [pages, spec]);
  const forecast = useMemo(() => forecastOf(aligned, lead), [aligned, lead]);
  const lines = useMemo(
    () =>
      limits
        .filter(({ limit }) => spec.limits.includes(limit))
        .map((limit) => ({
          value: limit.value,
          words: `${LIMIT_NAMES[limit.limit]}: ${limitValue(limit)}`,
        })),
    [limits, spec],
  );
  const anomalies = useCharts((state) => state.anomalies);
  const shades = useMemo(() => anomalyShades(anomalies, spec.sources), [anomalies, spec]);
  const length = span.toS - span.fromS;
  return (
    <Chart
      heading={spec.heading}
      note={spec.note}
      unit={spec.unit}
      floor={spec.floor}
      lines={spec.lines}
      aligned={aligned}
      span={span}
      limits={lines}
      forecast={forecast}
      marks={marks}
      shades={shades}
      cursor={cursor}
      nothing={
        isLoading
          ? null
          : `${spec.nothing} between ${momentAt(span.fromS, length)} and ${momentAt(span.toS, length)}`
      }
      onZoom={store.zoom}
      onWhole={isZoomed ? store.unzoom : null}
    />
  );
}

/** Says that the figures are not all or not current; the connection has its own banner. */
function Problem() {
  const problem = useCharts((state) => state.problem);
  const live = useEngine((state) => state.connection === 'live');
  return (
    <div role="alert" className={css['place']}>
      {problem !== null && live && <p className={css['problem']}>The figures can’t be shown: {problem}</p>}
    </div>
  );
}
