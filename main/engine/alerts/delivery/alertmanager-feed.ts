import type { Alert } from '#contract/alert.ts';
import type { Clock } from '../../ports.ts';
import { within } from '../../process/process.ts';
import type { Attempt } from '../channels/attempt.ts';
import { type AlertmanagerSettings, postAlerts } from '../channels/send-alerts.ts';
import { isFrom } from '../channels/takes.ts';
import { identityOf, type PostableAlert, postable } from '../formats/alertmanager.ts';
import { backoffMs } from './backoff.ts';

/** Alertmanager wants to be told of what goes on every 30 s to 3 min. */
const RESEND_MS = 60_000;
/** What it is not told of any more ends by itself after this: two sends may be lost. */
const VALID_MS = 3 * RESEND_MS;
/** What has ended is told for so long. */
const ENDED_MS = 5 * 60_000;
/** Changes that come together go out together. */
const GATHER_MS = 500;
const CLOSE_LIMIT_MS = 2_000;

interface FeedOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly host: string;
  /** Null when there is no such channel any more, or it is switched off. */
  readonly settings: () => AlertmanagerSettings | null;
  readonly link: (alert: Alert) => string | null;
  readonly onTried: (attempt: Attempt) => void;
}

interface Ended {
  readonly alert: PostableAlert;
  readonly untilMs: number;
}

/** Tells one Alertmanager all that fires, again and again: nothing has to be kept, for the next send says it all. */
export class AlertmanagerFeed {
  readonly #options: FeedOptions;
  readonly #closing = new AbortController();
  #open: readonly Alert[] = [];
  #told = new Map<string, PostableAlert>();
  readonly #ended = new Map<string, Ended>();
  #failures = 0;
  #cancel: (() => void) | null = null;
  #dueMs = Number.POSITIVE_INFINITY;
  #sending: Promise<void> | null = null;
  /** Something changed while a send was on its way. */
  #isLate = false;
  #isClosing = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** @param open all that is open, in whatever state: only what fires is told, seen or not */
  update(open: readonly Alert[], resolved: readonly Alert[]): void {
    this.#open = open;
    const before = [...this.#told].map(([identity, { annotations }]) => [identity, annotations]);
    const now = this.#reckon(resolved);
    const isSame =
      JSON.stringify(before) === JSON.stringify([...now].map(([key, one]) => [key, one.annotations]));
    // After a failure the next try comes when it comes.
    if (!isSame && this.#failures === 0) this.#plan(GATHER_MS);
  }

  /** Sends soon, whatever failed before. */
  hurry(): void {
    this.#failures = 0;
    if (this.#told.size > 0 || this.#ended.size > 0) this.#plan(0);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancel?.();
    const sending = this.#sending;
    if (sending !== null) await within(this.#options.clock, CLOSE_LIMIT_MS, sending);
    this.#closing.abort();
    await sending;
  }

  /** What fires now; what was told and does no more has ended. */
  #reckon(resolved: readonly Alert[]): Map<string, PostableAlert> {
    const { clock, settings } = this.#options;
    const nowMs = clock.now();
    const channel = settings();
    const told = new Map<string, PostableAlert>();
    for (const alert of this.#open) {
      if (alert.state !== 'firing' && alert.state !== 'acknowledged') continue;
      if (channel === null || !isFrom(alert.severity, channel.fromSeverity)) continue;
      const one = this.#postable(channel, alert, nowMs + VALID_MS);
      told.set(identityOf(one), one);
    }
    const ends = this.#endsOf(channel, resolved);
    for (const [identity, alert] of this.#told) {
      if (told.has(identity)) continue;
      const endsAt = new Date(ends.get(identity) ?? nowMs).toISOString();
      this.#ended.set(identity, { alert: { ...alert, endsAt }, untilMs: clock.monotonic() + ENDED_MS });
    }
    for (const [identity, { untilMs }] of this.#ended) {
      if (told.has(identity) || untilMs <= clock.monotonic()) this.#ended.delete(identity);
    }
    this.#told = told;
    return told;
  }

  #endsOf(channel: AlertmanagerSettings | null, resolved: readonly Alert[]): Map<string, number> {
    const ends = new Map<string, number>();
    for (const alert of resolved) {
      if (channel === null || alert.resolved_at === null) continue;
      ends.set(identityOf(this.#postable(channel, alert, 0)), Date.parse(alert.resolved_at));
    }
    return ends;
  }

  #postable({ labels }: AlertmanagerSettings, alert: Alert, endsAtMs: number): PostableAlert {
    const { host, link } = this.#options;
    return postable(alert, { instance: host, labels, generatorUrl: link(alert), endsAtMs });
  }

  #plan(ms: number): void {
    const { clock } = this.#options;
    const dueMs = clock.monotonic() + ms;
    if (this.#isClosing || (this.#cancel !== null && this.#dueMs <= dueMs)) return;
    this.#cancel?.();
    this.#dueMs = dueMs;
    this.#cancel = clock.after(ms, () => {
      this.#cancel = null;
      if (this.#sending === null) this.#start();
      else this.#isLate = true;
    });
  }

  #start(): void {
    this.#sending = this.#send().finally(() => {
      this.#sending = null;
      if (this.#isLate) this.#plan(GATHER_MS);
      this.#isLate = false;
    });
  }

  async #send(): Promise<void> {
    const { settings, clock, random, onTried } = this.#options;
    this.#reckon([]);
    const channel = settings();
    const alerts = [...this.#told.values(), ...[...this.#ended.values()].map(({ alert }) => alert)];
    if (channel === null || alerts.length === 0) return;
    const attempt = await postAlerts(channel, alerts, clock, this.#closing.signal);
    if (this.#isClosing) return;
    this.#failures = attempt.kind === 'accepted' ? 0 : this.#failures + 1;
    onTried(attempt);
    if (attempt.kind === 'accepted') return this.#plan(RESEND_MS);
    const asked = attempt.kind === 'failed' ? (attempt.retryAfterMs ?? 0) : RESEND_MS;
    this.#plan(Math.max(asked, Math.min(RESEND_MS, backoffMs(this.#failures, random))));
  }
}
