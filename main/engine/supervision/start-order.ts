/** What the order of starts rests on: a `ServerConfig` fits. */
export interface Dependent {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/**
 * Names in layers: each server stands in the first layer after all that it depends on; inside a layer, in the order
 * given. A name that is not among the servers counts for nothing. Configuration refuses cycles; should one come all
 * the same, its servers and what depends on them make up the last layer.
 */
export function startLayers(servers: readonly Dependent[]): string[][] {
  const layers: string[][] = [];
  const names = new Set(servers.map(({ name }) => name));
  const placed = new Set<string>();
  let rest = servers;
  while (rest.length > 0) {
    const free = rest.filter(({ dependsOn }) =>
      dependsOn.every((other) => placed.has(other) || !names.has(other)),
    );
    const layer = (free.length > 0 ? free : rest).map(({ name }) => name);
    layers.push(layer);
    for (const name of layer) placed.add(name);
    rest = rest.filter(({ name }) => !placed.has(name));
  }
  return layers;
}

/** {@link startLayers} backwards: no server is stopped before those that depend on it. */
export function stopLayers(servers: readonly Dependent[]): string[][] {
  return startLayers(servers).reverse();
}

/** All that must run for this one, directly or by way of others, in the order of their start. Never the server itself. */
export function dependenciesOf(servers: readonly Dependent[], name: string): string[] {
  const byName = new Map(servers.map((server) => [server.name, server.dependsOn]));
  return inStartOrder(
    servers,
    reachable(name, (from) => byName.get(from) ?? []),
  );
}

/** All that need this one, directly or by way of others, in the order of their start. Never the server itself. */
export function dependantsOf(servers: readonly Dependent[], name: string): string[] {
  return inStartOrder(
    servers,
    reachable(name, (from) =>
      servers.filter(({ dependsOn }) => dependsOn.includes(from)).map((server) => server.name),
    ),
  );
}

function reachable(name: string, next: (from: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [name];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (const to of next(from)) {
      if (found.has(to)) continue;
      found.add(to);
      open.push(to);
    }
  }
  found.delete(name);
  return found;
}

function inStartOrder(servers: readonly Dependent[], names: ReadonlySet<string>): string[] {
  return startLayers(servers)
    .flat()
    .filter((name) => names.has(name));
}
