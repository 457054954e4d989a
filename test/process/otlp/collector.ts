import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Defer } from '../harness/home.ts';

type Value = { stringValue?: string; doubleValue?: number; intValue?: number | string };
type Attributes = readonly { readonly key: string; readonly value: Value }[];

export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Attributes;
}

export interface SentMetric {
  readonly name: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly DataPoint[] };
  readonly sum?: { readonly dataPoints: readonly DataPoint[]; readonly isMonotonic: boolean };
  readonly histogram?: { readonly dataPoints: readonly HistogramPoint[] };
}

interface DataPoint {
  readonly attributes: Attributes;
  readonly asDouble: number;
}

interface HistogramPoint {
  readonly attributes: Attributes;
  readonly count: number;
  readonly explicitBounds: readonly number[];
  readonly bucketCounts: readonly number[];
}

/** What OpenTelemetry calls kinds of spans, on the wire. */
export const KIND = { server: 2, client: 3 } as const;

/** A collector of OpenTelemetry as far as a test needs one: keeps what it is sent. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly SentSpan[];
  /** As they came last. */
  metrics(): readonly SentMetric[];
  readonly headers: readonly IncomingHttpHeaders[];
  /** How many times it was sent something. */
  readonly posts: { readonly metrics: number; readonly traces: number };
  /** What it answers from now on; null answers nothing at all. */
  answer(status: number | null): void;
}

export async function openCollector(defer: Defer = onTestFinished): Promise<Collector> {
  const spans: SentSpan[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const posts = { metrics: 0, traces: 0 };
  let metrics: readonly SentMetric[] = [];
  let status: number | null = 200;
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.once('end', () => {
      headers.push(req.headers);
      const { pathname } = new URL(req.url ?? '', 'http://collector');
      const isMetrics = pathname === '/v1/metrics';
      posts[isMetrics ? 'metrics' : 'traces'] += 1;
      if (status === null) return;
      const body = JSON.parse(Buffer.concat(parts).toString());
      if (status === 200 && isMetrics) metrics = body.resourceMetrics[0].scopeMetrics[0].metrics;
      if (status === 200 && pathname === '/v1/traces') {
        for (const { scopeSpans } of body.resourceSpans)
          for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      res.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    metrics: () => metrics,
    headers,
    posts,
    answer(next) {
      status = next;
    },
  };
}

/** The value of one attribute, as text. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  const value = attributes.find(({ key }) => key === name)?.value;
  const found = value?.stringValue ?? value?.doubleValue ?? value?.intValue;
  return found === undefined ? undefined : String(found);
}
