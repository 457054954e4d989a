import { basename } from 'node:path';
import { getNodeValue, type Node } from 'jsonc-parser';
import type { EffectiveSetting } from '#contract/configuration-text.ts';
import { ProblemError } from '#contract/problem.ts';
import { maskConfiguration, type SecretsIn } from '../exchange/mask-configuration.ts';
import { openSources, type Sources } from '../reading/read-sources.ts';
import type { Configuration, ServerConfig } from '../server-config.ts';
import { ACTUAL_SERVER_WORDS, ACTUAL_WORDS } from './actual-words.ts';
import { FILE_SETTINGS, SERVER_SETTINGS, type Setting } from './setting.ts';
import { expandShort } from './short-forms.ts';
import { childOf } from './tree.ts';

/** Spellings of a server's keys that are another's, and what a value of theirs is there. */
const OTHER_SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  url: ['serverUrl', 'httpUrl'],
  type: ['transport'],
  disabled: ['enabled'],
};

/** Where a key stands, and what its value is there. */
interface Standing {
  readonly node: Node;
  readonly value: unknown;
}

/**
 * Every setting as it holds, by dotted key, with where it is from: those that are no server's own, and those of one server
 * if it is named. Secrets are masked. Throws ProblemError `unknown-server`.
 */
export function effectiveSettings(
  configuration: Configuration,
  secretsIn: SecretsIn,
  server?: string,
): Record<string, EffectiveSetting> {
  const { file, text, readWith, leftOut } = configuration;
  const without = new Map(leftOut.map((name) => [name, '']));
  const { sources } = openSources({ file, source: text, context: readWith, without });
  if (sources === null)
    throw new ProblemError('internal', 'a good configuration can’t be read a second time');
  const masked: unknown = JSON.parse(
    maskConfiguration(JSON.stringify(getNodeValue(sources.root)), secretsIn),
  );
  const look = (path: readonly string[]) => standingAt(sources.root, masked, path);
  const told = (standing: Standing | undefined, otherwise: unknown) =>
    standing === undefined
      ? { value: otherwise, origin: 'default' as const, from: null }
      : { value: standing.value, ...originOf(standing.node, file, sources) };

  const settings: Record<string, EffectiveSetting> = {};
  for (const setting of FILE_SETTINGS) {
    const key = setting.path.join('.');
    const actual = ACTUAL_WORDS[key]?.(configuration) ?? setting.byDefault;
    settings[key] = told(asSwitch(look(setting.path), setting), actual);
  }
  if (server === undefined) return settings;
  const config = configuration.servers.find(({ name }) => name === server);
  if (config === undefined) throw new ProblemError('unknown-server', `there is no server "${server}"`);
  for (const setting of SERVER_SETTINGS) {
    const own = ownStanding(setting, config, look);
    const inherited = own === undefined ? inheritedStanding(setting, config, look) : undefined;
    const actual = ACTUAL_SERVER_WORDS[setting.path.join('.')];
    const standing = own ?? (inherited && actual ? { ...inherited, value: actual(config) } : inherited);
    const otherwise = actual === undefined ? setting.byDefault : actual(config);
    settings[['mcpServers', server, ...setting.path].join('.')] = told(standing, otherwise);
  }
  return settings;
}

type Look = (path: readonly string[]) => Standing | undefined;

function ownStanding(setting: Setting, { name }: ServerConfig, look: Look): Standing | undefined {
  const entry = ['mcpServers', name];
  const own = asSwitch(look([...entry, ...setting.path]), setting);
  if (own !== undefined) return own;
  const [key = ''] = setting.path;
  for (const spelling of (setting.path.length === 1 ? OTHER_SPELLINGS[key] : undefined) ?? []) {
    const other = look([...entry, spelling]);
    if (other !== undefined)
      return spelling === 'enabled' ? { ...other, value: other.value === false } : other;
  }
  return undefined;
}

/** The sizes of a pool are inherited by a server that asks for one. */
function inheritedStanding(setting: Setting, config: ServerConfig, look: Look): Standing | undefined {
  const { path, kind } = setting;
  const isOfPool = path[0] === 'instances';
  if (isOfPool && (kind === 'section' || config.instances === null)) return undefined;
  if (!INHERITED_KEYS.has(path.join('.'))) return undefined;
  return asSwitch(look(['defaults', ...path]), setting);
}

const INHERITED_KEYS: ReadonlySet<string> = new Set(
  FILE_SETTINGS.filter(({ path }) => path[0] === 'defaults').map(({ path }) => path.slice(1).join('.')),
);

/** A section that holds keys is on. */
function asSwitch(standing: Standing | undefined, { kind }: Setting): Standing | undefined {
  if (standing === undefined || kind === 'value') return standing;
  return { ...standing, value: standing.value !== false };
}

/** The value in short of a section counts as that of its keys. */
function standingAt(root: Node, masked: unknown, path: readonly string[]): Standing | undefined {
  let node = root;
  let value = masked;
  for (const [depth, key] of path.entries()) {
    if (node.type !== 'object') {
      const long = expandShort(node, path.slice(0, depth));
      return isObject(long) && key in long && depth === path.length - 1
        ? { node, value: long[key] }
        : undefined;
    }
    const child = childOf(node, key);
    if (child === undefined) return undefined;
    node = child;
    value = isObject(value) ? value[key] : undefined;
  }
  return { node, value };
}

function originOf(
  { offset }: Node,
  file: string,
  { places, position }: Sources,
): Pick<EffectiveSetting, 'origin' | 'from'> {
  const place = places.at(offset);
  if (place === undefined) return { origin: 'file', from: `${basename(file)}:${position(offset).line}` };
  const { variable, line } = place;
  if (variable === null) return { origin: 'default', from: 'because of how Signalbox was started' };
  if (variable.origin === 'env') return { origin: 'env', from: variable.name };
  return { origin: '.env', from: `.env:${line}` };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
