import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Alert } from '#contract/alert.ts';
import type { AlertEvent } from '#engine/alerts/alert-event.ts';
import { createRemedies, type RemedyMeans } from '#engine/alerts/remedies/remedies.ts';
import type { Remedy } from '#engine/configuration/configuration.ts';
import { fakeAlert } from '../../../fakes/alert.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { memoryShelves } from '../../../fakes/memory-shelves.ts';

const restart: Remedy = { do: 'restart', command: null, args: [], maxPerHour: 2 };
const HOUR_MS = 3_600_000;

function open(
  remedy: Remedy | null,
  { shelves = memoryShelves(), clock = new FakeClock(), means = {} as Partial<RemedyMeans> } = {},
) {
  const calls: string[] = [];
  const register: string[] = [];
  const taken: string[] = [];
  const remedies = createRemedies({
    clock,
    shelves,
    rule: () => ({ remedy }),
    means: {
      restart: (server, rule) => void calls.push(`restart ${server} by ${rule}`),
      reap: (server) => Promise.resolve(calls.push(`reap ${server}`)),
      diagnose: () => Promise.resolve('/state/diagnosis.json'),
      run: () => Promise.reject(new Error('none is run')),
      ...means,
    },
    register: {
      add(entry) {
        register.push(`${entry.server} ${entry.lamp} ${entry.text}`);
        return { ...entry, id: register.length, at: new Date(clock.now()).toISOString() };
      },
    },
    onTaken: (id, { remedy: what, outcome }) => taken.push(`${id} ${what} ${outcome}`),
  });
  const note = async (kind: AlertEvent['kind'], but: Partial<Alert> = {}) => {
    remedies.note([{ kind, alert: fakeAlert(but) }]);
    for (let turn = 0; turn < 5; turn++) await nextTurn();
  };
  return { clock, shelves, remedies, calls, register, taken, note };
}

test('a server is restarted as often in an hour as its rule allows, also by the next engine', async () => {
  const first = open(restart);
  await first.note('fired', { id: 'a1' });
  await first.note('worse', { id: 'a1' });
  await first.note('fired', { id: 'a2', server: 'db' });
  expect(first.calls).toEqual([
    'restart github by high_cpu',
    'restart github by high_cpu',
    'restart db by high_cpu',
  ]);
  const second = open(restart, first);
  await second.note('fired', { id: 'a3' });
  expect(second.calls).toEqual([]);
  expect(second.taken).toEqual(['a3 restart refused']);
  expect(second.register).toEqual([
    'github warn high_cpu did nothing this time: it may restart github 2 times an hour',
  ]);
  second.clock.advance(HOUR_MS);
  await second.note('fired', { id: 'a4' });
  expect(second.calls).toEqual(['restart github by high_cpu']);
  expect(second.register.at(-1)).toBe('github info github was restarted, as the rule high_cpu says');
});

test('nothing is done over anybody’s head, nor for what is no news', async () => {
  const { calls, note, taken } = open(restart);
  for (const state of ['acknowledged', 'silenced', 'inhibited', 'pending'] as const)
    await note('fired', { state });
  for (const kind of ['pending', 'changed', 'released', 'resolved', 'better', 'unstable'] as const)
    await note(kind);
  expect(calls).toEqual([]);
  expect(taken).toEqual([]);
  const without = open(null);
  await without.note('fired');
  expect(without.taken).toEqual([]);
});

test('what fails is told with its reason, and counts', async () => {
  const { note, register, taken } = open(restart, {
    means: { restart: () => Promise.reject(new Error('it is disabled')) },
  });
  await note('fired', { id: 'a1' });
  await note('fired', { id: 'a2' });
  await note('fired', { id: 'a3' });
  expect(taken).toEqual(['a1 restart failed', 'a2 restart failed', 'a3 restart refused']);
  expect(register[0]).toContain('failed: it is disabled');
});

test('a command gets the alert on its stdin, and what it came to is told', async () => {
  const inputs: string[] = [];
  const remedy: Remedy = { do: 'run', command: 'clean-up', args: ['--all'], maxPerHour: 5 };
  const { note, register, taken } = open(remedy, {
    means: {
      run(spec) {
        inputs.push(spec.input ?? '');
        const code = inputs.length === 1 ? 0 : 3;
        return Promise.resolve({
          kind: 'exited',
          code,
          signal: null,
          stdout: '',
          stderrTail: 'no\n',
          ranMs: 1,
        });
      },
    },
  });
  await note('fired', { id: 'a1', server: null });
  await note('fired', { id: 'a2' });
  expect(JSON.parse(inputs[0] ?? '')).toMatchObject({ id: 'a1' });
  expect(taken).toEqual(['a1 run done', 'a2 run failed']);
  expect(register).toEqual([
    'null info The machine: clean-up was run, as the rule high_cpu says, and ended well',
    'github warn github: clean-up was run, as the rule high_cpu says, and exited with 3: no',
  ]);
});

test('a command that can’t be started is not said to have run', async () => {
  const { note, register } = open(
    { do: 'run', command: 'clean-up', args: [], maxPerHour: 1 },
    {
      means: {
        run: () => Promise.resolve({ kind: 'not-started', reason: 'clean-up was not found' }),
      },
    },
  );
  await note('fired', { id: 'a1' });
  await note('fired', { id: 'a2' });
  expect(register).toEqual([
    'github warn github: clean-up, which the rule high_cpu runs, could not be started: clean-up was not found',
    'github warn high_cpu did nothing this time: it may run its command once an hour',
  ]);
});

test('what a server left behind is counted in words', async () => {
  const { note, register } = open({ ...restart, do: 'reap' });
  await note('fired');
  expect(register).toEqual(['github info github had left 1 process behind, which was ended']);
});

test('the machine is never restarted', async () => {
  const { note, calls, taken } = open(restart);
  await note('fired', { id: 'a1', server: null });
  expect(calls).toEqual([]);
  expect(taken).toEqual(['a1 restart refused']);
});
