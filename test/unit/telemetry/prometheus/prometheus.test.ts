import { expect, test } from 'vitest';
import type { Operation } from '#engine/telemetry/operation.ts';
import { createPrometheus } from '#engine/telemetry/prometheus/create-prometheus.ts';
import {
  type MadeUpServer,
  madeUpServer,
  madeUpSnapshot,
  REQUESTS,
  stoppedServer,
  withCustom,
} from '../families/made-up-snapshot.ts';

function scraper(documentedNames = false) {
  let now: { servers: readonly MadeUpServer[]; operations: readonly Operation[] } = {
    servers: [],
    operations: [],
  };
  const { text } = createPrometheus({
    snapshot: () => madeUpSnapshot(now.servers, now.operations),
    documentedNames: () => documentedNames,
  });
  return async (servers: readonly MadeUpServer[], operations: readonly Operation[] = []) => {
    now = { servers, operations };
    return (await text()).split('\n');
  };
}

/** The values of one metric, by labels. */
function values(lines: readonly string[], name: string): Record<string, number> {
  const found = lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    found.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(name.length, at), Number(line.slice(at + 1))];
    }),
  );
}

function seriesOf(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));
}

test('a scrape has each server with its figures in base units', async () => {
  const lines = await scraper()([madeUpServer('files'), madeUpServer('web')]);
  expect(values(lines, 'signalbox_server_up')).toEqual({ '{server="files"}': 1, '{server="web"}': 1 });
  expect(values(lines, 'signalbox_server_cpu_usage_ratio')['{server="files"}']).toBe(0.125);
  expect(values(lines, 'signalbox_server_resident_memory_bytes')['{server="files"}']).toBe(50_000_000);
  expect(values(lines, 'signalbox_server_probe_seconds')['{server="files"}']).toBe(0.002);
  expect(values(lines, 'signalbox_server_requests_total')['{server="web"}']).toBe(12);
  expect(values(lines, 'signalbox_server_request_errors_total')['{server="web",class="tool"}']).toBe(2);
  expect(lines).toContain('# TYPE signalbox_server_cpu_seconds_total counter');
});

test('what is not known is left out, and never 0', async () => {
  const lines = await scraper()([stoppedServer('files')]);
  expect(values(lines, 'signalbox_server_up')).toEqual({ '{server="files"}': 0 });
  expect(values(lines, 'signalbox_server_requests_total')).toEqual({ '{server="files"}': 12 });
  for (const name of [
    'resident_memory_bytes',
    'health_score',
    'processes',
    'cpu_usage_ratio',
    'start_time_seconds',
  ])
    expect(values(lines, `signalbox_server_${name}`)).toEqual({});
});

test('a state is 1 for the one that holds and 0 for the others', async () => {
  const lines = await scraper()([madeUpServer('files')]);
  const states = values(lines, 'signalbox_server_state');
  expect(Object.keys(states)).toHaveLength(8);
  expect(Object.entries(states).filter(([, value]) => value === 1)).toEqual([
    ['{server="files",state="ready"}', 1],
  ]);
});

test('a restart makes no new series', async () => {
  const scrape = scraper();
  const before = await scrape([madeUpServer('files', { restarts: 0 })]);
  const restarted = { started_at: '2026-01-01T01:00:00.000Z', pid: 4242, restarts: 1 };
  const after = await scrape([madeUpServer('files', restarted)]);
  expect(seriesOf(after)).toEqual(seriesOf(before));
});

test('what its processes used is told of a server that stands still, and not of one that never ran', async () => {
  const lines = await scraper()([stoppedServer('files'), stoppedServer('never-ran')]);
  expect(values(lines, 'signalbox_server_cpu_seconds_total')).toEqual({
    '{server="files",mode="user"}': 3,
    '{server="files",mode="system"}': 1,
  });
  expect(values(lines, 'signalbox_server_read_bytes_total')).toEqual({ '{server="files"}': 100 });
});

test('durations are a cumulative histogram with the labels of OpenTelemetry', async () => {
  const counts = new Float64Array(15);
  counts[0] = 2;
  counts[3] = 1;
  counts[14] = 1;
  const operation = {
    server: 'files',
    method: 'tools/call',
    target: 'read',
    counts,
    count: 4,
    sumSeconds: 400.1,
  };
  const lines = await scraper()(
    [madeUpServer('files')],
    [
      { ...operation, errorType: '' },
      { ...operation, errorType: 'tool_error' },
    ],
  );
  const labels = 'server="files",mcp_method_name="tools/call",gen_ai_tool_name="read"';
  const buckets = values(lines, 'mcp_server_operation_duration_seconds_bucket');
  expect(buckets[`{${labels},le="0.01"}`]).toBe(2);
  expect(buckets[`{${labels},le="0.1"}`]).toBe(3);
  expect(buckets[`{${labels},le="300"}`]).toBe(3);
  expect(buckets[`{${labels},le="+Inf"}`]).toBe(4);
  expect(Object.keys(buckets)).toHaveLength(30);
  const name = 'mcp_server_operation_duration_seconds';
  expect(values(lines, `${name}_sum`)[`{${labels}}`]).toBeCloseTo(400.1);
  expect(values(lines, `${name}_count`)[`{${labels},error_type="tool_error"}`]).toBe(4);
});

test('a histogram fits together, also when requests end while it is written', async () => {
  const counts = new Float64Array(15);
  counts[0] = 2;
  const operation = { server: 'files', method: 'ping', target: null, errorType: '', count: 2, sumSeconds: 0 };
  const { text } = createPrometheus({
    snapshot: () => madeUpSnapshot([madeUpServer('files')], [{ ...operation, counts }]),
    documentedNames() {
      counts[0] = 7;
      return false;
    },
  });
  const lines = (await text()).split('\n');
  const name = 'mcp_server_operation_duration_seconds';
  const labels = 'server="files",mcp_method_name="ping"';
  expect(values(lines, `${name}_bucket`)[`{${labels},le="+Inf"}`]).toBe(2);
  expect(values(lines, `${name}_count`)[`{${labels}}`]).toBe(2);
});

test('of any number of tools the histograms stay bounded, and none of their requests is lost', async () => {
  const counts = new Float64Array(15).fill(1);
  const operations = Array.from({ length: 1500 }, (_, at) => ({
    server: 'files',
    method: 'tools/call',
    target: `t${at}`,
    errorType: '',
    counts,
    count: 15,
    sumSeconds: 1,
  }));
  const lines = await scraper()([madeUpServer('files')], operations);
  const found = values(lines, 'mcp_server_operation_duration_seconds_count');
  expect(Object.keys(found)).toHaveLength(1001);
  expect(Object.values(found).reduce((a, b) => a + b, 0)).toBe(1500 * 15);
});

test('metrics of the servers themselves are left out once they are of long ago', async () => {
  const metric = { name: 'rows', help: null, labels: {}, type: 'gauge', value: 7 } as const;
  const snapshot = { ...madeUpSnapshot([withCustom('files', [metric])]), custom: () => [] };
  const text = await createPrometheus({ snapshot: () => snapshot, documentedNames: () => false }).text();
  expect(text).not.toContain('signalbox_custom_rows');
});

test('metrics of the servers themselves are passed on, also when two disagree', async () => {
  const metric = { help: 'Rows', labels: {}, type: 'gauge', value: 7 } as const;
  const lines = await scraper()([
    withCustom('files', [
      { ...metric, name: 'rows', labels: { server: 'own', table: 'a"b\\c\nd' } },
      { ...metric, name: 'done_total', type: 'counter', value: 3 },
      { ...metric, name: 'odd.name', value: 1 },
      { ...metric, name: 'odd_name', value: 2 },
      { ...metric, name: 'wait_bucket', type: 'histogram', labels: { le: '1' }, value: 4 },
    ]),
    withCustom('web', [{ ...metric, name: 'done', value: 5 }]),
  ]);
  expect(values(lines, 'signalbox_custom_rows')).toEqual({
    '{exported_server="own",table="a\\"b\\\\c\\nd",server="files"}': 7,
  });
  expect(lines).toContain('# TYPE signalbox_custom_done untyped');
  expect(values(lines, 'signalbox_custom_done')).toEqual({ '{server="files"}': 3, '{server="web"}': 5 });
  expect(values(lines, 'signalbox_custom_odd_name')).toEqual({ '{server="files"}': 1 });
  expect(values(lines, 'signalbox_custom_wait_buckets')).toEqual({ '{le="1",server="files"}': 4 });
});

test('the documented names are there where they are asked for, each server with its own', async () => {
  const open = { ...REQUESTS, breaker: 'open', mean_ms: 12 } as const;
  const servers = [
    madeUpServer('my-files'),
    madeUpServer('my.files', {}, { requests: open }),
    stoppedServer('web'),
  ];
  const lines = await scraper(true)(servers);
  expect(values(lines, 'mcp_my_files_request_count')).toEqual({ '': 12 });
  expect(values(lines, 'mcp_my_files_memory_usage_mb')).toEqual({ '': 50 });
  expect(values(lines, 'mcp_my_files_average_response_time_ms')).toEqual({ '': 12 });
  expect(values(lines, 'mcp_my_files_2_circuit_breaker_state')).toEqual({ '': 2 });
  expect(values(lines, 'mcp_web_memory_usage_mb')).toEqual({});
  expect((await scraper(false)(servers)).join('\n')).not.toContain('mcp_my_files');
});

test('no series is given twice, nor with what changes from start to start', async () => {
  const lines = await scraper(true)([madeUpServer('files'), madeUpServer('web'), stoppedServer('old')]);
  const series = seriesOf(lines);
  expect(new Set(series).size).toBe(series.length);
  expect(series.join('\n')).not.toMatch(/pid=|instance=|session=|client=/);
});
