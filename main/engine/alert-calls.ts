import type { z } from 'zod';
import type { AlertRule } from '#contract/alert-rule.ts';
import type { Caller } from '#contract/caller.ts';
import type { Calls, Output } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import { type Alerts, previewRule, requireRule, viewQuietHours, viewRules } from './alerts/alerts.ts';
import {
  alertChannelEdits,
  alertRuleEdits,
  alertsAfter,
  type Configuration,
  DEFAULT_ALERTS,
  quietHoursEdits,
  shownChannels,
} from './configuration/configuration.ts';
import type { ConfigurationKeeper } from './keeping/keeping.ts';
import { memoryLimitBytes } from './monitor-sources.ts';
import { type Supervision, secretArguments } from './supervision/supervision.ts';
import type { History } from './telemetry/telemetry.ts';

type AlertCall =
  | 'acknowledge-alert'
  | 'silence-alerts'
  | 'remove-silence'
  | 'clear-alerts'
  | 'pause-notifications'
  | 'test-channel'
  | 'set-alert-rule'
  | 'set-alert-channel'
  | 'set-quiet-hours'
  | 'retry-deliveries'
  | 'alerts'
  | 'alert-history'
  | 'alert-rules'
  | 'preview-alert-rule'
  | 'silences'
  | 'alert-channels'
  | 'deliveries'
  | 'incidents'
  | 'incident'
  | 'daily-summaries'
  | 'anomalies';

type AlertHandlers = {
  [Name in AlertCall]: (input: z.output<Calls[Name]['input']>, by: Caller) => Promise<Output<Name>>;
};

const HOUR_MS = 3_600_000;

export function alertCalls(context: {
  readonly alerts: Alerts;
  readonly keeper: ConfigurationKeeper;
  readonly supervision: Supervision;
  readonly history: Pick<History, 'steps' | 'series'>;
  readonly now: () => number;
}): AlertHandlers {
  const { alerts, keeper, supervision, history, now } = context;

  /** Throws ProblemError: nothing can be changed in a file that was never good. */
  function configuration(): Configuration {
    if (keeper.current !== null) return keeper.current;
    throw new ProblemError('configuration-broken', 'the configuration has a fault: mend that first');
  }

  function known(server: string | undefined): string | null {
    if (server !== undefined && supervision.view(server) === null) throw unknown(server);
    return server ?? null;
  }

  const settings = () => keeper.current?.alerts ?? DEFAULT_ALERTS;
  const rules = (server: string | null): AlertRule[] => viewRules(settings(), server);

  return {
    'acknowledge-alert': async ({ id }) => ({ alert: alerts.acknowledge(id) }),
    async 'silence-alerts'(request) {
      known(request.server);
      if (request.rule !== undefined) requireRule(settings(), request.rule);
      return { silence: alerts.silence(request) };
    },
    async 'remove-silence'({ id }) {
      alerts.removeSilence(id);
      return {};
    },
    async 'clear-alerts'({ server, id }) {
      known(server);
      return { cleared: alerts.clear({ server, id }) };
    },
    'pause-notifications': async ({ until }) => alerts.pause(until === null ? null : Date.parse(until)),
    'test-channel': ({ channel }) => alerts.test(channel),
    async 'set-alert-rule'({ rule, server, settings }, by) {
      await keeper.edit((file) => alertRuleEdits(file, { rule, server: server ?? null, settings }), { by });
      return { rules: rules(server ?? null) };
    },
    async 'set-alert-channel'({ channel, settings }, by) {
      await keeper.edit((file) => alertChannelEdits(file, { channel, settings }, secretArguments), { by });
      return { channels: alerts.channels() };
    },
    async 'set-quiet-hours'({ quiet_hours }, by) {
      await keeper.edit((file) => quietHoursEdits(file, quiet_hours), { by });
      return {};
    },
    'retry-deliveries': async ({ channel }) => ({ retried: alerts.retry(channel) }),
    alerts: async () => alerts.now(),
    'alert-history': async (filter) => ({ alerts: alerts.history(filter) }),
    async 'alert-rules'({ server }) {
      return {
        rules: rules(known(server)),
        quiet_hours: viewQuietHours(keeper.current?.alerts.quietHours ?? null),
      };
    },
    async 'preview-alert-rule'({ rule: name, server, settings, for_server, hours }) {
      const view = supervision.view(server);
      if (view === null) throw unknown(server);
      const file = configuration();
      const change = { rule: name, server: for_server ? server : null, settings: settings ?? {} };
      const after = settings === undefined ? file.alerts : alertsAfter(file, alertRuleEdits(file, change));
      const rule = (after.serverRules.get(server) ?? after.rules).find((one) => one.name === name);
      if (rule === undefined) throw new ProblemError('not-found', `there is no rule named ${name}`);
      const toMs = now();
      return await previewRule({
        rule,
        server,
        history,
        fromMs: toMs - hours * HOUR_MS,
        toMs,
        memoryLimitBytes: memoryLimitBytes(view),
      });
    },
    silences: async () => ({ silences: [...alerts.silences()] }),
    async 'alert-channels'() {
      const settings = keeper.current === null ? {} : shownChannels(keeper.current, secretArguments);
      return { channels: alerts.channels(), settings };
    },
    deliveries: async ({ channel }) => ({ deliveries: alerts.deliveries(channel) }),
    incidents: async (filter) => ({ incidents: alerts.incidents(filter) }),
    incident: ({ id }) => alerts.incident(id),
    'daily-summaries': async (which) => ({ summaries: await alerts.summaries(which) }),
    async anomalies({ server, from, to }) {
      const toMs = to === undefined ? now() : Date.parse(to);
      return { anomalies: alerts.anomalies({ server, fromMs: Date.parse(from), toMs }) };
    },
  };
}

function unknown(server: string): ProblemError {
  return new ProblemError('unknown-server', `there is no server named ${server}`);
}
