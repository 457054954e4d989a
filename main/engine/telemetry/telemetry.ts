/** The front of the telemetry room: figures, their history, where they lead, and how others get them. */

export {
  type CustomMetricsOptions,
  createCustomMetrics,
  type MetricsSource,
} from './custom/create-custom-metrics.ts';
export type { CustomMetricsKeeper } from './custom/custom-metrics.ts';
export { createProcessCounting } from './families/process-counters.ts';
export type { MetricsSnapshot } from './families/snapshot.ts';
export type { History, HistorySettings, Step, Tick, TickValues } from './history/history.ts';
export { type HistoryOptions, openHistory } from './history/open-history.ts';
export { createOtlp, type Otlp, type OtlpOptions } from './otlp/create-otlp.ts';
export { createPrometheus } from './prometheus/create-prometheus.ts';
export { createTickRecorder } from './record-tick.ts';
export { createTrafficLog, type TrafficLogOptions } from './traffic/create-traffic-log.ts';
export { quantile } from './traffic/histogram.ts';
export type {
  RequestEnd,
  RequestStart,
  RequestTrace,
  ServerFigures,
  ServerTotals,
  TracedRequest,
  TrafficLog,
} from './traffic/traffic-log.ts';
export { createTrends, type TrendServer, type TrendsOptions } from './trends/create-trends.ts';
export type { Trends } from './trends/trends.ts';
export { type UsualLatency, watchUsualLatency } from './usual-latency.ts';
export { viewMetrics } from './view-metrics.ts';
