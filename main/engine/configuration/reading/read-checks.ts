import { basename } from 'node:path';
import { findNodeAtLocation } from 'jsonc-parser';
import type { DependencyCheck } from '../server-config.ts';
import { CHECK_KINDS, type Check } from '../versions/monitoring-keys.ts';
import { propertyOf } from './key-findings.ts';
import type { Place } from './place.ts';
import { resolvePath } from './resolve-path.ts';
import { quoted } from './wording.ts';

type Kind = keyof typeof CHECK_KINDS;
const KINDS = Object.keys(CHECK_KINDS) as readonly Kind[];

/** A default name that is longer helps nobody. */
const MAX_DEFAULT_NAME = 80;

/** What a server needs from elsewhere. Those that look at nothing, or at two things, are reported and left out. */
export function readChecks(file: string, found: readonly Check[], place: Place): readonly DependencyCheck[] {
  const kinds = found.map((check, index) => kindOf(check, index, place));
  const taken = new Set<string>();
  for (const [index, { name }] of found.entries()) {
    if (name === undefined) continue;
    if (taken.has(name)) {
      complain(index, 'name', `is the name ${quoted(name)} a second time: another check has it`, place);
    }
    taken.add(name);
  }
  return found.flatMap((check, index) => {
    const kind = kinds[index] ?? null;
    if (kind === null) return [];
    const name = check.name ?? freeName(defaultName(kind, check), taken);
    const common = {
      name,
      intervalMs: check.interval,
      timeoutMs: check.timeout,
      critical: check.critical,
    };
    return [{ ...common, ...target(file, kind, check) }];
  });
}

/**
 * As it stands in the file, where a kind may have a value that is wrong and told elsewhere; null for such a one too.
 * The keys that belong to another kind are warned about.
 */
function kindOf(check: Check, index: number, place: Place): Kind | null {
  const node = nodeOf(index, null, place);
  if (node.type !== 'object') return null;
  const named = KINDS.filter((kind) => propertyOf(node, kind) !== undefined);
  const [kind, second] = named;
  if (kind === undefined || second !== undefined) {
    const all = KINDS.map((one) => `"${one}"`).join(', ');
    const says =
      kind === undefined ? 'looks at nothing' : `has both ${quoted(kind)} and ${quoted(`${second}`)}`;
    complain(index, second ?? null, `${says}: give it one of ${all}`, place);
    return null;
  }
  for (const other of KINDS) {
    for (const key of CHECK_KINDS[other]) {
      const property = other === kind ? undefined : propertyOf(node, key);
      if (property === undefined) continue;
      const at = [...place.path, 'health', 'checks', index, key];
      place.report.warning(property.key.offset, at, `is not used, for it goes with ${quoted(other)} alone`);
    }
  }
  return check[kind] === undefined ? null : kind;
}

type Target<Check = DependencyCheck> = Check extends DependencyCheck
  ? Omit<Check, 'name' | 'intervalMs' | 'timeoutMs' | 'critical'>
  : never;

/** Of the keys, the one of that kind is there. */
function target(file: string, kind: Kind, check: Check): Target {
  switch (kind) {
    case 'http':
      return { kind, url: check.http ?? '', headers: check.headers, status: check.status ?? null };
    case 'tcp':
      return { kind, host: check.tcp?.host ?? '', port: check.tcp?.port ?? 0 };
    case 'file':
      return { kind, path: resolvePath(file, check.file ?? ''), writable: check.writable };
    case 'run':
      return { kind: 'command', command: check.run ?? '', args: check.args };
    case 'server':
      return { kind, server: check.server ?? '' };
  }
}

/** Never with what may be a secret: an address is named by its host alone. */
function defaultName(kind: Kind, check: Check): string {
  switch (kind) {
    case 'http':
      return `http ${URL.parse(check.http ?? '')?.host ?? ''}`;
    case 'tcp':
      return `tcp ${check.tcp?.host}:${check.tcp?.port}`;
    case 'file':
      return `file ${check.file}`;
    case 'run':
      return `run ${basename(check.run ?? '')}`;
    case 'server':
      return `server ${check.server}`;
  }
}

function freeName(wanted: string, taken: Set<string>): string {
  const base = wanted.length > MAX_DEFAULT_NAME ? `${wanted.slice(0, MAX_DEFAULT_NAME)}…` : wanted;
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base} ${number}`;
  taken.add(name);
  return name;
}

function complain(index: number, key: string | null, says: string, place: Place): void {
  const steps = ['health', 'checks', index, ...(key === null ? [] : [key])];
  place.report.error(nodeOf(index, key, place).offset, [...place.path, ...steps], says);
}

function nodeOf(index: number, key: string | null, { entry }: Place) {
  const check = ['health', 'checks', index];
  const at = key === null ? undefined : findNodeAtLocation(entry.value, [...check, key]);
  return at ?? findNodeAtLocation(entry.value, check) ?? entry.value;
}
