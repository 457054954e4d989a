import { expect, it } from 'vitest';
import type { Overview } from '#contract/overview.ts';
import type { MonitoringSettings } from '../../../main/engine/configuration/configuration.ts';
import { samplePaceMs } from '../../../main/engine/sample-pace.ts';

const SETTINGS = { sampleIntervalMs: 2_000, idleIntervalMs: 5_000 } as MonitoringSettings;

function overview(status: Overview['status'], attention: string[] = []): Overview {
  return { status, attention } as unknown as Overview;
}

it('samples as the file says while somebody looks', () => {
  expect(samplePaceMs(SETTINGS, { isWatched: true, overview: overview('healthy') })).toBe(2_000);
});

it('samples more rarely while nobody looks and all is well', () => {
  expect(samplePaceMs(SETTINGS, { isWatched: false, overview: overview('healthy') })).toBe(5_000);
  expect(samplePaceMs(SETTINGS, { isWatched: false, overview: overview('idle') })).toBe(5_000);
});

it.each(['degraded', 'unhealthy', 'starting'] as const)('does not slow down while it is %s', (status) => {
  expect(samplePaceMs(SETTINGS, { isWatched: false, overview: overview(status) })).toBe(2_000);
});

it('does not slow down while a server needs its owner', () => {
  expect(samplePaceMs(SETTINGS, { isWatched: false, overview: overview('healthy', ['github']) })).toBe(2_000);
});
