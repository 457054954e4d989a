import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../ports.ts';
import { bounded } from '../bounded.ts';
import type { NetworkFacts } from './system-facts.ts';

export interface NetworkMeans {
  /** Fulfilled when the host has an address. */
  readonly lookup: (host: string) => Promise<unknown>;
  /** Whether an interface has an address that leads out of this machine. */
  readonly isUp: () => boolean;
}

export const SYSTEM_NETWORK: NetworkMeans = {
  lookup: (host) => lookup(host),
  isUp: () =>
    Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .some(({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/i.test(address)),
};

/** Each host is asked for at most this often. */
const EVERY_MS = 60_000;
const PATIENCE_MS = 5_000;
/** One failed question is no finding: it is put again after this. */
const AGAIN_MS = 2_000;
/** More hosts than anybody has remote servers. */
const MAX_HOSTS = 50;

/**
 * Looks whether the hosts that servers are reached at have addresses, once a minute and one after the other: each
 * question may hold a thread that reading files needs too. Loopback needs no network.
 */
export function watchNetwork(options: {
  readonly clock: Clock;
  /** Host names and addresses as in a URL. */
  readonly hosts: () => readonly string[];
  readonly means?: NetworkMeans;
  readonly onChange: () => void;
}): { facts(): NetworkFacts | null; close(): void } {
  const { clock, hosts, means = SYSTEM_NETWORK, onChange } = options;
  let facts: NetworkFacts | null = null;
  const closing = new AbortController();
  let cancel = (): void => {};
  const asked = new Map<string, Promise<string | null>>();

  /** Why there is no address, in a clause; null when there is one. A question that is still open is not put again. */
  async function ask(host: string): Promise<string | null> {
    const pending =
      asked.get(host) ??
      means
        .lookup(host)
        .then(() => null, sayFailure)
        .finally(() => asked.delete(host));
    asked.set(host, pending);
    return bounded(clock, PATIENCE_MS, pending, { late: 'no answer within 5 s', signal: closing.signal });
  }

  async function askTwice(host: string): Promise<string | null> {
    const first = await ask(host);
    if (first === null || closing.signal.aborted) return first;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancelWait = clock.after(AGAIN_MS, resolve);
    cancel = () => {
      cancelWait();
      resolve();
    };
    await promise;
    return closing.signal.aborted ? first : ask(host);
  }

  async function look(): Promise<void> {
    const wanted = [...new Set(hosts().map(bare))].filter((host) => !isLoopback(host)).slice(0, MAX_HOSTS);
    const before = facts;
    if (wanted.length === 0) facts = null;
    else if (!means.isUp()) facts = { hosts: wanted.length, isUp: false, missing: [] };
    else {
      const missing: { host: string; why: string }[] = [];
      for (const host of wanted) {
        if (closing.signal.aborted) return;
        const why = isIP(host) === 0 ? await askTwice(host) : null;
        if (why !== null) missing.push({ host, why });
      }
      facts = { hosts: wanted.length, isUp: true, missing };
    }
    if (closing.signal.aborted) return;
    cancel = clock.after(EVERY_MS, () => void look());
    if (JSON.stringify(before) !== JSON.stringify(facts)) onChange();
  }
  // Not while the engine is only just being put together.
  cancel = clock.after(0, () => void look());

  return {
    facts: () => facts,
    close() {
      closing.abort();
      cancel();
    },
  };
}

/** Without the brackets of an IPv6 address in a URL, and without the dot at the end that a full name may have. */
function bare(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host.startsWith('127.') ||
    host === '::1' ||
    host === '0.0.0.0'
  );
}

function sayFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOTFOUND') return 'no name server knows it';
  if (code === 'EAI_AGAIN') return 'no name server answers';
  return error instanceof Error ? error.message : String(error);
}
