import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExposition } from '#engine/telemetry/custom/parse-exposition.ts';

function read(text: string) {
  const result = parseExposition(text);
  if (!result.ok) throw new Error(result.problem);
  return result.metrics;
}

function problem(text: string): string | null {
  const result = parseExposition(text);
  return result.ok ? null : result.problem;
}

test('the example of Prometheus’ own documentation is read', () => {
  const text = String.raw`# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320

# TYPE rpc_duration_seconds summary
rpc_duration_seconds{quantile="0.99"} 76656
rpc_duration_seconds_sum 1.7560473e+07
`;
  const requests = {
    name: 'http_requests_total',
    help: 'The total number of HTTP requests.',
    type: 'counter',
  };
  const duration = { help: 'A histogram of the request duration.', type: 'histogram' };
  expect(read(text)).toEqual([
    { ...requests, labels: { method: 'post', code: '200' }, value: 1027 },
    { ...requests, labels: { method: 'post', code: '400' }, value: 3 },
    {
      name: 'msdos_file_access_time_seconds',
      help: null,
      type: 'untyped',
      labels: { path: 'C:\\DIR\\FILE.TXT', error: 'Cannot find file:\n"FILE.TXT"' },
      value: 1458255915,
    },
    { name: 'metric_without_timestamp_and_labels', help: null, type: 'untyped', labels: {}, value: 12.47 },
    {
      name: 'something_weird',
      help: null,
      type: 'untyped',
      labels: { problem: 'division by zero' },
      value: Number.POSITIVE_INFINITY,
    },
    { ...duration, name: 'http_request_duration_seconds_bucket', labels: { le: '0.05' }, value: 24054 },
    { ...duration, name: 'http_request_duration_seconds_bucket', labels: { le: '+Inf' }, value: 144320 },
    { ...duration, name: 'http_request_duration_seconds_sum', labels: {}, value: 53423 },
    { ...duration, name: 'http_request_duration_seconds_count', labels: {}, value: 144320 },
    { name: 'rpc_duration_seconds', help: null, type: 'summary', labels: { quantile: '0.99' }, value: 76656 },
    { name: 'rpc_duration_seconds_sum', help: null, type: 'summary', labels: {}, value: 17560473 },
  ]);
});

test('what OpenMetrics has in common with it is read: totals, examples, times with fractions, its end', () => {
  const text = `# TYPE calls counter
# UNIT calls count
# HELP calls Calls.
calls_total{a="b"} 5 1520879607.789 # {trace_id="abc"} 0.67 1520879607.789
calls_created{a="b"} 1520430000.123
# TYPE queue unknown
queue 3
# EOF
this is not looked at`;
  expect(read(text)).toEqual([
    { name: 'calls_total', help: 'Calls.', type: 'counter', labels: { a: 'b' }, value: 5 },
    { name: 'queue', help: null, type: 'untyped', labels: {}, value: 3 },
  ]);
});

test('values that are no number come as NaN and infinity', () => {
  const text = 'a NaN\nb +Inf\nc -Inf\nd Inf\ne nan\nf -1.5e-3\r\ng 0\nh .5';
  expect(read(text).map(({ name, value }) => [name, value])).toEqual([
    ['a', Number.NaN],
    ['b', Number.POSITIVE_INFINITY],
    ['c', Number.NEGATIVE_INFINITY],
    ['d', Number.POSITIVE_INFINITY],
    ['e', Number.NaN],
    ['f', -0.0015],
    ['g', 0],
    ['h', 0.5],
  ]);
});

test('a type is that of its parts alone: others whose names begin alike have none', () => {
  const text = '# TYPE x histogram\nx_bucket{le="1"} 1\nx_total 2\n# TYPE y gauge\ny 3\ny_count 4';
  expect(read(text).map(({ name, type }) => [name, type])).toEqual([
    ['x_bucket', 'histogram'],
    ['x_total', 'untyped'],
    ['y', 'gauge'],
    ['y_count', 'untyped'],
  ]);
});

test('spaces and a last comma in labels are no fault', () => {
  expect(read('a { x = "1" , y="2", } 3\nb{}4\n\tc 5')).toMatchObject([
    { name: 'a', labels: { x: '1', y: '2' }, value: 3 },
    { name: 'b', labels: {}, value: 4 },
    { name: 'c', labels: {}, value: 5 },
  ]);
  expect(problem('a{}4\na 5')).toContain('stands there twice');
});

test.each([
  ['good 1\nhello world', 'line 2, "hello world": "world" is no number'],
  ['9a 1', 'line 1, "9a 1": it begins with no name that a metric can have'],
  ['a', 'line 1, "a": a value is missing, or there is more behind it than a time'],
  ['a{x="1"}', 'line 1, "a{x=\\"1\\"}": a value is missing, or there is more behind it than a time'],
  ['a 1 2 3', 'line 1, "a 1 2 3": a value is missing, or there is more behind it than a time'],
  ['a"1', 'line 1, "a\\"1": a value is missing, or there is more behind it than a time'],
  ['a 0x10', 'line 1, "a 0x10": "0x10" is no number'],
  ['a{x="1" 2', 'line 1, "a{x=\\"1\\" 2": a comma is missing'],
  ['a{x="1"', 'line 1, "a{x=\\"1\\"": the } is missing'],
  ['a{x="1', 'line 1, "a{x=\\"1": the value of the label x has no end'],
  ['a{x=1} 2', 'line 1, "a{x=1} 2": the label x has no value in quotes'],
  ['a{="1"} 2', 'line 1, "a{=\\"1\\"} 2": a label has no name'],
  ['a{x="1",x="2"} 2', 'line 1, "a{x=\\"1\\",x=\\"2\\"} 2": the label x stands there twice'],
  ['# TYPE a kind', 'line 1, "# TYPE a kind": "kind" is no type of a metric'],
  ['# TYPE a constructor', 'line 1, "# TYPE a constructor": "constructor" is no type of a metric'],
  [
    'a{x="1",y="2"} 1\na{y="2",x="1"} 1',
    'line 2, "a{y=\\"2\\",x=\\"1\\"} 1": the same metric with the same labels stands there twice',
  ],
  [`${'n'.repeat(151)} 1`, `line 1, "${'n'.repeat(80)}…": its name is longer than 150 characters`],
])('%j is refused with its line and what is wrong with it', (text, says) => {
  expect(problem(text)).toBe(says);
});

const label = fc.tuple(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/), fc.string());
const sample = fc.record({
  name: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/).filter((name) => !name.endsWith('_created')),
  labels: fc.array(label, { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs)),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
});

test('whatever is printed by the rules comes back as it was', () => {
  fc.assert(
    fc.property(sample, ({ name, labels, value }) => {
      const pairs = Object.entries(labels).map(([key, text]) => {
        const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
        return `${key}="${escaped}"`;
      });
      expect(read(`${name}{${pairs.join(',')}} ${value}`)).toEqual([
        { name, help: null, type: 'untyped', labels, value: Number(`${value}`) },
      ]);
    }),
    { numRuns: 300 },
  );
});

test('no text makes it throw', () => {
  const pieces = fc.constantFrom(
    'a',
    '{',
    '}',
    '"',
    '\\',
    '=',
    ',',
    ' ',
    '1',
    '\n',
    '# TYPE ',
    '# HELP ',
    'le',
    '.',
    'e',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      expect(typeof parseExposition(parts.join('')).ok).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});
