import type { ServerConfig } from '../server-config.ts';

/**
 * The circles of `dependsOn`, each as the names on the way round in the order of dependence; the last one closes it.
 * Further ways round through servers of a circle that was found are not told: most likely they are the same mistake.
 * A server that names itself is no circle. Without recursion, for a chain may be as long as the file.
 */
export function findCycles(servers: readonly ServerConfig[]): readonly (readonly string[])[] {
  const byName = new Map(servers.map((server) => [server.name, server]));
  const cycles: string[][] = [];
  const inCycle = new Set<string>();
  const done = new Set<string>();
  for (const root of servers) {
    if (done.has(root.name)) continue;
    const trail = [{ server: root, next: 0 }];
    const depth = new Map([[root.name, 0]]);
    for (let step = trail.at(-1); step !== undefined; step = trail.at(-1)) {
      const dependency = step.server.dependsOn[step.next++];
      if (dependency === undefined) {
        done.add(step.server.name);
        depth.delete(step.server.name);
        trail.pop();
        continue;
      }
      const from = depth.get(dependency);
      const server = byName.get(dependency);
      if (from === undefined) {
        if (server === undefined || done.has(dependency)) continue;
        depth.set(dependency, trail.length);
        trail.push({ server, next: 0 });
        continue;
      }
      const cycle = trail.slice(from).map(({ server: { name } }) => name);
      if (cycle.length === 1 || cycle.some((name) => inCycle.has(name))) continue;
      for (const name of cycle) inCycle.add(name);
      cycles.push(cycle);
    }
  }
  return cycles;
}
