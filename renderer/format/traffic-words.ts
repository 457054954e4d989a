import type { Lamp } from '#contract/server-state.ts';
import type {
  BreakerState,
  ClientView,
  RequestErrorClass,
  RequestRecord,
  Severity,
} from '#contract/traffic.ts';
import { bytes, count, type Quantity, text } from './quantity.ts';

/** Requests a second: 0.2 /s, 12 /s, 3,400 /s. */
export function perSecond(value: number): Quantity {
  if (value > 0 && value < 0.05) return { value: '<0.1', unit: '/s' };
  return { value: value < 9.95 ? trimZero(value.toFixed(1)) : count(Math.round(value)), unit: '/s' };
}

/** A share of 0 to 1 as per cent: 0 %, 0.4 %, 31 %. */
export function share(value: number): Quantity {
  const percent = Math.max(0, value) * 100;
  if (percent > 0 && percent < 0.05) return { value: '<0.1', unit: '%' };
  return { value: percent < 9.95 ? trimZero(percent.toFixed(1)) : String(Math.round(percent)), unit: '%' };
}

export const CLASS_WORDS: Readonly<Record<RequestErrorClass, string>> = {
  transport: 'connection lost',
  timeout: 'timed out',
  protocol: 'refused by the server',
  tool: 'failed in the tool',
  cancelled: 'cancelled',
  rejected: 'not sent',
};

export const SEVERITY_LAMPS: Readonly<Record<Severity, Lamp>> = { info: 'info', warn: 'warn', error: 'bad' };

/** What became of a request, in a few words: "ok, 41 kB", "ok, from the cache", "timed out: no answer in 30 s". */
export function outcomeWords({ error, cache, response_bytes: size }: RequestRecord): string {
  if (error !== null) return `${CLASS_WORDS[error.class]}: ${error.message}`;
  if (cache === 'hit') return 'ok, from the cache';
  if (cache === 'shared') return 'ok, shared with an identical read';
  return `ok, ${text(bytes(size))}`;
}

export const BREAKER_WORDS: Readonly<Record<BreakerState, string>> = {
  closed: 'closed',
  open: 'breaker open',
  'half-open': 'breaker half open',
};

export const BREAKER_LAMPS: Readonly<Record<BreakerState, Lamp>> = {
  closed: 'ok',
  open: 'bad',
  'half-open': 'warn',
};

export const TRANSPORT_WORDS: Readonly<Record<ClientView['transport'], string>> = {
  'streamable-http': 'HTTP',
  sse: 'HTTP, SSE',
  connect: 'connect',
  window: 'this window',
};

function trimZero(digits: string): string {
  return digits.replace(/\.0$/, '');
}
