import type { ProcessView } from '#contract/history.ts';
import type { SamplePass, Snapshot } from '#contract/snapshot.ts';
import { type Context, engineOf } from '../../context.ts';
import type { EngineClient } from '../../engine-client.ts';
import { followTopics } from '../../follow-topic.ts';
import { formatMeasured } from './format-monitor.ts';
import { type Mark, type MeasuredReport, measuredOf } from './measure.ts';
import { reportOf } from './report.ts';

/**
 * Measures for so long, or until Ctrl+C, and prints what it was. Rejects when there is no engine at the beginning or at
 * the end.
 */
export async function printMeasured(context: Context, durationMs: number, json: boolean): Promise<void> {
  const { terminal } = context;
  const interrupted = context.untilInterrupted();
  const start = markOf(await (await engineOf(context)).call('snapshot', {}));
  const startedMs = performance.now();
  terminal.note(`Measuring for ${durationMs / 1000} s; Ctrl+C ends it sooner.`);
  const passes = await gatherPasses(context, AbortSignal.any([interrupted, AbortSignal.timeout(durationMs)]));
  const durationSeconds = Math.round(performance.now() - startedMs) / 1000;

  const engine = await engineOf(context);
  const snapshot = await engine.call('snapshot', {});
  const { servers } = await engine.call('metrics', {});
  const report = reportOf(snapshot, servers, context.now());
  const end = markOf(snapshot);
  const processes = await listedProcesses(engine, report.running);
  const zombies = processes.filter(({ status }) => status === 'zombie').length;
  const measured: MeasuredReport = {
    ...report,
    duration_seconds: durationSeconds,
    servers: report.servers.map((server) => ({
      ...server,
      measured: measuredOf(server.name, passes, start, end),
    })),
    processes,
    summary: { ...report.summary, zombies },
  };
  if (json) terminal.print(JSON.stringify(measured, null, 2));
  else for (const line of formatMeasured(measured)) terminal.print(line);
}

function markOf({ engine, servers }: Snapshot): Mark {
  return { engineStartedAt: engine.started_at, servers };
}

async function gatherPasses(context: Context, signal: AbortSignal): Promise<SamplePass[]> {
  const passes: SamplePass[] = [];
  await followTopics({
    topics: ['samples'],
    find: () => engineOf(context),
    signal,
    onConnected: async () => {},
    onMessage({ topic, data }) {
      if (topic === 'samples') passes.push(data);
    },
    onLost: () => context.terminal.note('The connection to the engine was lost; trying again.'),
  });
  return passes;
}

async function listedProcesses(engine: EngineClient, running: readonly string[]): Promise<ProcessView[]> {
  const processes: ProcessView[] = [];
  // One after the other: a list of processes is read from the system.
  for (const name of running) {
    const detail = await engine.call('server', { name });
    processes.push(...detail.processes.filter(({ ended_at }) => ended_at === null));
  }
  return processes;
}
