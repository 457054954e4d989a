import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { familiesOf } from '../families/snapshot.ts';
import type { OtlpOptions, OtlpSettings } from './create-otlp.ts';
import { toResourceMetrics } from './metric-data.ts';
import { SpanQueue } from './span-queue.ts';
import { toSpans } from './spans.ts';

/** Of one export, its repetitions included; what is not there by then comes with the next one, or is lost. */
const EXPORT_LIMIT_MS = 4_000;
const SPAN_DELAY_MS = 2_000;
/** What is not sent by then is lost. */
const CLOSE_LIMIT_MS = 2_000;

/** OpenTelemetry's ExportResult, of which no package that we use gives the type. */
interface ExportResult {
  readonly code: number;
  readonly error?: Error;
}
const SUCCESS = 0;

/** Sends to one collector, by one set of settings. This file is loaded only where there is one. */
export class OtlpSender {
  readonly #options: OtlpOptions;
  readonly #settings: OtlpSettings;
  readonly #resource: Resource;
  readonly #agent: HttpAgent;
  readonly #queue: SpanQueue | null;
  readonly #untrace: () => void;
  readonly #sendMetrics: ((body: ReturnType<typeof toResourceMetrics>) => Promise<boolean>) | null;
  #cancelTick: () => void = () => {};
  #isClosed = false;
  #isFailing = false;
  #toldDropped = false;

  constructor(options: OtlpOptions, settings: OtlpSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#resource = resourceFromAttributes({
      'service.name': 'signalbox',
      'service.version': options.version,
    });
    this.#agent = settings.url.startsWith('https:')
      ? new HttpsAgent({ keepAlive: true })
      : new HttpAgent({ keepAlive: true });
    const common = (path: string) => ({
      url: urlOf(settings.url, `v1/${path}`),
      headers: { ...settings.headers },
      timeoutMillis: EXPORT_LIMIT_MS,
      httpAgentOptions: () => this.#agent,
    });
    this.#queue = settings.traces ? this.#openQueue(new OTLPTraceExporter(common('traces'))) : null;
    this.#untrace = this.#queue === null ? () => {} : options.traffic.traced(this.#queue.push);
    if (settings.metrics) {
      const exporter = new OTLPMetricExporter(common('metrics'));
      this.#sendMetrics = (body) => this.#export((done) => exporter.export(body, done));
      this.#tickLater();
    } else {
      this.#sendMetrics = null;
    }
  }

  /** Requests that are missing from the traces: the collector was too slow, or not there. */
  get dropped(): number {
    return this.#queue?.dropped ?? 0;
  }

  /** Sends what there is, for {@link CLOSE_LIMIT_MS} at most. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTick();
    this.#untrace();
    // One that is not there is not waited for.
    if (!this.#isFailing) {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = this.#options.clock.after(CLOSE_LIMIT_MS, resolve);
      await Promise.race([Promise.all([this.#queue?.flush(), this.#tick()]), late]);
      cancel();
    }
    this.#queue?.close();
    this.#agent.destroy();
  }

  #openQueue(exporter: OTLPTraceExporter): SpanQueue {
    const { clock, version } = this.#options;
    const from = { resource: this.#resource, version };
    const delayMs = Math.min(SPAN_DELAY_MS, this.#settings.intervalMs);
    return new SpanQueue({
      clock,
      delayMs,
      send: async (batch) => {
        const spans = batch.flatMap((request) => toSpans(request, from));
        const isThere = await this.#export((done) => exporter.export(spans, done));
        if (isThere) this.#tellDropped();
        return isThere;
      },
    });
  }

  #tickLater(): void {
    this.#cancelTick = this.#options.clock.after(this.#settings.intervalMs, () => {
      void this.#tick().finally(() => {
        if (!this.#isClosed) this.#tickLater();
      });
    });
  }

  async #tick(): Promise<void> {
    const { snapshot: take, clock, version } = this.#options;
    if (this.#sendMetrics === null) return;
    try {
      const snapshot = await take();
      const span = { startMs: snapshot.startedAtMs, endMs: clock.now() };
      const from = { resource: this.#resource, version };
      await this.#sendMetrics(toResourceMetrics(familiesOf(snapshot), span, from));
    } catch (error) {
      this.#tellFailure(error);
    }
  }

  /** Never rejects. */
  async #export(run: (done: (result: ExportResult) => void) => void): Promise<boolean> {
    const { code, error } = await new Promise<ExportResult>((resolve) => run(resolve));
    if (code === SUCCESS) this.#isFailing = false;
    else this.#tellFailure(error ?? 'it was not taken');
    return code === SUCCESS;
  }

  /** Once, until it works again. */
  #tellFailure(error: unknown): void {
    if (this.#isFailing || this.#isClosed) return;
    this.#isFailing = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#options.onFault(`Figures can't be sent to ${shownUrl(this.#settings.url)}: ${why}`);
  }

  #tellDropped(): void {
    if (this.#toldDropped || this.dropped === 0) return;
    this.#toldDropped = true;
    const text = `${shownUrl(this.#settings.url)} has not got the traces of ${this.dropped} requests: it was too slow, or not there`;
    this.#options.onFault(text);
  }
}

/** Below the base address; a query stays behind it. */
function urlOf(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}

/** Without what may be secret. */
function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
