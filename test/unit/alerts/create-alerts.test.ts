import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAlerts } from '#engine/alerts/create-alerts.ts';
import { silentNotifier } from '#engine/ports.ts';
import type { Register } from '#engine/state/state.ts';
import { signalsRig } from './signals/signals-rig.ts';

/** Alerts of one server that is ready, and nobody to tell. */
function openAlerts() {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-alerts-'));
  const rig = signalsRig(['github'], folder);
  rig.close();
  const { clock, sources } = rig;
  const fault = { text: null as string | null };
  const nothing = () => [];
  const register: Register = {
    add: (entry) => ({ ...entry, id: 1, at: new Date(clock.now()).toISOString() }),
    latest: nothing,
    between: nothing,
    subscribe: () => () => {},
  };
  const refused = () => Promise.reject(new Error('not here'));
  const page = { step_seconds: 300, resolution: 'minute' as const, times: [], series: [] };
  const series = async () => ({ server: 'github', from: '', to: '', ...page });
  const alerts = createAlerts({
    clock,
    random: () => 0.5,
    state: { shelves: sources.shelves, register },
    sources: {
      ...sources,
      system() {
        if (fault.text !== null) throw new Error(fault.text);
        return sources.system();
      },
      history: { ...sources.history, series },
    },
    servers: () => [{ name: 'github', program: null, dependsOn: [] }],
    reports: { register: nothing, logLines: nothing, failedRequests: nothing, lifecycle: nothing },
    days: { series, p95Ms: async () => null, lifecycle: nothing, engineStarts: nothing, trends: nothing },
    means: { restart() {}, reap: refused },
    diagnosis: {},
    run: refused,
    notifier: silentNotifier,
    link: () => null,
    act() {},
    publish() {},
  });
  onTestFinished(async () => {
    await alerts.close();
    rmSync(folder, { recursive: true });
  });
  return { ...rig, alerts, fault };
}

test('a fault in what alerts look at ends neither the engine nor alerts, and is told once', () => {
  const { alerts, clock, change, fault, world } = openAlerts();
  alerts.look();
  clock.advance(120_000);
  alerts.look();
  clock.advance(61_000);
  change('github', { state: 'failed', health: 'unhealthy' });
  fault.text = 'the disk is gone';
  for (let times = 0; times < 3; times++) {
    alerts.lookSoon();
    clock.advance(1_000);
    // As the sampling pass does, which would be told as the one that failed.
    alerts.look();
  }
  expect(world.faults).toEqual(['Alerts could not be looked at: the disk is gone']);
  fault.text = null;
  for (let seconds = 0; seconds < 120; seconds += 5) {
    alerts.lookSoon();
    clock.advance(5_000);
  }
  expect(alerts.now().firing).toBe(1);
  expect(alerts.now().alerts[0]).toMatchObject({ server: 'github', rule: 'cannot_start' });
});
