import { propertiesOf, propertyOf } from '../reading/key-findings.ts';
import { quoted } from '../reading/wording.ts';
import type { Scene, SeenServer } from './scene.ts';

/** Stands for any tool; no server has one of that name. */
const SAMPLE = 'x';

/**
 * Names that clients of all servers together get to see in another form: model interfaces take 64 letters, digits, _ and -
 * for server and tool, so what is too long is cut, and what then is the same gets a hash.
 */
export function checkGatewayNames(scene: Scene): void {
  const enabled = scene.servers.map(({ config }) => config.name);
  check(scene.servers, enabled, scene);
  // Each as if it alone were enabled beside those that are.
  for (const server of scene.disabled) check([server], [...enabled, server.config.name], scene);
}

function check(
  servers: readonly SeenServer[],
  names: readonly string[],
  { world, report }: Pick<Scene, 'world' | 'report'>,
): void {
  const together = world.combinedNames(names);
  const byItself = new Map(names.map((name) => [name, world.combinedNames([name])(name, SAMPLE)]));
  for (const { config, entry, path } of servers) {
    const shared = together(config.name, SAMPLE);
    const alone = byItself.get(config.name) ?? null;
    if (shared !== null && alone !== null && shared !== alone) {
      const other = names.find((name) => name !== config.name && byItself.get(name) === alone);
      const rival = other === undefined ? 'another server' : quoted(other);
      report.warning(
        entry.key.offset,
        path,
        `would begin the names of its tools with ${quoted(alone.slice(0, -SAMPLE.length))} for clients of all servers, as ${rival} does, so it gets ${quoted(shared.slice(0, -SAMPLE.length))}: names that differ in their first 16 letters and digits stay readable`,
      );
    }
    const renames = propertyOf(propertyOf(entry.value, 'tools')?.value, 'rename')?.value;
    for (const { name, value } of propertiesOf(renames)) {
      const seen: unknown = value.value;
      if (typeof seen !== 'string') continue;
      const combined = together(config.name, seen);
      if (combined === null || combined.endsWith(`__${seen}`)) continue;
      report.warning(
        value.offset,
        [...path, 'tools', 'rename', name],
        `is seen as ${quoted(combined)} by clients of all servers together: up to ${64 - combined.indexOf('__') - 2} letters, digits, _ and - stay as they are`,
      );
    }
  }
}
