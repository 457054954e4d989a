import type { AlertRule, RuleCondition } from '#contract/alert-rule.ts';
import type { QuietHours } from '#contract/channels.ts';
import type {
  AlertSettings,
  Condition,
  QuietHoursSettings,
  Rule,
} from '../../configuration/configuration.ts';

/** Rules as they hold for all servers, or for one, as shells are given them. */
export function viewRules(settings: AlertSettings, server: string | null): AlertRule[] {
  const differing = server === null ? differences(settings) : null;
  return rulesFor(settings, server).map((rule) => viewRule(rule, differing?.get(rule.name) ?? []));
}

/** Those of one server, or those that hold where none says otherwise. */
function rulesFor({ rules, serverRules }: AlertSettings, server: string | null): readonly Rule[] {
  return server === null ? rules : (serverRules.get(server) ?? rules);
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export function viewQuietHours(settings: QuietHoursSettings | null): QuietHours | null {
  if (settings === null) return null;
  return {
    from: timeOfDay(settings.fromMinute),
    to: timeOfDay(settings.toMinute),
    days: DAYS.filter((_, day) => settings.days.includes(day)),
    except: settings.except,
  };
}

/** Which servers' entries say something of a rule, by its name. */
function differences({ serverRules }: AlertSettings): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [server, rules] of serverRules) {
    for (const { name, setForServer } of rules) {
      if (setForServer.length > 0) found.set(name, [...(found.get(name) ?? []), server]);
    }
  }
  return found;
}

function viewRule(rule: Rule, differing: readonly string[]): AlertRule {
  const { name, title, type, scope, signal, unit, severity, enabled, notify, worse, remedy, own } = rule;
  return {
    name,
    title,
    type,
    scope,
    signal,
    unit,
    condition: viewCondition(rule.condition),
    for_seconds: rule.forMs / 1000,
    severity,
    worse: worse && { at: worse.at, for_seconds: worse.forMs / 1000, severity: worse.severity },
    enabled,
    notify,
    channels: rule.channels && [...rule.channels],
    remedy: remedy && {
      do: remedy.do,
      command: remedy.command,
      args: [...remedy.args],
      max_per_hour: remedy.maxPerHour,
    },
    servers: [...(rule.servers ?? ['*'])],
    own,
    set: [...rule.set],
    set_for_server: [...rule.setForServer],
    servers_that_differ: [...differing],
  };
}

function viewCondition(condition: Condition): RuleCondition {
  switch (condition.kind) {
    case 'above':
    case 'below':
    case 'absent':
      return { ...condition };
    case 'rise':
      return { kind: 'rise', by: condition.by, window_seconds: condition.windowMs / 1000 };
    case 'log': {
      const { kind, pattern, count, windowMs } = condition;
      return { kind, pattern, count, window_seconds: windowMs / 1000 };
    }
    default:
      return condition satisfies never;
  }
}

function timeOfDay(minute: number): string {
  const two = (figure: number) => String(figure).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
