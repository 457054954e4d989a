import { onTestFinished } from 'vitest';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import { fakeRequestMetrics } from '../../../fakes/request-metrics.ts';
import { fakeUsage } from '../../../fakes/usage.ts';
import { type FakeEngine, startFakeEngine } from '../fake-engine.ts';
import { type CliHome, makeCliHome } from '../run-cli.ts';
import { logLine, logPage, processView, serverDetail, serverView, snapshotOf } from '../views.ts';

/** Of the last pass, as the engine tells it. */
export const SAMPLED_AT = '2026-11-21T09:59:59.000Z';

/** A home whose engine has two servers: memory, which is well, and off, which is stopped. */
export interface MonitoredHome extends CliHome {
  readonly engine: FakeEngine;
  /** An engine that takes the place of the first, which must have ended. */
  startNext(): Promise<FakeEngine>;
  /** Called with each question, before it is answered. */
  onAsked(path: string): void;
  /** What the engine says from now on. */
  snapshot: Snapshot;
  /** The snapshot, with memory another. */
  withMemory(but: Parameters<typeof serverView>[1]): Snapshot;
}

export async function makeMonitoredHome(): Promise<MonitoredHome> {
  const home = await makeCliHome();
  const off = serverView('off', { state: 'stopped', lamp: 'off', pid: null, health: 'unknown', score: null });
  onTestFinished(() => home.remove());
  async function startEngine(): Promise<FakeEngine> {
    const engine = await startFakeEngine((path) => {
      monitored.onAsked(path);
      return { status: 200, body: answer(path, monitored.snapshot) };
    });
    onTestFinished(() => engine.close());
    await home.writeRuntimeFile(engine.runtime);
    return engine;
  }
  const monitored: MonitoredHome = {
    ...home,
    engine: await startEngine(),
    startNext: startEngine,
    onAsked() {},
    snapshot: snapshotOf([serverView('memory'), off]),
    withMemory: (but) => snapshotOf([serverView('memory', but), off]),
  };
  return monitored;
}

function answer(path: string, snapshot: Snapshot): unknown {
  switch (path) {
    case '/queries/snapshot':
      return snapshot;
    case '/queries/metrics':
      return { servers: snapshot.servers.map(({ name }) => metricsOf(name)) };
    case '/queries/server':
      return serverDetail(
        'memory',
        {},
        {
          processes: [
            processView(7),
            processView(8, { ended_at: '2026-11-21T10:00:00.000Z' }),
            processView(9, { status: 'zombie' }),
          ],
        },
      );
    case '/queries/logs':
      return logPage([logLine(1, 'from the log')]);
    case '/commands/restart':
      return { servers: [] };
    default:
      throw new Error(`${path} was not to be asked`);
  }
}

function metricsOf(server: string): ServerMetrics {
  return {
    ...fakeUsage({ cpu_percent: 1.25, memory_bytes: 80_000_000, threads: 11 }),
    server,
    at: '2026-11-21T10:00:00.000Z',
    sampled_at: SAMPLED_AT,
    processes: 1,
    uptime_seconds: 75,
    restarts: 0,
    network: 'is not told',
    requests: fakeRequestMetrics({ source: 'gateway', basis: 'made up' }),
    custom: null,
  };
}
