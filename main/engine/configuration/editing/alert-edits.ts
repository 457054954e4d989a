import { isDeepStrictEqual } from 'node:util';
import type { QuietHours } from '#contract/channels.ts';
import { MASK } from '#contract/mask.ts';
import { ProblemError } from '#contract/problem.ts';
import type { AlertSettings } from '../alerting/rule.ts';
import { maskConfiguration, type SecretsIn } from '../exchange/mask-configuration.ts';
import { redirectedSecrets } from '../exchange/redirected-secrets.ts';
import { formatOf } from '../formats/format-of.ts';
import { parseConfiguration } from '../reading/parse-configuration.ts';
import { quoted } from '../reading/wording.ts';
import type { Configuration } from '../server-config.ts';
import { type ConfigurationEdit, editText } from './edit-text.ts';
import { at, isRecord } from './values-at.ts';

type Edits = readonly ConfigurationEdit[];
type Path = readonly string[];
type Settings = Readonly<Record<string, unknown>>;

export interface RuleChange {
  readonly rule: string;
  /** Null changes it for all servers. */
  readonly server: string | null;
  /** In the keys of the file: what is left out stays, null takes a key out. Null as a whole takes all of it out. */
  readonly settings: Settings | null;
}

export interface ChannelChange {
  readonly channel: string;
  /** As in {@link RuleChange}; what is masked stays as it is. Null removes the channel. */
  readonly settings: Settings | null;
}

/**
 * What to change in the file so that a rule is as wished. Throws ProblemError `unknown-server`, and `bad-input` with what
 * would be right where the file would be wrong afterwards.
 */
export function alertRuleEdits(now: Configuration, { rule, server, settings }: RuleChange): Edits {
  if (server !== null && !now.servers.some(({ name }) => name === server))
    throw new ProblemError('unknown-server', `there is no server named ${quoted(server)}`);
  const alerts = server === null ? ['alerts'] : ['mcpServers', server, 'alerts'];
  const path = [...alerts, 'rules', rule];
  if (server !== null && at(writtenIn(now), alerts) === false) {
    const says = `${alerts.join('.')} is false, which switches all alerts of ${server} off: take that out first`;
    throw new ProblemError('bad-input', says);
  }
  return checked(now, settings === null ? removal(now, path) : merge(now, path, settings));
}

/**
 * As {@link alertRuleEdits}, for a channel. `secretsIn` is that by which the masks were made that may be in the settings.
 */
export function alertChannelEdits(
  now: Configuration,
  { channel, settings }: ChannelChange,
  secretsIn: SecretsIn,
): Edits {
  const path = ['alerts', 'channels', channel];
  if (settings === null) return checked(now, removal(now, path));
  const written = at(writtenIn(now), path);
  const masked = at(maskedIn(now, secretsIn), path);
  const restored = Object.entries(settings).map(([key, value]) => {
    return [key, unmask(value, at(masked, [key]), at(written, [key]), [...path, key])];
  });
  const edits = checked(now, merge(now, path, Object.fromEntries(restored)));
  const moved = redirectedSecrets(
    editText(now.file, now.text, edits),
    now.text,
    secretsIn,
    formatOf(now.file),
  );
  const { secrets = [] } = moved.find(({ entry }) => entry === path.join('.')) ?? {};
  // A secret that its owner writes again is meant for the new address.
  const kept = secrets.filter((secret) => isKept(secret, settings, masked));
  if (kept.length === 0) return edits;
  const says = `${channel} would send ${kept.join(' and ')} to another address than before: write ${kept.length === 1 ? 'it' : 'them'} again`;
  throw new ProblemError('bad-input', says);
}

/** Whether what was sent leaves a secret as it is, by its path or by its mask. */
function isKept(secret: string, settings: Settings, masked: unknown): boolean {
  const path = secret.split('.');
  const given = at(settings, path);
  return (
    given === undefined || (typeof given === 'string' && given.includes(MASK) && given === at(masked, path))
  );
}

/** As {@link alertRuleEdits}, for the hours in which nobody is to be disturbed; null for none. */
export function quietHoursEdits(now: Configuration, hours: QuietHours | null): Edits {
  const path = ['alerts', 'quietHours'];
  if (hours === null) return checked(now, removal(now, path));
  const { from, to, days, except } = hours;
  // What is not said is each day, and that critical alerts are told.
  const isEachDay = new Set(days).size === 7;
  const settings = { from, to, days: isEachDay ? null : days, except: except ?? 'none' };
  const written = at(writtenIn(now), [...path, 'except']);
  const isPlain = except === 'critical' && written === undefined;
  return checked(now, merge(now, path, { ...settings, ...(isPlain ? { except: null } : {}) }));
}

/** What would hold with these edits. Throws ProblemError `bad-input` with the first thing that would be wrong. */
export function alertsAfter({ file, text, readWith }: Configuration, edits: Edits): AlertSettings {
  const result = parseConfiguration(file, editText(file, text, edits), readWith);
  if (result.ok) return result.configuration.alerts;
  const first = result.findings.find(({ severity }) => severity === 'error');
  throw new ProblemError('bad-input', first?.message ?? 'the file would be broken');
}

/** What the file says of each channel, secrets masked. */
export function shownChannels(now: Configuration, secretsIn: SecretsIn): Record<string, Settings> {
  const channels = at(maskedIn(now, secretsIn), ['alerts', 'channels']);
  if (!isRecord(channels)) return {};
  return Object.fromEntries(
    Object.entries(channels).filter((entry): entry is [string, Settings] => isRecord(entry[1])),
  );
}

function writtenIn({ file, text }: Configuration): unknown {
  return formatOf(file).value(text);
}

function maskedIn({ file, text }: Configuration, secretsIn: SecretsIn): unknown {
  const format = formatOf(file);
  return format.value(maskConfiguration(text, secretsIn, format));
}

function checked(now: Configuration, edits: Edits): Edits {
  alertsAfter(now, edits);
  return edits;
}

/** As a JSON merge patch of one level. `false` and `true` in the file stand for the object that says the same. */
function merge(now: Configuration, path: Path, settings: Settings): Edits {
  const written = at(writtenIn(now), path);
  const before = isRecord(written) ? written : written === false ? { enabled: false } : {};
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const after = Object.fromEntries(
    [...Object.entries(before).filter(([key]) => !given.some(([one]) => one === key)), ...given].filter(
      ([, value]) => value !== null,
    ),
  );
  if (Object.keys(after).length === 0) return removal(now, path);
  if (!isRecord(written)) return [{ path, value: after }];
  return given.flatMap(([key, value]) => {
    if (value === null)
      return Object.hasOwn(written, key) ? [{ path: [...path, key], value: undefined }] : [];
    return isDeepStrictEqual(written[key], value) ? [] : [{ path: [...path, key], value }];
  });
}

/** With the sections that held nothing else; a server's entry stays. */
function removal(now: Configuration, path: Path): Edits {
  const written = writtenIn(now);
  if (at(written, path) === undefined) return [];
  const top = path[0] === 'mcpServers' ? 3 : 1;
  let length = path.length;
  while (length > top && isAlone(at(written, path.slice(0, length - 1)))) length -= 1;
  return [{ path: path.slice(0, length), value: undefined }];
}

function isAlone(section: unknown): boolean {
  return isRecord(section) && Object.keys(section).length === 1;
}

function unmask(value: unknown, masked: unknown, written: unknown, path: Path): unknown {
  if (typeof value === 'string' && value.includes(MASK)) {
    if (value === masked) return written;
    const says = `${path.join('.')} has a mask that stands for no secret of the file: write the value itself`;
    throw new ProblemError('bad-input', says);
  }
  if (Array.isArray(value))
    return value.map((item, index) => {
      const key = String(index);
      return unmask(item, at(masked, [key]), at(written, [key]), [...path, key]);
    });
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      return [key, unmask(item, at(masked, [key]), at(written, [key]), [...path, key])];
    }),
  );
}
