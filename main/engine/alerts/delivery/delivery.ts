import { hostname } from 'node:os';
import type { Alert } from '#contract/alert.ts';
import type { AlertChannel, ChannelTest, Delivery as DeliveryView } from '#contract/alert-channel.ts';
import { type ChannelSettings, sayLacking } from '../../configuration/configuration.ts';
import type { Clock, NoticeAction, Notifier } from '../../ports.ts';
import type { Processes } from '../../process/process.ts';
import type { Shelves } from '../../state/state.ts';
import { type Attempt, failed, type Means } from '../channels/attempt.ts';
import { channelTarget } from '../channels/channel-target.ts';
import { sendMessage } from '../channels/send-message.ts';
import { takes } from '../channels/takes.ts';
import type { Notification } from '../notification.ts';
import { AlertmanagerFeed } from './alertmanager-feed.ts';
import { Line } from './line.ts';
import { showNative } from './native.ts';
import { type Entry, openOutbox, viewOf } from './outbox.ts';
import { sendTest } from './send-test.ts';

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** As configured now; `settingsChanged` is to be called after each change. */
  readonly channels: () => readonly ChannelSettings[];
  readonly shelves: Shelves;
  readonly run: Processes['run'];
  readonly notifier: Notifier;
  /** Where an alert can be seen, for Alertmanager; null without. */
  readonly link: (alert: Alert) => string | null;
  /** A button of a native notification, or the notification itself, was pressed. */
  readonly onNative: (notification: Notification, action: NoticeAction | 'open') => void;
  /** What `views` or `deliveries` say has changed. */
  readonly onChange: () => void;
  /** A message was given up. `why` holds no secret. */
  readonly onDead: (channel: string, title: string, why: string) => void;
}

/** Brings notifications to the channels that take them. */
export interface Delivery {
  /** On disk before the first try. The same notification handed in twice is sent once. */
  send(notification: Notification): void;
  /** Tells Alertmanagers what is open, and what was resolved since the last call. Cheap where nothing changed. */
  alerts(open: readonly Alert[], resolved: readonly Alert[]): void;
  /** In the order of the configuration. */
  views(): AlertChannel[];
  /** The newest 500 of one channel, or all. */
  deliveries(channel?: string): DeliveryView[];
  /** Sends a test, past the queue. Null for a channel that is not there. */
  test(channel: string): Promise<ChannelTest | null>;
  /** Tries again what was given up: of one channel, or all. How many those are. */
  retry(channel?: string): number;
  /** Also once they are known for the first time: what an earlier engine left waiting is tried from then on. */
  settingsChanged(): void;
  /** Within about two seconds. What was not sent by then is, after the next start. */
  close(): Promise<void>;
}

interface LastTry {
  readonly sentAtMs: number | null;
  readonly error: string | null;
}

const NEVER: LastTry = { sentAtMs: null, error: null };
/** More waiting for one channel means that nobody misses them. */
const MOST_WAITING = 500;

export function createDelivery(options: DeliveryOptions): Delivery {
  const { clock, random, channels, run, notifier, onNative, onChange, onDead } = options;
  const means: Means = { clock, run, host: hostname() };
  const outbox = openOutbox(options.shelves, () => clock.now());
  const lines = new Map<string, Line>();
  const feeds = new Map<string, AlertmanagerFeed>();
  /** Of channels that have no outbox: native ones and Alertmanagers. */
  const lastTries = new Map<string, LastTry>();
  const closing = new AbortController();
  let hasSettings = false;
  let told: { readonly open: readonly Alert[]; readonly resolved: readonly Alert[] } = {
    open: [],
    resolved: [],
  };

  const find = (name: string) => channels().find((channel) => channel.name === name);

  function lineOf(channel: string): Line {
    const known = lines.get(channel);
    if (known !== undefined) return known;
    const line = new Line({
      channel,
      outbox,
      clock,
      random,
      async attempt(message, signal) {
        const settings = find(channel);
        // Not the end of it: the configuration may not be read yet, or broken for a moment.
        if (settings === undefined) return failed('there is no such channel in the configuration');
        if (!settings.enabled) return { kind: 'refused', error: 'the channel is switched off' };
        if (settings.missing !== undefined) return failed(`the channel ${sayLacking(settings.missing)}`);
        if (settings.type === 'native' || settings.type === 'alertmanager') {
          return { kind: 'refused', error: 'the channel is of another kind now' };
        }
        return sendMessage(settings, message, means, signal);
      },
      isCommand: () => find(channel)?.type === 'command',
      onChange,
      onDead: (entry, why) => onDead(channel, entry.title, why),
    });
    lines.set(channel, line);
    return line;
  }

  function noteTry(channel: string, attempt: Pick<Attempt, 'kind'> & { readonly error?: string }): void {
    const { sentAtMs } = lastTries.get(channel) ?? NEVER;
    const isSent = attempt.kind === 'accepted';
    const next = {
      sentAtMs: isSent ? clock.now() : sentAtMs,
      error: isSent ? null : (attempt.error ?? null),
    };
    lastTries.set(channel, next);
    onChange();
  }

  async function show(channel: string, notification: Notification): Promise<void> {
    try {
      await showNative(notifier, notification, onNative);
      noteTry(channel, { kind: 'accepted' });
    } catch (error) {
      noteTry(channel, { kind: 'failed', error: error instanceof Error ? error.message : String(error) });
    }
  }

  function queue(channel: string, notification: Notification): void {
    const waiting = outbox.list(channel).filter(({ state }) => state === 'waiting');
    const oldest = waiting.at(-1);
    if (oldest !== undefined && waiting.length >= MOST_WAITING) {
      const error = `more than ${MOST_WAITING} messages were waiting`;
      outbox.change(oldest.id, { state: 'dead', error, nextTryAtMs: null });
      onDead(channel, oldest.title, error);
    }
    if (outbox.add(channel, notification) === null) return;
    onChange();
    lineOf(channel).go();
  }

  function feedOf(channel: string): AlertmanagerFeed {
    const known = feeds.get(channel);
    if (known !== undefined) return known;
    const feed = new AlertmanagerFeed({
      clock,
      random,
      host: means.host,
      settings() {
        const settings = find(channel);
        const isUsable = settings?.enabled === true && settings.missing === undefined;
        return settings?.type === 'alertmanager' && isUsable ? settings : null;
      },
      link: options.link,
      onTried: (attempt) => noteTry(channel, attempt),
    });
    feeds.set(channel, feed);
    return feed;
  }

  function feedAll(): void {
    const named = channels().filter(({ type, enabled }) => type === 'alertmanager' && enabled);
    for (const name of new Set([...named.map(({ name }) => name), ...feeds.keys()])) {
      feedOf(name).update(told.open, told.resolved);
    }
  }

  function viewOfChannel(channel: ChannelSettings): AlertChannel {
    const entries = outbox.list(channel.name);
    const { sentAtMs, error } = lastTries.get(channel.name) ?? lastOf(entries);
    const lacking = channel.missing === undefined ? null : `it ${sayLacking(channel.missing)}`;
    const unavailable = channel.type === 'native' ? notifier.unavailable() : lacking;
    return {
      name: channel.name,
      type: channel.type,
      enabled: channel.enabled,
      target: channelTarget(channel),
      from_severity: channel.fromSeverity,
      resolved: channel.resolved,
      summary: channel.summary,
      last_sent_at: sentAtMs === null ? null : new Date(sentAtMs).toISOString(),
      error,
      waiting: entries.filter(({ state }) => state === 'waiting').length,
      dead: entries.filter(({ state }) => state === 'dead').length,
      unavailable,
    };
  }

  return {
    send(notification) {
      for (const channel of channels()) {
        if (!takes(channel, notification) || channel.type === 'alertmanager') continue;
        if (channel.type === 'native') void show(channel.name, notification);
        else queue(channel.name, notification);
      }
    },
    alerts(open, resolved) {
      told = { open, resolved };
      feedAll();
    },
    views: () => channels().map(viewOfChannel),
    deliveries: (channel) => outbox.list(channel).map(viewOf),
    async test(name) {
      const channel = find(name);
      return channel === undefined
        ? null
        : sendTest(channel, { means, notifier, onNative, signal: closing.signal });
    },
    retry(channel) {
      const dead = outbox.list(channel).filter(({ state }) => state === 'dead');
      for (const { id } of dead) {
        outbox.change(id, { state: 'waiting', attempts: 0, nextTryAtMs: null, error: null });
      }
      for (const name of new Set(dead.map((entry) => entry.channel))) lineOf(name).go(true);
      if (dead.length > 0) onChange();
      return dead.length;
    },
    settingsChanged() {
      const isFirst = !hasSettings;
      hasSettings = true;
      // A start is no reason to be sooner than a receiver asked for.
      if (isFirst) for (const { channel } of outbox.list()) lineOf(channel).go();
      else for (const line of lines.values()) line.go(true);
      feedAll();
      for (const feed of feeds.values()) feed.hurry();
      onChange();
    },
    async close() {
      closing.abort();
      await Promise.all([...lines.values(), ...feeds.values()].map((one) => one.close()));
    },
  };
}

function lastOf(entries: readonly Entry[]): LastTry {
  const tried = entries.filter(({ triedAtMs }) => triedAtMs !== null);
  const last = tried.reduce<Entry | null>(
    (newest, entry) => ((entry.triedAtMs ?? 0) > (newest?.triedAtMs ?? 0) ? entry : newest),
    null,
  );
  const sent = tried.filter(({ state }) => state === 'sent').map(({ triedAtMs }) => triedAtMs ?? 0);
  return { sentAtMs: sent.length === 0 ? null : Math.max(...sent), error: last?.error ?? null };
}
