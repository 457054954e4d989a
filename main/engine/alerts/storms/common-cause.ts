import type { Alert } from '#contract/alert.ts';
import type { KnownServer } from '../notify/notification-policy.ts';
import { isAtLeast } from '../notify/severity.ts';

/** What so large a share of the members has in common is taken for their cause. */
const MOST = 0.8;
/** A cause that the alerts name themselves is surer than a likeness. */
const MANY = 0.5;
/** Longer words of one server say nothing about the others. */
const SAME_WORDS_MAX = 80;

const MACHINE_CAUSES: ReadonlyMap<string, string> = new Map([
  ['offline', 'there is no network'],
  ['disk_space', 'the disk is nearly full'],
  ['machine_memory', 'the machine is short of memory'],
  ['machine_trouble', 'the machine has a trouble'],
  ['disk_share', 'little of the disk is free'],
]);

/**
 * Why all of these came at once, as the end of a sentence: "there is no network". Null when nothing is known that fits
 * most of them. `lately` is what happened to the whole machine just before.
 */
export function commonCause(facts: {
  readonly members: readonly Alert[];
  readonly open: readonly Alert[];
  readonly servers: readonly KnownServer[];
  readonly lately: string | null;
  /** Milliseconds since 1970: so long after its start Signalbox waits for things to settle. */
  readonly startedUntilMs: number;
}): string | null {
  const members = facts.members.filter(({ server }) => server !== null);
  const names = new Set(members.map(({ server }) => server));
  return (
    machineCause(facts.open) ??
    mostly(
      members.map(({ cause }) => cause),
      MANY,
    ) ??
    dependency(names, facts) ??
    // What woke or was edited fails for that; after a start there was something wrong before it.
    (isStart(facts.lately) ? null : facts.lately) ??
    program(names, facts.servers) ??
    sameWords(members) ??
    (members.every(({ since }) => Date.parse(since) < facts.startedUntilMs) ? facts.lately : null)
  );
}

function isStart(lately: string | null): boolean {
  return lately?.startsWith('Signalbox started') ?? false;
}

function machineCause(open: readonly Alert[]): string | null {
  const rules = new Set(
    open
      .filter(({ server, severity }) => server === null && isAtLeast(severity, 'warning'))
      .map(({ rule }) => rule),
  );
  for (const [rule, words] of MACHINE_CAUSES) if (rules.has(rule)) return words;
  return null;
}

function dependency(
  names: ReadonlySet<string | null>,
  { servers, open }: { readonly servers: readonly KnownServer[]; readonly open: readonly Alert[] },
): string | null {
  const affected = servers.filter(({ name }) => names.has(name));
  const troubled = new Set(open.map(({ server }) => server));
  const candidates = new Set(affected.flatMap(({ dependsOn }) => dependsOn));
  for (const candidate of candidates) {
    const others = affected.filter(({ name }) => name !== candidate);
    const hanging = others.filter(({ dependsOn }) => dependsOn.includes(candidate));
    if (troubled.has(candidate) && hanging.length >= MOST * others.length) {
      return `they depend on ${candidate}, which has a trouble of its own`;
    }
  }
  return null;
}

/** Only where the others, which are well, are not started by it too. */
function program(names: ReadonlySet<string | null>, servers: readonly KnownServer[]): string | null {
  const affected = servers.filter(({ name }) => names.has(name));
  const found = mostly(
    affected.map(({ program: one }) => one),
    MOST,
  );
  if (found === null) return null;
  const users = servers.filter((server) => server.program === found);
  const hit = users.filter(({ name }) => names.has(name)).length;
  if (hit < MOST * users.length) return null;
  return `${hit === users.length ? 'all that are' : 'most that are'} started by ${found}`;
}

/** What comes after "is down:", where it is the same for them but for figures. */
function sameWords(members: readonly Alert[]): string | null {
  const reasons = members.map(({ message }) => /: (?<reason>.+)/.exec(message)?.groups?.['reason'] ?? null);
  const like = reasons.map((reason) => reason?.replaceAll(/\d+/g, '#') ?? null);
  const most = mostly(like, MOST);
  if (most === null) return null;
  const words = (reasons[like.indexOf(most)] ?? '').replace(/\.$/, '');
  return words.length > SAME_WORDS_MAX ? null : words;
}

/** What so large a share of all has in common; null without one, and of less than two. */
function mostly(values: readonly (string | null)[], share: number): string | null {
  if (values.length < 2) return null;
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const [value, count] of counts) if (count >= share * values.length) return value;
  return null;
}
