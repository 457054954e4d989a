import { secretArguments } from '#engine/supervision/supervision.ts';
import {
  createTrafficLog,
  type RequestEnd,
  type RequestStart,
  type TrafficLog,
} from '#engine/telemetry/telemetry.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

export const SUCCESS: RequestEnd = {
  error: null,
  responseBytes: 20,
  instance: 1,
  queueMs: 0,
  cache: 'none',
  breaker: 'closed',
  retries: 0,
};

export const FAILURE: RequestEnd = {
  ...SUCCESS,
  error: { class: 'tool', severity: 'error', code: null, message: 'no such file' },
};

export interface OpenTrafficLog {
  readonly log: TrafficLog;
  readonly clock: FakeClock;
  readonly settings: { recentRequests: number; recordArguments: boolean };
  start(but?: Partial<RequestStart>): ReturnType<TrafficLog['begin']>;
  /** One request that takes so long. */
  take(ms: number, but?: Partial<RequestStart>, end?: RequestEnd): void;
}

/** A traffic log with a clock that the test moves. */
export function openTrafficLog(but: Partial<OpenTrafficLog['settings']> = {}): OpenTrafficLog {
  const clock = new FakeClock();
  const settings = { recentRequests: 1000, recordArguments: false, ...but };
  const log = createTrafficLog({
    clock,
    settings: () => settings,
    isSecret: (name) => /token/i.test(name),
    secretsIn: (text) => secretArguments([text]),
  });
  const start: OpenTrafficLog['start'] = (changes = {}) =>
    log.begin({
      client: 'editor',
      clientId: 'client-1',
      server: 'files',
      method: 'tools/call',
      target: 'read',
      correlationId: '0'.repeat(32),
      requestBytes: 10,
      arguments: () => ({}),
      cancel: () => {},
      ...changes,
    });
  return {
    log,
    clock,
    settings,
    start,
    take(ms, changes, end = SUCCESS) {
      const trace = start(changes);
      clock.advance(ms);
      trace.end(end);
    },
  };
}
