import type { Upstream, Way } from '../upstream.ts';

/** A server as the gateway sees it; all of `group` but its name and way may change. */
export function openUpstream(
  group: Pick<Upstream, 'name' | 'config' | 'launchKey' | 'openLane'> & { readonly way: Way },
): Upstream {
  const { name, way } = group;
  return {
    name,
    get config() {
      return group.config;
    },
    get launchKey() {
      return group.launchKey;
    },
    get isReady() {
      return way.isReady;
    },
    get handshake() {
      return way.handshake;
    },
    known: way.known,
    request: way.request,
    notify: way.notify,
    listen: way.listen,
    openLane: (client) => group.openLane(client),
  };
}
