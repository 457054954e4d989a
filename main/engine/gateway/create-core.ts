import type { GatewaySettings } from '../configuration/configuration.ts';
import type { Clock } from '../ports.ts';
import type { TrafficLog } from '../telemetry/telemetry.ts';
import { isObject } from './bridge/meta.ts';
import { agreeOn } from './bridge/revisions.ts';
import type { Caller, GatewayCore, Opened, Peer, RpcRequest, Scope } from './core.ts';
import { createRateLimit } from './guard/rate-limit.ts';
import type { Offer } from './offer/offer.ts';
import { INVALID_PARAMS, localError } from './relay/local-error.ts';
import type { Clients, KnownClient } from './sessions/clients.ts';
import { LegacySession } from './sessions/legacy-session.ts';
import { identityOf, ModernCaller } from './sessions/modern-caller.ts';

export interface CoreOptions {
  readonly clock: Clock;
  readonly traffic: TrafficLog;
  readonly settings: () => GatewaySettings;
  readonly clients: Clients;
  /** Null where there is no such server. */
  readonly offerOf: (scope: Scope) => Offer | null;
  readonly onFault: (fault: unknown) => void;
}

/** How often it is looked who has not been heard of for long. */
const SWEEP_MS = 60_000;

const NO_SERVER = 404;
const TOO_MANY = 503;

/** A process of its own is kept so long for a client that is away: many programs close without a word. */
const REST_MS = 60_000;

/** Takes clients in, and finds each request's client again. */
export function createCore(options: CoreOptions): GatewayCore & { close(): void } {
  const { clock, traffic, settings, clients, onFault } = options;
  const callers = new Map<string, ModernCaller>();

  let cancelSweep: (() => void) | null = null;

  /** One of the modern era takes no leave. */
  function sweep(): void {
    cancelSweep = null;
    const nowMs = clock.monotonic();
    for (const caller of clients.silent(nowMs)) caller.end('gone');
    for (const client of clients.away(nowMs, REST_MS)) client.offer.rest(client);
    sweepLater();
  }

  function sweepLater(): void {
    if (clients.size > 0) cancelSweep ??= clock.after(SWEEP_MS, sweep);
  }

  function forget(client: KnownClient): void {
    clients.delete(client);
    if (clients.size > 0) return;
    cancelSweep?.();
    cancelSweep = null;
  }

  /** Room for one more; who has been away for longest makes it. */
  function makeRoom(): boolean {
    if (clients.size < settings().maxClients) return true;
    const away = clients.longestAway(clock.monotonic());
    away?.end('owner');
    return away !== null;
  }

  const newRate = () => createRateLimit(() => settings().ratePerSecond, clock);
  const refused = (id: RpcRequest['id'], status: number, error: ReturnType<typeof localError>): Opened => ({
    ok: false,
    status,
    response: { jsonrpc: '2.0', id, error },
  });

  function noServer(scope: Scope) {
    const name = scope.kind === 'server' ? scope.name : 'all';
    return { code: INVALID_PARAMS, message: `there is no server named ${name}` };
  }

  return {
    has: (scope) => options.offerOf(scope) !== null,
    get batchSize() {
      return settings().batchSize;
    },
    async open(scope: Scope, caller: Caller, initialize: RpcRequest, peer: Peer): Promise<Opened> {
      const { id, params = {} } = initialize;
      const offer = options.offerOf(scope);
      if (offer === null) return refused(id, NO_SERVER, noServer(scope));
      const { clientInfo, capabilities, protocolVersion: asked } = params;
      if (!isObject(clientInfo) || typeof asked !== 'string') {
        const message = 'initialize needs protocolVersion, capabilities and clientInfo';
        return refused(id, 400, { code: INVALID_PARAMS, message });
      }
      const described = await offer.describe();
      if (!described.ok) return refused(id, TOO_MANY, described.error);
      // It was taken out of the configuration meanwhile.
      if (options.offerOf(scope) !== offer) return refused(id, NO_SERVER, noServer(scope));
      if (!makeRoom()) {
        const message = `${clients.size} clients are attached, as many as gateway.maxClients allows`;
        return refused(id, TOO_MANY, localError('too-many-clients', message));
      }
      const protocolVersion = agreeOn(asked, settings().protocolVersion);
      const identity = { info: clientInfo, capabilities: isObject(capabilities) ? capabilities : {} };
      const session = new LegacySession({ scope, caller, protocolVersion, identity }, peer, {
        clock,
        traffic,
        offer,
        rate: newRate(),
        capabilities: described.capabilities,
        onClosed: forget,
        onFault,
      });
      clients.add(session);
      sweepLater();
      offer.enter(session);
      const { serverInfo, instructions } = described;
      const result = {
        protocolVersion,
        capabilities: described.capabilities,
        serverInfo,
        ...(instructions === null ? {} : { instructions }),
      };
      return { ok: true, session, response: { jsonrpc: '2.0', id, result } };
    },
    modern(scope, caller, request, reply, bytes) {
      const offer = options.offerOf(scope);
      if (offer === null) {
        reply.end({ jsonrpc: '2.0', id: request.id, error: noServer(scope) });
        return { cancel() {} };
      }
      const identity = identityOf(request.params);
      const { name, version } = identity.info;
      const place = scope.kind === 'server' ? scope.name : '';
      const { transport, token, label, connection } = caller;
      const key = [transport, token, label, connection, place, name, version].join('\0');
      let known = callers.get(key);
      if (known === undefined || known.offer !== offer) {
        known?.end('gone');
        if (!makeRoom()) {
          const message = `${clients.size} clients are attached, as many as gateway.maxClients allows`;
          const error = localError('too-many-clients', message);
          reply.end({ jsonrpc: '2.0', id: request.id, error });
          return { cancel() {} };
        }
        known = new ModernCaller(crypto.randomUUID(), scope, caller, identity, {
          clock,
          traffic,
          offer,
          rate: newRate(),
          onFault,
          onClosed(closed) {
            forget(closed);
            if (callers.get(key) === closed) callers.delete(key);
          },
        });
        callers.set(key, known);
        clients.add(known);
        sweepLater();
      }
      return known.request(request, identity, reply, bytes);
    },
    hangUp(connection) {
      for (const caller of [...callers.values()]) {
        if (caller.caller.connection === connection) caller.end('gone');
      }
    },
    close() {
      cancelSweep?.();
      cancelSweep = null;
    },
  };
}
