import { expect, it } from 'vitest';
import type { EngineFigures } from '#contract/engine-figures.ts';
import type { HealthReport, ServerHealth } from '#contract/health.ts';
import { judgeEngine } from '#engine/health/judge-engine.ts';
import { judgeWhole } from '#engine/health/judge-whole.ts';

const calm: EngineFigures = {
  version: '1.0.0',
  pid: 1,
  node: 'v24.0.0',
  platform: 'linux',
  uptime_seconds: 3_600,
  cpu_percent: 0.8,
  memory_bytes: 110_000_000,
  heap_used_bytes: 40_000_000,
  heap_limit_bytes: 2_000_000_000,
  open_files: 80,
  loop_delay_p50_ms: 1,
  loop_delay_p99_ms: 12,
  loop_delay_max_ms: 30,
  sampling: { interval_seconds: 2, last_pass_ms: 8, processes: 150 },
  history: { bytes: 9_000_000, max_bytes: 500_000_000, oldest_raw_at: null, oldest_at: null, fault: null },
};

it('finds Signalbox well, and says by what figures', () => {
  const { status, score, levels } = judgeEngine(calm);
  expect([status, score]).toEqual(['healthy', 100]);
  expect(levels[0]?.evidence).toBe(
    'it has run for 60 min; 110 MB of memory and 0.8 % of a core; heap 40 MB of 2.0 GB; 99 of 100 turns of its event loop at most 12 ms late; 80 open files; the last sampling pass took 8 ms; history of 9 MB',
  );
});

const noPass = { interval_seconds: 2, last_pass_ms: null, processes: 0 };

it.each([
  [{ loop_delay_p99_ms: 140 }, {}, 'late-loop'],
  [{ heap_used_bytes: 1_700_000_000 }, {}, 'heap-nearly-full'],
  [{ history: { ...calm.history, fault: 'the disk is full' } }, {}, 'history-fault'],
  [{}, { samplingFault: 'EMFILE' }, 'sampling-fault'],
  [{ sampling: noPass }, {}, 'sampling-fault'],
  [{ sampling: { ...calm.sampling, last_pass_ms: 1_500 } }, {}, 'slow-sampling'],
  [{ open_files: 900 }, { openFilesLimit: 1_024 }, 'many-open-files'],
] as const)('names what is wrong with Signalbox itself: %o %o', (figures, facts, code) => {
  const all = { samplingFault: null, openFilesLimit: null, ...facts };
  expect(judgeEngine({ ...calm, ...figures }, all).lost.map((lost) => lost.code)).toEqual([code]);
});

it('says in one sentence why no history is kept', () => {
  const fault = "the history can't be written: the disk is full";
  const { lost } = judgeEngine({ ...calm, history: { ...calm.history, fault } });
  expect(lost.map(({ sentence }) => sentence)).toEqual([fault]);
});

it('does not ask for a sampling pass in the first minute', () => {
  expect(judgeEngine({ ...calm, uptime_seconds: 5, sampling: noPass }).lost).toEqual([]);
});

const report = (score: number | null, status: HealthReport['status']): HealthReport => ({
  score,
  status,
  levels: [],
  lost: [],
});
const at = '2026-01-01T00:00:00.000Z';
const server = (score: number | null): ServerHealth => ({
  ...report(score, 'healthy'),
  server: 'any',
  at,
  dependencies: [],
});

it('gives the whole the worst score of its parts', () => {
  const parts = { at, overview: { status: 'healthy' }, engine: report(95, 'healthy') } as const;
  const whole = judgeWhole({ ...parts, servers: [server(80), server(null)], system: report(100, 'healthy') });
  expect(whole).toMatchObject({ status: 'healthy', score: 80 });
  expect(
    judgeWhole({ ...parts, servers: [], engine: report(null, 'unknown'), system: report(null, 'unknown') }),
  ).toMatchObject({ score: null });
});

it('does not call the whole healthy on a machine that is out of disk', () => {
  const system = report(40, 'unhealthy');
  const parts = { at, servers: [server(100)], engine: report(100, 'healthy'), system };
  expect(judgeWhole({ ...parts, overview: { status: 'healthy' } }).status).toBe('degraded');
  expect(judgeWhole({ ...parts, overview: { status: 'unhealthy' } }).status).toBe('unhealthy');
});
