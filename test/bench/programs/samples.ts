import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pidusage from 'pidusage';
import psList from 'ps-list';
import { systemClock } from '../../../main/engine/ports.ts';
import { createTreeSampler } from '../../../main/engine/process/sampling/sample-trees.ts';

/**
 * Samples process trees at a steady pace, in one of three ways, and prints what that took.
 * Arguments: the way, milliseconds between passes, those to run in, those to measure, and then pids of trees with commas
 * between the pids of one, its root first.
 */
const [way = '', interval = '', runIn = '', measured = '', ...texts] = process.argv.slice(2);
const intervalMs = Number(interval);
const trees = texts.map((text) => text.split(',').map(Number));
const pids = trees.flat();

const sampler = createTreeSampler(systemClock, new Map());
const roots = new Map(trees.map(([root = 0], at) => [`s${at}`, root]));
const ways: Record<string, () => Promise<number>> = {
  async ours() {
    const samples = await sampler.sample(roots);
    return [...samples.values()].reduce((sum, { processes }) => sum + processes, 0);
  },
  async pidusage() {
    return Object.keys(await pidusage(pids, { maxage: 60_000 })).length;
  },
  async 'pidusage and ps-list'() {
    // The tree is in the list; the figures are pidusage's.
    const [, usages] = [await psList(), await pidusage(pids, { maxage: 60_000 })];
    return Object.keys(usages).length;
  },
  async nothing() {
    return 0;
  },
};
const pass = ways[way];
if (pass === undefined) throw new Error(`there is no way named ${way}`);

/** Of children that were waited for, in milliseconds; 10 ms fine. */
function childrenMs(): number {
  const text = readFileSync('/proc/self/stat', 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + childrenMs();
}

const startedMs = performance.now();
let begin: { readonly atMs: number; readonly cpuMs: number } | null = null;
let seen = Number.POSITIVE_INFINITY;
const passMs: number[] = [];
for (let due = startedMs; ; due += intervalMs) {
  await sleep(Math.max(0, due - performance.now()));
  const beganMs = performance.now();
  if (begin === null && beganMs - startedMs >= Number(runIn)) begin = { atMs: beganMs, cpuMs: cpuMs() };
  if (begin !== null && beganMs - begin.atMs >= Number(measured)) break;
  const found = await pass();
  if (begin === null) continue;
  seen = Math.min(seen, found);
  passMs.push(performance.now() - beganMs);
}
const spentMs = cpuMs() - begin.cpuMs;
sampler.close();
console.log(
  JSON.stringify({
    cpuPercent: (100 * spentMs) / (performance.now() - begin.atMs),
    cpuMsPerPass: spentMs / passMs.length,
    passes: passMs.length,
    seen,
    longestPassMs: Math.max(...passMs),
  }),
);
