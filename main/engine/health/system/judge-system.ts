import type { HealthReport } from '#contract/health.ts';
import { reportOf } from '../score/score.ts';
import { count } from '../score/wording.ts';
import { findTroubles, sayDisk, sayMemory } from './find-troubles.ts';
import type { FolderFacts, NetworkFacts, SystemFacts } from './system-facts.ts';

/** The verdict on the machine: pure. Null before the first look. */
export function judgeSystem(facts: SystemFacts | null): HealthReport {
  if (facts === null) {
    const evidence = 'the machine has not been looked at yet';
    return reportOf([{ level: 'system', isKnown: false, evidence, lost: [] }], false);
  }
  const lost = findTroubles(facts).map((trouble) => trouble.lost);
  const evidence = [
    ...facts.disks.map(sayDisk),
    ...sayFolders(facts.folders),
    ...(facts.memory === null ? [] : [sayMemory(facts.memory)]),
    facts.clockJumps.length === 0 ? 'the clock ran evenly for ten minutes' : 'the clock jumped',
    sayNetwork(facts.network),
  ].join('; ');
  return reportOf([{ level: 'system', isKnown: true, evidence, lost }], true);
}

function sayFolders(folders: readonly FolderFacts[]): string[] {
  if (folders.length === 0) return [];
  const writable = folders.filter(({ unwritable }) => unwritable === null).length;
  return [`${writable} of ${count(folders.length, 'place')} can be written`];
}

function sayNetwork(network: NetworkFacts | null): string {
  if (network === null) return 'no server needs a network';
  if (!network.isUp) return 'no network is up';
  const found = network.hosts - network.missing.length;
  return `the addresses of ${found} of ${count(network.hosts, 'host')} can be found`;
}
