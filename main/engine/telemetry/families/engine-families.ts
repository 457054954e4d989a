import type { EngineFigures } from '#contract/engine-figures.ts';
import type { HealthOverview } from '#contract/health.ts';
import type { Family, Labels, Point, Unit } from './family.ts';

const STATUSES = ['healthy', 'degraded', 'unhealthy', 'starting', 'idle'] as const;

/** What is told of Signalbox itself, and of the whole. */
export function engineFamilies(engine: EngineFigures, health: HealthOverview, startedAtMs: number): Family[] {
  const { sampling, history } = engine;
  return [
    gauge('build_info', '', 'The version that runs; always 1.', 1, { version: engine.version }),
    gauge('engine.start_time', 's', 'When the engine was started, since 1970.', startedAtMs / 1000),
    gauge('engine.cpu_usage', '1', 'Its own processor use; 1 is one core.', share(engine.cpu_percent)),
    gauge('engine.resident_memory', 'By', 'Its own resident memory.', engine.memory_bytes),
    gauge('engine.heap_used', 'By', 'Its own heap.', engine.heap_used_bytes),
    gauge('engine.heap_limit', 'By', 'How large its heap may become.', engine.heap_limit_bytes),
    gauge('engine.open_files', '', 'Its own open files.', engine.open_files),
    gauge('engine.loop_delay_p50', 's', 'Lateness of the event loop.', seconds(engine.loop_delay_p50_ms)),
    gauge('engine.loop_delay_p99', 's', 'Lateness of the event loop.', seconds(engine.loop_delay_p99_ms)),
    gauge('engine.loop_delay_max', 's', 'Lateness of the event loop.', seconds(engine.loop_delay_max_ms)),
    gauge('engine.health_score', '', 'Its own health from 0 to 100.', health.engine.score),
    gauge('sampling.interval', 's', 'How often servers are sampled.', sampling.interval_seconds),
    gauge('sampling.pass', 's', 'How long the last pass took.', seconds(sampling.last_pass_ms)),
    gauge('sampling.processes', '', 'Processes of all servers.', sampling.processes),
    gauge('history.size', 'By', 'What is kept of the figures on disk.', history.bytes),
    gauge('history.limit', 'By', 'How much may be kept on disk.', history.max_bytes),
    gauge('history.faulty', '', '1 while the history can not be written.', Number(history.fault !== null)),
    gauge('system.health_score', '', 'Health of the machine from 0 to 100.', health.system.score),
    gauge('health_score', '', 'The worst of all scores; missing without evidence.', health.score),
    {
      ...gauge('health', '', '1 for the status of the whole, 0 for the others.', null),
      points: STATUSES.map((status) => ({
        labels: { health: status },
        value: Number(status === health.status),
      })),
    },
    {
      ...gauge('dependency.up', '', '1 where a server found what it needs, 0 where it did not.', null),
      points: health.servers.flatMap(({ server, dependencies }) =>
        dependencies.flatMap(({ name, kind, status }): Point[] =>
          status === 'unknown'
            ? []
            : [{ labels: { server, dependency: name, kind }, value: Number(status === 'healthy') }],
        ),
      ),
    },
  ];
}

function gauge(name: string, unit: Unit, help: string, value: number | null, labels: Labels = {}) {
  const points: readonly Point[] = value === null ? [] : [{ labels, value }];
  return { name: `signalbox.${name}`, kind: 'gauge' as const, unit, help, points };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

function share(percent: number | null): number | null {
  return percent === null ? null : percent / 100;
}
