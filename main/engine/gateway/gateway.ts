import type { z } from 'zod';
import type { Output } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import type { RequestAnswer, RequestInput } from '#contract/request.ts';
import type { RequestFilter, RequestPage, ServerTraffic, Traffic } from '#contract/traffic.ts';
import type { Clock } from '../ports.ts';
import type { Supervision } from '../supervision/supervision.ts';

export type { GatewayCore } from './core.ts';

/** The gateway as the rest of the engine sees it. */
export interface Gateway {
  traffic(): Traffic;
  /** What is known of one server; figures are zero for one that was never asked. */
  server(name: string): ServerTraffic;
  requests(filter: z.output<typeof RequestFilter>): RequestPage;
  latencies(server?: string): Output<'latencies'>['latencies'];
  /** Throws ProblemError `unknown-server`. */
  tools(server: string): Output<'tools'>;
  cancelRequest(seq: number): boolean;
  /** One request, as a client would send it, by Signalbox's own window or command line. Throws ProblemError. */
  request(input: z.output<typeof RequestInput>): Promise<RequestAnswer>;
  clientTokens(): Output<'client-tokens'>['tokens'];
  /** The token, in full. Throws ProblemError `bad-input` when the name is taken. */
  addClientToken(name: string): string;
  /** Throws ProblemError `not-found`. */
  removeClientToken(name: string): void;
  /** Ends every session; what is in flight gets an error. */
  close(): void;
}

/** What the gateway stands on. */
export interface GatewayOptions {
  readonly clock: Clock;
  readonly supervision: () => Supervision;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { clock, supervision } = options;
  return {
    traffic: () => ({
      at: new Date(clock.now()).toISOString(),
      records_arguments: false,
      clients: [],
      flows: [],
      in_flight: [],
      servers: [],
    }),
    server: (server) => ({
      server,
      clients: 0,
      requests: 0,
      errors: 0,
      error_rate: null,
      mean_ms: null,
      p50_ms: null,
      p95_ms: null,
      breaker: 'closed',
      breaker_reason: null,
      breaker_trial_at: null,
      cache_entries: 0,
      cache_hits: 0,
      cache_misses: 0,
      share: 'one',
      share_reason: 'one process serves all clients',
    }),
    requests: () => ({ requests: [], matched: 0, kept: 0 }),
    latencies: () => [],
    tools: (server) => ({ server, known_since: null, tools: [] }),
    cancelRequest: () => false,
    request: (input) => supervision().request(input),
    clientTokens: () => [],
    addClientToken(name) {
      throw new ProblemError('bad-input', name);
    },
    removeClientToken(name) {
      throw new ProblemError('not-found', name);
    },
    close() {},
  };
}
