import { fixture } from '../harness/fixture.ts';
import type { Random } from '../harness/random.ts';

export type Servers = Readonly<Record<string, object>>;

const QUICK = { stdinClose: '300ms', terminate: '300ms' };

/** What a process does not see, and so needs no other one. */
const UPDATES: readonly ((random: Random) => object)[] = [
  (random) => ({ cache: random.chance(0.5) ? false : { ttl: `${1 + random.below(60)}s` } }),
  (random) => ({ timeouts: { ...QUICK, request: `${30 + random.below(60)}s` } }),
  (random) => ({ limits: { memorySoft: `${500 + random.below(500)}MB`, queue: 1 + random.below(1000) } }),
  (random) => ({ tools: { deny: [`tool-${random.below(5)}`] } }),
  (random) => ({ breaker: { failures: 2 + random.below(9) } }),
  (random) => ({ retry: random.chance(0.5) ? false : { attempts: 2 + random.below(4) } }),
  (random) => ({ health: { misses: 3 + random.below(5) } }),
  (random) => ({ restart: { maxAttempts: 3 + random.below(9) } }),
  (random) => ({ alerts: { rules: { high_memory: { enabled: random.chance(0.5) } } } }),
];

/**
 * Another file: up to three of its servers with settings that take no restart, now and then one that needs one, the order
 * changed, and one that comes or goes.
 */
export function randomDifference(
  servers: Servers,
  random: Random,
): { readonly next: Servers; readonly restarted: ReadonlySet<string> } {
  const restarted = new Set<string>();
  const next: Record<string, object> = {};
  for (const name of random.shuffle(Object.keys(servers))) next[name] = servers[name] ?? {};
  for (const name of random.shuffle(Object.keys(next)).slice(0, random.below(4))) {
    const update = UPDATES[random.below(UPDATES.length)];
    next[name] = { ...next[name], ...update?.(random) };
  }
  const [unlucky] = random.shuffle(Object.keys(next));
  if (unlucky !== undefined && random.chance(0.3)) {
    next[unlucky] = { ...next[unlucky], env: { EDIT: String(random.below(1_000_000)) } };
    restarted.add(unlucky);
  }
  if (random.chance(0.2)) {
    if (next['guest'] === undefined) next['guest'] = fixture('well-behaved', { timeouts: QUICK });
    else delete next['guest'];
    restarted.add('guest');
  }
  return { next, restarted };
}
