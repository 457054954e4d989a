import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Alert } from '#contract/alert.ts';
import type { AlertEvent } from '#engine/alerts/alert-event.ts';
import { createIncidents } from '#engine/alerts/incidents/create-incidents.ts';
import type { IncidentSources } from '#engine/alerts/incidents/incidents.ts';
import { fakeAlert } from '../../../fakes/alert.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { memoryShelves } from '../../../fakes/memory-shelves.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

const NOTHING: IncidentSources = {
  register: () => [],
  logLines: () => [],
  failedRequests: () => [],
  lifecycle: () => [],
  anomalies: () => [],
};

export function madeUpTroubles(sources: Partial<IncidentSources> = {}) {
  const clock = new FakeClock(new Date(2026, 0, 7, 12).getTime());
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-incidents-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }));
  const shelves = memoryShelves();
  const open = new Map<string, Alert>();
  const joined = new Map<string, number>();
  const faults: string[] = [];
  let ids = 0;
  const start = () =>
    createIncidents({
      clock,
      shelves,
      folder: join(folder, 'alerts'),
      open: () => [...open.values()],
      ruleTitle: () => null,
      sources: { ...NOTHING, ...sources },
      onJoined(id, incident) {
        joined.set(id, incident);
        const alert = open.get(id);
        if (alert !== undefined) open.set(id, { ...alert, incident });
      },
      onFault: (text) => void faults.push(text),
    });
  let incidents = start();

  function note(kind: AlertEvent['kind'], alert: Alert): string {
    if (alert.state === 'resolved') open.delete(alert.id);
    else open.set(alert.id, alert);
    incidents.note([{ kind, alert }]);
    return alert.id;
  }
  return {
    clock,
    folder: join(folder, 'alerts'),
    joined,
    faults,
    incidents: () => incidents,
    list: (filter: { server?: string; open?: boolean; since?: string; limit?: number } = {}) =>
      incidents.list({ limit: 100, ...filter }),
    fire(server: string | null, rule = 'down', but: Partial<Alert> = {}): string {
      const id = `a${++ids}`;
      const alert = fakeAlert({
        id,
        rule,
        server,
        severity: 'error',
        message: `${server ?? 'the machine'}: ${rule}`,
        since: new Date(clock.now()).toISOString(),
        ...but,
      });
      return note(alert.state === 'inhibited' ? 'inhibited' : 'fired', alert);
    },
    change: (id: string, kind: AlertEvent['kind'], but: Partial<Alert> = {}) =>
      note(kind, { ...(open.get(id) ?? fakeAlert({ id })), ...but }),
    resolve(...resolved: string[]): void {
      for (const id of resolved)
        note('resolved', {
          ...(open.get(id) ?? fakeAlert({ id })),
          state: 'resolved',
          resolution: `${id} is well again`,
        });
    },
    async restart(): Promise<void> {
      await incidents.close();
      incidents = start();
    },
    forget: (id: string) => void open.delete(id),
  };
}
