import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killSaving } from '../../process/configuration/saving/kill-saving.ts';
import { twoClients } from '../../process/configuration/saving/two-clients.ts';
import { writeBeside } from '../../process/configuration/saving/write-beside.ts';
import { createRandom } from '../../process/harness/random.ts';
import type { FaultCase, Scene } from '../kit/fault-case.ts';
import { count } from '../kit/measure.ts';

type Case = Pick<FaultCase, 'id' | 'pace' | 'limitMs'>;

function killed(kills: number, of: Case): FaultCase {
  return {
    ...of,
    name: `the configuration is being saved when its writer is killed, ${kills} times`,
    injected: `a process that saves a file of 50 kB in a loop; kill -9 at ${kills} random moments`,
    expected: 'the file is the old or the new one, whole; what was left beside it is among the backups',
    async run({ defer }) {
      const folder = await mkdtemp(join(tmpdir(), 'signalbox-killed-saves-'));
      defer(() => rm(folder, { recursive: true }));
      const random = createRandom();
      const { saves, drafts, faults } = await killSaving(folder, kills, random);
      assert.deepEqual(faults, [], random.told);
      return `${count(saves, 'save')}, ${kills} kills, of which ${drafts} left a text beside the file; all of it whole`;
    },
  };
}

/** One server that never runs, with two values that are counted up. */
const homeOf = ({ home }: Scene) =>
  home({ a: { command: 'true', disabled: true, env: { ONE: '0', OTHER: '0' } } });

function beside(seconds: number, of: Case): FaultCase {
  return {
    ...of,
    name: `sed -i edits the configuration all the time while Signalbox does, for ${seconds} s`,
    injected: 'a loop of sed -i that adds a line each, beside a loop of apply-configuration with revisions',
    expected:
      'each line of sed is there; each change that was answered is there, or told to have been saved over',
    async run(scene) {
      const place = await homeOf(scene);
      const engine = await scene.serve(place);
      const seen = await writeBeside(engine, place.file, seconds * 1000);
      assert.equal(seen.missingLines, 0);
      assert.deepEqual(seen.untold, []);
      assert.ok(seen.lines > 0 && seen.applied > 0);
      return `${count(seen.lines, 'line')} of sed, none lost; ${count(seen.applied, 'change')} of ours, ${count(seen.conflicts, 'conflict')} told, ${seen.savedOver} saved over by sed and told`;
    },
  };
}

function clients(seconds: number, of: Case): FaultCase {
  return {
    ...of,
    name: `two windows change the configuration all the time, for ${seconds} s`,
    injected: 'two clients, each counting up a value of its own with the revision that it has read',
    expected: 'no count is lost: each change is applied, or answered with a conflict',
    async run(scene) {
      const engine = await scene.serve(await homeOf(scene));
      const seen = await twoClients(engine, seconds * 1000);
      assert.deepEqual(seen.found, seen.applied);
      return `${seen.applied.join(' and ')} changes applied, ${count(seen.conflicts, 'conflict')} told; the file says ${seen.found.join(' and ')}`;
    },
  };
}

export const saves: readonly FaultCase[] = [
  killed(15, { id: '32a', pace: 'quick' }),
  killed(300, { id: '32b', pace: 'slow', limitMs: 900_000 }),
  beside(4, { id: '33a', pace: 'quick' }),
  beside(60, { id: '33b', pace: 'slow', limitMs: 240_000 }),
  clients(4, { id: '33c', pace: 'quick' }),
  clients(60, { id: '33d', pace: 'slow', limitMs: 240_000 }),
];
