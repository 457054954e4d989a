import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Alert, AlertFilter, AlertsNow, Severity, Silence } from '#contract/alert.ts';
import { SEVERITIES } from '#contract/alert.ts';
import type {
  AlertChannel,
  AnomalyMark,
  ChannelTest,
  Delivery as DeliveryView,
} from '#contract/alert-channel.ts';
import type { DailySummary, Incident, IncidentFilter, IncidentReport } from '#contract/incident.ts';
import { ProblemError } from '#contract/problem.ts';
import { actOnNotice } from './act-on-notice.ts';
import type { AlertEvent } from './alert-event.ts';
import { keepAlertHistory } from './alert-history.ts';
import type { AlertsOptions } from './alerts-options.ts';
import { createAnomalyWatch } from './anomalies/create-anomaly-watch.ts';
import { createDelivery } from './delivery/delivery.ts';
import { createIncidents } from './incidents/create-incidents.ts';
import { createJudge } from './judge/create-judge.ts';
import { createNotifications } from './notify/create-notifications.ts';
import { createDiagnoses } from './remedies/diagnoses.ts';
import { createRemedies } from './remedies/remedies.ts';
import { createRulesFor } from './rules-for.ts';
import { createSignals } from './signals/create-signals.ts';
import { keepSilences, type SilenceRequest } from './silences.ts';
import { createDailySummary } from './summary/create-daily-summary.ts';
import { registerEntry } from './tell-register.ts';

/** Decides what is wrong enough to be told, tells it, and remembers it. */
export interface Alerts {
  /** To be called after each sampling pass. */
  look(): void;
  /** The state of a server, or what is configured, has changed: looked at within a moment. */
  lookSoon(): void;
  /** Its owner did something to these: "you restarted it". */
  noteOwner(servers: readonly string[], why: string): void;
  now(): AlertsNow;
  /** Open and over, newest first. */
  history(filter: z.output<typeof AlertFilter>): Alert[];
  /** Throws ProblemError `not-found`. */
  acknowledge(id: string): Alert;
  silences(): readonly Silence[];
  /** Throws ProblemError `not-found` and `bad-input`. */
  silence(request: Omit<SilenceRequest, 'alert'> & { readonly id?: string | undefined }): Silence;
  /** Throws ProblemError `not-found`. */
  removeSilence(id: number): void;
  /** How many were taken off the list. Throws ProblemError `not-found`. */
  clear(what: { readonly server?: string | undefined; readonly id?: string | undefined }): number;
  /** Milliseconds since 1970; null ends it. */
  pause(untilMs: number | null): AlertsNow;
  channels(): AlertChannel[];
  deliveries(channel?: string): DeliveryView[];
  /** Throws ProblemError `not-found`. */
  test(channel: string): Promise<ChannelTest>;
  retry(channel?: string): number;
  incidents(filter: z.output<typeof IncidentFilter>): Incident[];
  /** Throws ProblemError `not-found`. */
  incident(id: number): Promise<IncidentReport>;
  /** The newest first, that of today among them; or that of one day. Rejects where the history can't be read. */
  summaries(which: { readonly day?: string | undefined; readonly limit: number }): Promise<DailySummary[]>;
  anomalies(span: Parameters<ReturnType<typeof createAnomalyWatch>['marks']>[0]): AnomalyMark[];
  settingsChanged(): void;
  /** To be called before the servers are stopped: from then on nothing fires. */
  close(): Promise<void>;
}

const PUBLISH_GATHER_MS = 100;
const LOOK_SOON_MS = 50;
const SNOOZE_SECONDS = 3600;
/** A mark is made up to six minutes after what it marks; later ones have another cause. */
const RELATED_MS = 30 * 60_000;

export function createAlerts(options: AlertsOptions): Alerts {
  const { clock, random, state, sources, servers } = options;
  const { shelves, register } = state;
  const { settings } = sources;
  const rulesFor = createRulesFor(settings);
  const history = keepAlertHistory(shelves);
  const silences = keepSilences({
    clock,
    shelves,
    isOpen: (id) => history.restored.some((alert) => alert.id === id),
    onChange: () => handle(judge.applySilences(clock.now())),
  });
  const judge = createJudge({
    rules: rulesFor,
    silences: silences.now,
    restore: history.restored,
    newId: () => randomUUID().slice(0, 8),
  });
  const signals = createSignals({ ...sources, clock, shelves, open: judge.open });
  const anomalies = createAnomalyWatch({
    clock,
    shelves,
    servers: () => servers().map(({ name }) => name),
    history: sources.history,
    // What may be the cause is often found to be out of the ordinary only after the alert.
    onMark() {
      for (const alert of judge.open()) if (isRecent(alert)) findRelated(alert);
    },
    onFault: sources.onFault,
  });
  const delivery = createDelivery({
    clock,
    random,
    shelves,
    channels: () => settings().channels,
    run: options.run,
    notifier: options.notifier,
    link: options.link,
    onNative: (notification, action) =>
      actOnNotice(notification, action, {
        act: options.act,
        noteOwner: signals.noteEdit,
        silence: (id) => {
          const alert = judge.find(id);
          if (alert !== null) silences.add({ alert, for: SNOOZE_SECONDS, note: 'from its notification' });
        },
        onFault: sources.onFault,
      }),
    onChange: () => publishSoon(),
    onDead: (channel, title, why) =>
      void register.add({
        lamp: 'warn',
        kind: 'delivery-failed',
        server: null,
        text: `“${title}” could not be sent to ${channel}: ${why}`,
      }),
  });
  const ruleOf = (name: string, server: string | null) =>
    rulesFor(server).find((rule) => rule.name === name) ?? null;
  const incidents = createIncidents({
    clock,
    shelves,
    folder: join(sources.stateFolder, 'alerts'),
    open: judge.open,
    ruleTitle: (name, server) => ruleOf(name, server)?.title ?? null,
    sources: { ...options.reports, anomalies: anomalies.marks },
    onJoined: (id, incident) => annotate(id, { incident }),
    onFault: sources.onFault,
  });
  const notifications = createNotifications({
    clock,
    shelves,
    settings,
    rule: ruleOf,
    open: judge.open,
    find: (id) => judge.find(id) ?? history.get(id),
    incidentOf: incidents.of,
    servers,
    lately: signals.lately,
    newId: () => randomUUID(),
    send(notification) {
      incidents.notified(notification);
      summaries.notified(notification);
      delivery.send(notification);
    },
    onNotified(ids, atMs) {
      for (const id of ids) annotate(id, { notified_at: new Date(atMs).toISOString() });
    },
    onChange: () => publishSoon(),
  });
  const remedies = createRemedies({
    clock,
    shelves,
    register,
    rule: ruleOf,
    means: {
      ...options.means,
      run: options.run,
      diagnose: createDiagnoses({
        clock,
        folder: join(sources.stateFolder, 'alerts', 'diagnoses'),
        parts: options.diagnosis,
      }),
    },
    onTaken(id, taken) {
      const alert = judge.find(id) ?? history.get(id);
      const taken_before = alert?.remedies ?? [];
      annotate(id, { remedies: [...taken_before, taken] });
    },
  });
  const summaries = createDailySummary({
    clock,
    shelves,
    settings,
    sources: {
      ...options.days,
      servers: () => servers().map(({ name }) => name),
      alerts: ({ fromMs, toMs }) =>
        history.find(spanFilter(fromMs, toMs), judge.open()).filter(({ fired_at }) => fired_at !== null),
      incidents: incidents.list,
    },
    newId: () => randomUUID(),
    send: (notification) => delivery.send(notification),
    onFault: sources.onFault,
  });
  let closed = false;
  let cancelPublish: (() => void) | null = null;
  let cancelLook = (): void => {};
  let isSoon = false;
  let lastFault: string | null = null;

  function now(): AlertsNow {
    const alerts = [...judge.open()];
    const firing = alerts.filter(({ state: at }) => at === 'firing');
    const pausedMs = notifications.pausedUntilMs();
    return {
      alerts,
      firing: firing.length,
      worst: worstOf(firing),
      paused_until: pausedMs === null ? null : new Date(pausedMs).toISOString(),
      quiet_hours: notifications.inQuietHours(),
    };
  }

  function publishSoon(): void {
    if (closed) return;
    cancelPublish ??= clock.after(PUBLISH_GATHER_MS, () => {
      cancelPublish = null;
      options.publish(now());
    });
  }

  function annotate(id: string, facts: Parameters<typeof judge.annotate>[1]): void {
    const alert = judge.annotate(id, facts);
    if (alert !== null) history.keep(alert);
    else history.annotate(id, facts);
    publishSoon();
  }

  function lookNow(): void {
    if (closed) return;
    isSoon = false;
    handle(judge.look(signals.look()));
    // Also without an event: what the last run left open is not told by any.
    delivery.alerts(judge.open(), []);
    watchDue();
  }

  /** What is pending fires in its moment, whenever the next pass is. */
  function watchDue(): void {
    cancelLook();
    const dueMs = judge.dueMs();
    cancelLook = dueMs === null ? () => {} : clock.after(Math.max(1, dueMs - clock.monotonic()), look);
  }

  /** A fault in what alerts rest on would end the engine, and all servers with it. The next pass looks again. */
  function look(): void {
    try {
      lookNow();
      lastFault = null;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== lastFault) sources.onFault(`Alerts could not be looked at: ${why}`);
      lastFault = why;
    }
  }

  function handle(events: readonly AlertEvent[]): void {
    if (events.length === 0) return;
    for (const { kind, alert } of events) if (kind === 'fired') findRelated(alert);
    incidents.note(events);
    // As they are with what was just found out about them.
    const told = events.map(({ kind, alert }) => ({ kind, alert: judge.find(alert.id) ?? alert }));
    history.note(told);
    for (const event of told) {
      const entry = registerEntry(event);
      if (entry !== null) register.add(entry);
    }
    remedies.note(told);
    notifications.note(told);
    delivery.alerts(
      judge.open(),
      told.filter(({ kind }) => kind === 'resolved').map(({ alert }) => alert),
    );
    publishSoon();
    silences.note(told);
  }

  function isRecent({ fired_at }: Alert): boolean {
    return fired_at !== null && clock.now() - Date.parse(fired_at) < RELATED_MS;
  }

  function findRelated(alert: Alert): void {
    const related = anomalies.near({
      server: alert.server,
      metric: alert.metric,
      dependencies: alert.server === null ? [] : (sources.view(alert.server)?.depends_on ?? []),
      atMs: Date.parse(alert.since),
    });
    // Each new mark asks for all recent alerts: what is known already is not written again.
    const isNews = related.length > 0 && !isDeepStrictEqual(related, alert.related);
    if (isNews) annotate(alert.id, { related });
  }

  function found(id: string): Alert {
    const alert = judge.find(id);
    if (alert === null) throw new ProblemError('not-found', `there is no open alert ${id}`);
    return alert;
  }

  return {
    look,
    lookSoon() {
      // One that is due already is not put off: changes may come without end.
      if (closed || isSoon) return;
      isSoon = true;
      cancelLook();
      cancelLook = clock.after(LOOK_SOON_MS, look);
    },
    noteOwner: (names, why) => signals.noteEdit(names, why),
    now,
    history: (filter) => history.find(filter, judge.open()),
    acknowledge(id) {
      found(id);
      const event = judge.acknowledge(id, clock.now());
      if (event !== null) handle([event]);
      return found(id);
    },
    silences: silences.now,
    silence: ({ id, ...request }) =>
      silences.add({ ...request, ...(id === undefined ? {} : { alert: found(id) }) }),
    removeSilence: silences.remove,
    clear({ server, id }) {
      const meant =
        id !== undefined
          ? [found(id)]
          : judge.open().filter((alert) => server === undefined || alert.server === server);
      handle(
        judge.clear(
          meant.map((alert) => alert.id),
          clock.now(),
        ),
      );
      return meant.length;
    },
    pause(untilMs) {
      notifications.pause(untilMs);
      publishSoon();
      return now();
    },
    channels: delivery.views,
    deliveries: delivery.deliveries,
    async test(channel) {
      const result = await delivery.test(channel);
      if (result === null) throw new ProblemError('not-found', `there is no channel named ${channel}`);
      return result;
    },
    retry: delivery.retry,
    incidents: incidents.list,
    incident: incidents.report,
    async summaries({ day, limit }) {
      if (day === undefined) return await summaries.list(limit);
      const found = await summaries.of(day);
      return found === null ? [] : [found];
    },
    anomalies: anomalies.marks,
    settingsChanged() {
      delivery.settingsChanged();
      publishSoon();
    },
    async close() {
      closed = true;
      cancelLook();
      cancelPublish?.();
      for (const alert of judge.open()) history.keep(alert);
      notifications.close();
      summaries.close();
      silences.close();
      anomalies.close();
      signals.close();
      await Promise.all([delivery.close(), incidents.close(), remedies.close()]);
    },
  };
}

function spanFilter(fromMs: number, toMs: number): z.output<typeof AlertFilter> {
  return { since: new Date(fromMs).toISOString(), until: new Date(toMs).toISOString(), limit: 1000 };
}

function worstOf(alerts: readonly Alert[]): Severity | null {
  return SEVERITIES.findLast((severity) => alerts.some((alert) => alert.severity === severity)) ?? null;
}
