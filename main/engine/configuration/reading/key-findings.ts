import type { Node } from 'jsonc-parser';
import { CHANNEL_KEYS, FOREIGN_SERVER_KEYS, KEYS } from '../versions/config-v1.ts';
import { renameFix } from './rename-fix.ts';
import type { Report } from './report.ts';
import type { Position } from './text-position.ts';
import { nearest, quoted } from './wording.ts';

/** Other programs' words for keys that exist here under another name. */
const ALIASES: Readonly<Record<string, string>> = {
  arguments: 'args',
  autorestart: 'restart',
  cmd: 'command',
  cpu: 'cpuQuota',
  directory: 'cwd',
  environment: 'env',
  executable: 'command',
  from: 'fromSeverity',
  level: 'fromSeverity',
  limit: 'above',
  memory: 'memorySoft',
  min_severity: 'fromSeverity',
  nofile: 'openFiles',
  pids: 'processes',
  regex: 'pattern',
  threshold: 'above',
  webhook: 'url',
  workdir: 'cwd',
  workingdirectory: 'cwd',
};

/** Shorter ones are near to too many words. */
const MIN_ALIAS = 6;

const SERVER_SECTIONS = [
  'restart',
  'limits',
  'instances',
  'timeouts',
  'health',
  'tools',
  'cache',
  'breaker',
  'retry',
  'connections',
  'metrics',
] as const;

export interface Property {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

/** The properties of an object node, in the order of the file; none for anything else. */
export function propertiesOf(node: Node | undefined): readonly Property[] {
  if (node?.type !== 'object') return [];
  const properties: Property[] = [];
  for (const property of node.children ?? []) {
    const key = property.children?.[0];
    const value = property.children?.[1];
    if (key && value) properties.push({ name: String(key.value), key, value });
  }
  return properties;
}

export function propertyOf(node: Node | undefined, name: string): Property | undefined {
  if (node?.type !== 'object') return undefined;
  for (const property of node.children ?? []) {
    const key = property.children?.[0];
    const value = property.children?.[1];
    if (key?.value === name && value) return { name, key, value };
  }
  return undefined;
}

/** A key that stands twice in one object: JSON would keep the last without a word. */
export function findDuplicates(root: Node, report: Report, position: (offset: number) => Position): void {
  // One for all: a large file has thousands of places, and hardly ever a finding.
  const path: PropertyKey[] = [];
  const look = (node: Node): void => {
    const children = node.children ?? [];
    const seen = node.type === 'object' && children.length > 1 ? new Map<string, number>() : null;
    let index = -1;
    for (const child of children) {
      index += 1;
      if (node.type === 'array') {
        path.push(index);
        if (child.children) look(child);
        path.pop();
        continue;
      }
      const key = child.children?.[0];
      const value = child.children?.[1];
      if (!key || !value) continue;
      const name = String(key.value);
      const first = seen?.get(name);
      path.push(name);
      if (first === undefined) seen?.set(name, key.offset);
      else {
        const says = `stands here a second time; the first is on line ${position(first).line}`;
        report.error(key.offset, path, says);
      }
      if (value.children) look(value);
      path.pop();
    }
  };
  look(root);
}

/** Warns about every key that has no meaning. */
export function findUnknownKeys(root: Node, report: Report): void {
  warn(root, [], KEYS.file, report);
  for (const name of ['monitoring', 'operations', 'gateway', 'http', 'logging'] as const) {
    warn(propertyOf(root, name)?.value, [name], KEYS[name], report);
  }
  warn(
    propertyOf(propertyOf(root, 'monitoring')?.value, 'otlp')?.value,
    ['monitoring', 'otlp'],
    KEYS.otlp,
    report,
  );
  const operations = propertyOf(root, 'operations')?.value;
  warn(propertyOf(operations, 'backups')?.value, ['operations', 'backups'], KEYS.backups, report);
  const logging = propertyOf(root, 'logging')?.value;
  warn(propertyOf(logging, 'rotation')?.value, ['logging', 'rotation'], KEYS.rotation, report);
  for (const [index, input] of (propertyOf(root, 'inputs')?.value.children ?? []).entries()) {
    warn(input, ['inputs', index], KEYS.input, report);
  }
  findUnknownAlertKeys(propertyOf(root, 'alerts')?.value, report);
  const admin = propertyOf(propertyOf(root, 'gateway')?.value, 'admin')?.value;
  warn(admin, ['gateway', 'admin'], KEYS.admin, report);
  warn(propertyOf(admin, 'ranking')?.value, ['gateway', 'admin', 'ranking'], KEYS.ranking, report);
  const defaults = propertyOf(root, 'defaults')?.value;
  warn(defaults, ['defaults'], KEYS.defaults, report);
  for (const section of SERVER_SECTIONS) {
    if (!KEYS.defaults.includes(section)) continue;
    const known = section === 'health' ? KEYS.health.filter((key) => key !== 'checks') : KEYS[section];
    warn(propertyOf(defaults, section)?.value, ['defaults', section], known, report);
  }
  for (const server of propertiesOf(propertyOf(root, 'mcpServers')?.value)) {
    const path = ['mcpServers', server.name];
    warn(server.value, path, KEYS.server, report, FOREIGN_SERVER_KEYS);
    for (const { name, value } of propertiesOf(server.value)) {
      const section = SERVER_SECTIONS.find((one) => one === name);
      if (section) warn(value, [...path, section], KEYS[section], report);
    }
    const alerts = propertyOf(server.value, 'alerts')?.value;
    if (alerts) {
      warn(alerts, [...path, 'alerts'], KEYS.serverAlerts, report);
      findUnknownRuleKeys(alerts, [...path, 'alerts'], report);
    }
    const checks = propertyOf(propertyOf(server.value, 'health')?.value, 'checks')?.value;
    for (const [index, check] of (checks?.children ?? []).entries()) {
      warn(check, [...path, 'health', 'checks', index], KEYS.check, report);
    }
    const tools = propertyOf(server.value, 'tools')?.value;
    for (const rule of propertiesOf(propertyOf(tools, 'rules')?.value)) {
      warn(rule.value, [...path, 'tools', 'rules', rule.name], KEYS.toolRule, report);
    }
    for (const rule of propertiesOf(propertyOf(tools, 'clients')?.value)) {
      warn(rule.value, [...path, 'tools', 'clients', rule.name], KEYS.clientRule, report);
    }
  }
}

function findUnknownAlertKeys(alerts: Node | undefined, report: Report): void {
  warn(alerts, ['alerts'], KEYS.alerts, report);
  warn(propertyOf(alerts, 'quietHours')?.value, ['alerts', 'quietHours'], KEYS.quietHours, report);
  findUnknownRuleKeys(alerts, ['alerts'], report);
  for (const { name, value } of propertiesOf(propertyOf(alerts, 'channels')?.value)) {
    const type: unknown = propertyOf(value, 'type')?.value.value ?? name;
    const known = typeof type === 'string' && Object.hasOwn(CHANNEL_KEYS, type) ? CHANNEL_KEYS[type] : null;
    if (known) warn(value, ['alerts', 'channels', name], known, report);
  }
}

function findUnknownRuleKeys(alerts: Node | undefined, path: readonly PropertyKey[], report: Report): void {
  for (const { name, value } of propertiesOf(propertyOf(alerts, 'rules')?.value)) {
    const at = [...path, 'rules', name];
    warn(value, at, KEYS.alertRule, report);
    warn(propertyOf(value, 'worse')?.value, [...at, 'worse'], KEYS.worse, report);
    warn(propertyOf(value, 'remedy')?.value, [...at, 'remedy'], KEYS.remedy, report);
  }
}

/** As in files of Docker Compose: a place for anchors. */
function isOwners(name: string): boolean {
  return name.startsWith('x-');
}

/** A misspelt word of another program: "enviroment". */
function nearAlias(name: string, known: readonly string[]): string | undefined {
  const word = nearest(
    name,
    Object.keys(ALIASES).filter((one) => one.length > MIN_ALIAS),
  );
  const meant = word === undefined ? undefined : ALIASES[word];
  return meant !== undefined && known.includes(meant) ? meant : undefined;
}

function warn(
  node: Node | undefined,
  path: readonly PropertyKey[],
  known: readonly string[],
  report: Report,
  foreign?: ReadonlySet<string>,
): void {
  for (const { name, key, value } of propertiesOf(node)) {
    if (known.includes(name) || foreign?.has(name) || (path.length === 0 && isOwners(name))) continue;
    if (foreign && name === 'envFile') {
      report.warning(key.offset, [...path, name], 'is not read: put its variables under "env"');
      continue;
    }
    const alias = Object.hasOwn(ALIASES, name.toLowerCase()) ? ALIASES[name.toLowerCase()] : undefined;
    const meant =
      alias !== undefined && known.includes(alias) ? alias : (nearest(name, known) ?? nearAlias(name, known));
    const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
    const at = [...path, name];
    const isFree = meant !== undefined && propertyOf(node, meant) === undefined;
    const fix = isFree ? renameFix(at, value, meant) : undefined;
    report.warning(key.offset, at, `is not a known key and is ignored${hint}`, fix);
  }
}
