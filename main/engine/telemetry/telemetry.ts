export type { RequestEnd, RequestStart, RequestTrace, ServerFigures, TrafficLog } from './traffic-log.ts';
