import type { Alert } from '#contract/alert.ts';
import { STORM_SUBJECTS } from '../storms/storm.ts';
import type { Storms } from '../storms/storms.ts';
import { composeNotification, type Matter } from './compose.ts';
import type { NotificationOptions } from './notification-policy.ts';
import { byChannels, channelsFor, type IsMeant } from './routes.ts';
import { rank, worstSeverity } from './severity.ts';
import type { Told } from './told.ts';

type OpenAlerts = ReadonlyMap<string, Alert>;

/** Makes notifications of what may be told now, as few as will do. */
export interface Teller {
  /** What begins: one notification a server, or one for all. */
  begun(alerts: readonly Alert[], open: OpenAlerts): void;
  /** What is over, of what was told by itself. */
  over(alerts: readonly Alert[]): void;
  /** What was held back and is still wrong: all in one. */
  held(alerts: readonly Alert[], why: Matter['held'] & {}, isMeant: IsMeant | null): void;
  /** Of storms: that it got worse, that it is over. */
  storm(matter: Matter): void;
}

export function createTeller(
  options: NotificationOptions & {
    readonly told: Told;
    readonly storms: Storms;
    readonly isPaused: () => boolean;
    readonly startedUntilMs: () => number;
    /** The desktop is paused, and was not told of these. */
    readonly onPaused: (alerts: readonly Alert[]) => void;
  },
): Teller {
  const { clock, settings, told, storms, isPaused } = options;
  /** Told of single servers of late: with more of them it becomes a storm. */
  let singles: { readonly id: string; readonly atMs: number }[] = [];

  /** `ends`: their ends are told too, each by itself. */
  function tell(matter: Matter, ends: boolean, isMeant: IsMeant | null = null): void {
    const { alerts, kind } = matter;
    const severity = matter.severity ?? worstSeverity(alerts);
    const meant = isMeant ?? (isPaused() ? ({ type }: Parameters<IsMeant>[0]) => type !== 'native' : null);
    const channels = channelsFor({ alerts, severity, kind }, settings(), options.rule, meant);
    const isTold = channels === null || channels.length > 0;
    if (kind !== 'resolved') {
      for (const alert of alerts) told.put(alert, ends && isTold);
      if (isPaused()) options.onPaused(alerts);
    }
    if (!isTold) return;
    options.send(
      composeNotification(matter, {
        ...options,
        startedUntilMs: options.startedUntilMs(),
        channels,
        severity,
      }),
    );
    if (kind === 'resolved') return;
    options.onNotified(
      alerts.map(({ id }) => id),
      clock.now(),
    );
  }

  /** Those that were told by themselves a moment ago and still fire: with the new ones they may be a storm. */
  function earlier(alerts: readonly Alert[], open: OpenAlerts): Alert[] {
    const nowMs = clock.monotonic();
    singles = singles.filter(
      ({ id, atMs }) => nowMs - atMs < settings().groupIntervalMs && open.get(id)?.state === 'firing',
    );
    return singles
      .flatMap(({ id }) => open.get(id) ?? [])
      .filter(({ id }) => alerts.every((alert) => alert.id !== id));
  }

  return {
    begun(alerts, open) {
      if (alerts.length === 0) return;
      const known = earlier(alerts, open);
      const together = [...alerts, ...known];
      if (isStormy(together)) {
        singles = [];
        storms.open(together, worstSeverity(together));
        // The ends of all, also of those that were told by themselves, are told with that of the storm.
        tell({ kind: 'firing', alerts: together, isStorm: true }, false);
        return;
      }
      const atMs = clock.monotonic();
      singles.push(...alerts.map(({ id }) => ({ id, atMs })));
      for (const part of parts(alerts, options)) {
        const isWorse = part.every(({ id, severity }) => {
          const last = told.ofId(id);
          return last !== null && rank(severity) > rank(last.severity);
        });
        tell({ kind: isWorse ? 'worse' : 'firing', alerts: part, isStorm: false }, true);
      }
    },
    over(alerts) {
      for (const { id } of alerts) told.close(id);
      if (isStormy(alerts)) tell({ kind: 'resolved', alerts, isStorm: true }, false);
      else
        for (const part of parts(alerts, options))
          tell({ kind: 'resolved', alerts: part, isStorm: false }, false);
    },
    held(alerts, why, isMeant) {
      if (alerts.length === 0) return;
      const alone = alerts.filter(({ id }) => !storms.has(id));
      const isStorm = isStormy(alone);
      if (isStorm) storms.open(alone, worstSeverity(alone));
      tell({ kind: 'firing', alerts, isStorm: false, held: why }, true, isMeant);
      for (const { id } of alerts) if (storms.has(id)) told.close(id);
    },
    storm: (matter) => tell(matter, false),
  };
}

function isStormy(alerts: readonly Alert[]): boolean {
  return new Set(alerts.map(({ server }) => server)).size >= STORM_SUBJECTS;
}

/** By server, and by the channels that rules name. */
function parts(alerts: readonly Alert[], { rule }: Pick<NotificationOptions, 'rule'>): Alert[][] {
  const servers = Map.groupBy(alerts, ({ server }) => server);
  return [...servers.values()].flatMap((group) => byChannels(group, rule));
}
