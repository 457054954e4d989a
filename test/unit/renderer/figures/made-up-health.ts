import type { HealthOverview, HealthReport, LostPoints, ServerHealth } from '#contract/health.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import { fakeRequestMetrics } from '../../../fakes/request-metrics.ts';
import { fakeUsage } from '../../../fakes/usage.ts';
import { AT } from '../made-up.ts';

export function lostPoints(points: number, sentence: string, part: Partial<LostPoints> = {}): LostPoints {
  return { level: 'requests', code: 'slow', points, sentence, makes: 'degraded', ...part };
}

export function report(part: Partial<HealthReport> = {}): HealthReport {
  return { status: 'healthy', score: 100, levels: [], lost: [], ...part };
}

export function serverHealth(server: string, part: Partial<ServerHealth> = {}): ServerHealth {
  return { ...report(), server, at: AT, dependencies: [], ...part };
}

export function healthOverview(part: Partial<HealthOverview> = {}): HealthOverview {
  return {
    at: AT,
    status: 'healthy',
    score: 100,
    servers: [],
    engine: report({
      levels: [{ level: 'engine', status: 'healthy', evidence: 'uses 0.8 % of a core and 96 MB' }],
    }),
    system: report({ levels: [{ level: 'system', status: 'healthy', evidence: '212 GB free on the disk' }] }),
    ...part,
  };
}

export function serverMetrics(server: string, part: Partial<ServerMetrics> = {}): ServerMetrics {
  return {
    ...fakeUsage(),
    server,
    at: AT,
    sampled_at: AT,
    processes: 1,
    uptime_seconds: 60,
    restarts: 0,
    network: 'Bytes over the network are told of no process without root.',
    requests: fakeRequestMetrics(),
    custom: null,
    ...part,
  };
}
