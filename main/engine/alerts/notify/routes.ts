import type { Alert, Severity } from '#contract/alert.ts';
import type { AlertSettings, ChannelSettings, Rule } from '../../configuration/configuration.ts';
import { takes } from '../channels/takes.ts';
import type { Notification } from '../notification.ts';

type RuleOf = (rule: string, server: string | null) => Pick<Rule, 'channels'> | null;

/** Leaves channels out, as those of a desktop that is paused. */
export type IsMeant = (channel: ChannelSettings) => boolean;

/** Alerts that go to the same channels may share a notification. */
export function byChannels(alerts: readonly Alert[], ruleOf: RuleOf): Alert[][] {
  const channelsOf = ({ rule, server }: Alert) => JSON.stringify(ruleOf(rule, server)?.channels ?? null);
  return [...Map.groupBy(alerts, channelsOf).values()];
}

/**
 * The channels of a notification by name; null for those that take its severity, where no rule names any and none is
 * left out. Empty when there is nobody to tell.
 */
export function channelsFor(
  about: {
    readonly alerts: readonly Alert[];
    readonly severity: Severity;
    readonly kind: Notification['kind'];
  },
  settings: AlertSettings,
  ruleOf: RuleOf,
  isMeant: IsMeant | null,
): readonly string[] | null {
  const wishes = about.alerts.map(({ rule, server }) => ruleOf(rule, server)?.channels ?? null);
  const takesAll = wishes.length === 0 || wishes.some((wish) => wish === null);
  if (wishes.every((wish) => wish === null) && isMeant === null) {
    return settings.channels.some((channel) => takes(channel, { ...about, channels: null })) ? null : [];
  }
  const names = new Set(wishes.flatMap((wish) => wish ?? []));
  return settings.channels
    .filter((channel) => isMeant?.(channel) ?? true)
    .filter((channel) => {
      if (names.has(channel.name)) return takes(channel, { ...about, channels: [channel.name] });
      return takesAll && takes(channel, { ...about, channels: null });
    })
    .map(({ name }) => name);
}
