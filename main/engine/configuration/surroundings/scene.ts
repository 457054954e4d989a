import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Fix } from '#contract/configuration-status.ts';
import { isSecretName } from '../../logs/logs.ts';
import { hasSecret } from '../exchange/mask-configuration.ts';
import type { TextPart } from '../formats/format.ts';
import { type Property, propertiesOf, propertyOf } from '../reading/key-findings.ts';
import type { Report } from '../reading/report.ts';
import type { Configuration, ServerConfig } from '../server-config.ts';
import type { World } from './world.ts';

type Path = readonly (string | number)[];

/** A server with what the file says of it. */
export interface SeenServer {
  readonly config: ServerConfig;
  readonly entry: Property;
  readonly path: readonly ['mcpServers', string];
}

/** What each check looks at, and whom it tells. */
export interface Scene {
  readonly configuration: Configuration;
  /** Of the whole file. */
  readonly root: Node;
  /** Those that are not disabled. */
  readonly servers: readonly SeenServer[];
  readonly disabled: readonly SeenServer[];
  /** Every text of the file, without comments, as it is written. */
  readonly texts: readonly TextPart[];
  readonly world: World;
  readonly report: Report;
  /** To be awaited between two pieces of work: lets others have the thread when it was held for a while. */
  readonly breathe: () => Promise<void>;
}

/** Half of what a window may be held up for. */
const HELD_MS = 8;

export function makeScene(
  configuration: Configuration,
  read: { readonly root: Node; readonly texts: readonly TextPart[] },
  world: World,
  report: Report,
): Scene {
  const byName = new Map(configuration.servers.map((server) => [server.name, server]));
  const entries = propertiesOf(propertyOf(read.root, 'mcpServers')?.value);
  const all = entries.flatMap((entry): SeenServer[] => {
    const config = byName.get(entry.name);
    return config === undefined ? [] : [{ config, entry, path: ['mcpServers', entry.name] }];
  });
  const servers = all.filter(({ config }) => !config.disabled);
  const disabled = all.filter(({ config }) => config.disabled);
  const texts = read.texts.filter(({ kind }) => kind === 'string');
  return { configuration, root: read.root, servers, disabled, texts, world, report, breathe: breathing() };
}

function breathing(): Scene['breathe'] {
  let sinceMs = performance.now();
  return async () => {
    if (performance.now() - sinceMs < HELD_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    sinceMs = performance.now();
  };
}

/** Where a value stands; the nearest thing around it where it stands nowhere itself. */
export function offsetOf(server: SeenServer, keys: Path): number {
  for (let length = keys.length; length > 0; length--) {
    const found = findNodeAtLocation(server.entry.value, keys.slice(0, length));
    if (found) return found.offset;
  }
  return server.entry.key.offset;
}

/** What the file has there, when that is a text. */
export function textAt(server: SeenServer, keys: Path): string | null {
  const found: unknown = findNodeAtLocation(server.entry.value, [...keys])?.value;
  return typeof found === 'string' ? found : null;
}

/** Whether there is something in a text that no finding may tell. */
export function hasSecretIn(part: TextPart, { world }: Scene): boolean {
  return hasSecret({ ...part, path: [...part.path] }, world.secretsIn);
}

/** Another text in the place of one; undefined where that would tell a secret. */
export function rewriting(part: TextPart, title: string, value: string, scene: Scene): Fix | undefined {
  const isSecret = hasSecretIn(part, scene) || part.path.some((step) => isSecretName(String(step)));
  return isSecret ? undefined : { kind: 'edit', title, edits: [{ path: [...part.path], value }] };
}

/** A server that is started here. */
export function isLocal({ config }: SeenServer): boolean {
  return config.command !== '';
}
