import { expect, test } from 'vitest';
import { createPrometheus } from '#engine/telemetry/prometheus/create-prometheus.ts';
import type { Operation } from '#engine/telemetry/traffic/operation.ts';
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
    born: 1,
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
  const operation = {
    server: 'files',
    method: 'ping',
    target: null,
    errorType: '',
    count: 2,
    sumSeconds: 0,
    born: 1,
  };
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
    // The newest come first.
    born: 1500 - at,
  }));
  const lines = await scraper()([madeUpServer('files')], operations);
  const found = values(lines, 'mcp_server_operation_duration_seconds_count');
  expect(Object.keys(found)).toHaveLength(1001);
  expect(Object.values(found).reduce((a, b) => a + b, 0)).toBe(1500 * 15);
  // Those that have a series keep it, whichever is new.
  expect(Object.keys(found).some((labels) => labels.includes('"t1499"'))).toBe(true);
  expect(Object.keys(found).some((labels) => labels.includes('"t0"'))).toBe(false);
});

test('metrics of the servers themselves are left out once they are of long ago', async () => {
  const metric = { name: 'rows', help: null, labels: {}, type: 'gauge', value: 7 } as const;
  const snapshot = { ...madeUpSnapshot([withCustom('files', [metric])]), custom: () => [] };
  const text = await createPrometheus({ snapshot: () => snapshot, documentedNames: () => false }).text();
  expect(text).not.toContain('signalbox_custom_rows');
});

const ROWS = { help: 'Rows', labels: {}, type: 'gauge', value: 7 } as const;

test('metrics of the servers themselves are passed on by the names they were printed with', async () => {
  const lines = await scraper()([
    withCustom('files', [
      { ...ROWS, name: 'rows', labels: { server: 'own', exported_server: 'x', table: 'a"b\\c\nd' } },
      { ...ROWS, name: 'named', labels: { __name__: 'other' } },
      { ...ROWS, name: 'good', type: 'untyped', value: 1 },
      { ...ROWS, name: 'good_total', type: 'untyped', value: 2 },
      { ...ROWS, name: 'done_total', type: 'counter', value: 3 },
      { ...ROWS, name: 'job:rate5m', value: 4 },
      { ...ROWS, name: 'nan', value: Number.NaN },
      { ...ROWS, name: 'inf', value: Number.NEGATIVE_INFINITY },
    ]),
  ]);
  expect(values(lines, 'signalbox_custom_rows')).toEqual({
    '{exported_exported_server="own",exported_server="x",table="a\\"b\\\\c\\nd",server="files"}': 7,
  });
  expect(values(lines, 'signalbox_custom_named')).toEqual({
    '{exported___name__="other",server="files"}': 7,
  });
  expect(values(lines, 'signalbox_custom_good')).toEqual({ '{server="files"}': 1 });
  expect(values(lines, 'signalbox_custom_good_total')).toEqual({ '{server="files"}': 2 });
  expect(lines).toContain('# TYPE signalbox_custom_good_total untyped');
  expect(values(lines, 'signalbox_custom_done_total')).toEqual({ '{server="files"}': 3 });
  expect(lines).toContain('# TYPE signalbox_custom_done_total counter');
  expect(values(lines, 'signalbox_custom_job:rate5m')).toEqual({ '{server="files"}': 4 });
  expect(values(lines, 'signalbox_custom_nan')).toEqual({ '{server="files"}': Number.NaN });
  expect(lines).toContain('signalbox_custom_inf{server="files"} -Inf');
});

test('what another server prints changes the type of a metric at the most, and never its name', async () => {
  const counted = withCustom('a', [
    { ...ROWS, name: 'req', type: 'counter', value: 5 },
    { ...ROWS, name: 'req_total', type: 'counter', value: 3 },
    { ...ROWS, name: 'odd.name', value: 1 },
    { ...ROWS, name: 'odd_name', value: 2 },
  ]);
  const scrape = scraper();
  const before = await scrape([counted, madeUpServer('b')]);
  const after = await scrape([counted, withCustom('b', [{ ...ROWS, name: 'req' }])]);
  expect(seriesOf(before).filter((one) => !seriesOf(after).includes(one))).toEqual([]);
  expect(before).toContain('# TYPE signalbox_custom_req counter');
  expect(after).toContain('# TYPE signalbox_custom_req untyped');
  expect(after).toContain('# TYPE signalbox_custom_req_total counter');
  expect(values(after, 'signalbox_custom_req')).toEqual({ '{server="a"}': 5, '{server="b"}': 7 });
  expect(values(after, 'signalbox_custom_odd_name')).toEqual({ '{server="a"}': 1 });
});

const WAIT = [
  { ...ROWS, type: 'histogram', name: 'wait_bucket', labels: { le: '1' }, value: 1 },
  { ...ROWS, type: 'histogram', name: 'wait_bucket', labels: { le: '+Inf' }, value: 2 },
  { ...ROWS, type: 'histogram', name: 'wait_sum', value: 3 },
  { ...ROWS, type: 'histogram', name: 'wait_count', value: 2 },
] as const;

test('histograms and summaries of the servers themselves stay what they are', async () => {
  const lines = await scraper()([
    withCustom('files', [
      ...WAIT,
      { ...ROWS, type: 'summary', name: 'size', labels: { quantile: '0.5' }, value: 4 },
      { ...ROWS, type: 'summary', name: 'size_sum', value: 5 },
      { ...ROWS, type: 'summary', name: 'size_count', value: 6 },
    ]),
  ]);
  const begin = lines.indexOf('# TYPE signalbox_custom_wait histogram');
  expect(lines.slice(begin + 1, begin + 5)).toEqual([
    'signalbox_custom_wait_bucket{le="1",server="files"} 1',
    'signalbox_custom_wait_bucket{le="+Inf",server="files"} 2',
    'signalbox_custom_wait_sum{server="files"} 3',
    'signalbox_custom_wait_count{server="files"} 2',
  ]);
  const size = lines.indexOf('# TYPE signalbox_custom_size summary');
  expect(lines.slice(size + 1, size + 4)).toEqual([
    'signalbox_custom_size{quantile="0.5",server="files"} 4',
    'signalbox_custom_size_sum{server="files"} 5',
    'signalbox_custom_size_count{server="files"} 6',
  ]);
});

test.each([
  { name: 'wait', type: 'gauge' },
  { name: 'wait_count', type: 'gauge' },
] as const)('a histogram that meets a $type $name of another server goes part by part', async (other) => {
  const lines = await scraper()([withCustom('files', [...WAIT]), withCustom('web', [{ ...ROWS, ...other }])]);
  expect(lines).toContain('# TYPE signalbox_custom_wait_bucket untyped');
  expect(lines).toContain('# TYPE signalbox_custom_wait_count untyped');
  expect(lines.filter((line) => /^# TYPE signalbox_custom_wait\S* histogram/.test(line))).toEqual([]);
  expect(values(lines, 'signalbox_custom_wait_count')['{server="files"}']).toBe(2);
  expect(values(lines, `signalbox_custom_${other.name}`)['{server="web"}']).toBe(7);
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
