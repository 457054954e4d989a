import type { Supervision } from '../supervision/supervision.ts';
import { ADMIN_NAME } from './relay/admin-upstream.ts';
import type { Hub } from './relay/hub.ts';

export interface HubsOptions {
  readonly supervision: () => Pick<Supervision, 'upstream' | 'upstreams'>;
  readonly admin: Hub;
  /** Whether the admin server is switched on. */
  readonly hasAdmin: () => boolean;
  readonly make: (upstream: Hub['upstream']) => Hub;
}

/** The servers of the gateway, each made when it is first asked for. */
export class Hubs {
  readonly #options: HubsOptions;
  readonly #byName = new Map<string, Hub>();
  /** In order; null after what may have been a change of the configuration. */
  #configured: readonly Hub[] | null = null;

  constructor(options: HubsOptions) {
    this.#options = options;
  }

  /** Null for one that is not configured. */
  of(name: string): Hub | null {
    const { supervision, admin, hasAdmin, make } = this.#options;
    if (name === ADMIN_NAME && hasAdmin()) return admin;
    const upstream = supervision().upstream(name);
    const known = this.#byName.get(name);
    if (known !== undefined && known.upstream === upstream) return known;
    // It was taken out of the configuration, and perhaps put in again.
    known?.close('owner');
    this.#byName.delete(name);
    if (upstream === null) return null;
    const hub = make(upstream);
    this.#byName.set(name, hub);
    return hub;
  }

  /** One that was asked for before. */
  known(name: string): Hub | undefined {
    return this.#byName.get(name);
  }

  /** Those that are configured, in that order, the admin server last. The same array until {@link look}. */
  configured(): readonly Hub[] {
    const { supervision, admin, hasAdmin } = this.#options;
    this.#configured ??= [
      ...supervision()
        .upstreams()
        .map(({ name }) => this.of(name))
        .filter((hub) => hub !== null),
      ...(hasAdmin() ? [admin] : []),
    ];
    return this.#configured;
  }

  /** The configuration may be another. */
  look(): void {
    this.#configured = null;
  }

  /** For the end. The calls of sessions end with these; the window and the command line ask without one. */
  close(): void {
    for (const hub of [...this.#byName.values(), this.#options.admin]) {
      for (const call of [...hub.shared.calls]) call.cancel('closing');
      hub.dispose();
    }
  }
}
