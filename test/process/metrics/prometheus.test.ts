import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { findPackage, whyWithout } from '../../runner/debian-packages.ts';
import { textOf } from '../gateway/harness/client.ts';
import { openGateway } from '../gateway/harness/gateway.ts';
import { toldServer } from '../gateway/harness/told-server.ts';
import { fixture } from '../harness/fixture.ts';
import { pidOf } from '../harness/look.ts';
import { until } from '../harness/until.ts';
import { lintMetrics, openPrometheus } from './prometheus.ts';

const SCRAPED_MS = 60_000;
/** The engine's own come when they are known, the lateness of its loop after a minute. */
const OF_SERVERS = '{server!=""}';
const folder = await findPackage('prometheus');
const reason = whyWithout('prometheus', folder);

test.skipIf(folder === null)(
  `a Prometheus that scrapes for a minute has every server, and no new series after a restart${reason}`,
  { timeout: 240_000 },
  async () => {
    if (folder === null) return;
    const gateway = await openGateway({
      told: toldServer({ restart: { policy: 'always' } }).entry,
      steady: fixture('well-behaved'),
      idle: fixture('well-behaved'),
    });
    const { engine } = gateway;
    const prometheus = await openPrometheus(folder, engine);
    const startedMs = performance.now();
    const client = await gateway.http('told');
    const call = async () => textOf(await client.request('tools/call', { name: 'who', arguments: {} }));
    const valueNow = async (expression: string) => (await prometheus.query(expression))[0]?.value;
    const names = async (expression: string) =>
      (await prometheus.query(expression)).map(({ labels }) => labels['server']).toSorted();
    await call();
    await until('all servers were scraped with what they use', async () => {
      const found = await names('signalbox_server_resident_memory_bytes > 1e6 and signalbox_server_up == 1');
      return found.length === 3;
    });
    expect(await names('signalbox_server_up')).toEqual(['idle', 'steady', 'told']);
    expect(await valueNow('mcp_server_operation_duration_seconds_count{server="told"}')).toBe(1);
    await until('what is looked at less often was scraped too', async () => {
      const [pss, read] = [
        await names('signalbox_server_pss_memory_bytes'),
        await names('signalbox_server_read_bytes_total'),
      ];
      return pss.length === 3 && read.length === 3;
    });
    await engine.call('stop', { names: ['idle'] });
    await until(
      'the stop was scraped',
      async () => (await valueNow('signalbox_server_up{server="idle"}')) === 0,
    );
    await until('what it used is told no more', async () => {
      const found = await names('signalbox_server_resident_memory_bytes');
      return found.join() === 'steady,told';
    });

    const before = await prometheus.series(OF_SERVERS);
    const pid = pidOf(await engine.server('told'));
    process.kill(pid, 'SIGKILL');
    await engine.untilServer('told', 'is back', (view) => view.state === 'ready' && view.pid !== pid);
    await call();
    await until('the restart was scraped', async () => {
      const restarts = await valueNow('signalbox_server_restarts_total{server="told"}');
      return restarts === 1 && (await valueNow('signalbox_server_up{server="told"}')) === 1;
    });
    await until('requests go on being counted', async () => {
      const count = await valueNow('sum(mcp_server_operation_duration_seconds_count{server="told"})');
      return count !== undefined && count >= 2;
    });
    await sleep(Math.max(0, startedMs + SCRAPED_MS - performance.now()));

    const after = await prometheus.series(OF_SERVERS);
    const told = (series: readonly Readonly<Record<string, string>>[]) =>
      series.map((labels) => JSON.stringify(Object.entries(labels).toSorted())).toSorted();
    expect(told(after)).toEqual(told(before));
    expect(await valueNow('min_over_time(up{job="signalbox"}[2m])')).toBe(1);
    expect(await valueNow('resets(signalbox_server_cpu_seconds_total{server="told",mode="user"}[2m])')).toBe(
      0,
    );
    expect(
      await valueNow('increase(signalbox_server_requests_total{server="told"}[2m]) > 0'),
    ).toBeGreaterThan(0);

    const response = await fetch(new URL('metrics', engine.url), {
      headers: { authorization: `Bearer ${engine.token}` },
    });
    expect(response.status).toBe(200);
    expect(await lintMetrics(folder, await response.text())).toBe('');
  },
);
