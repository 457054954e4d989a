import { expect, test } from 'vitest';
import {
  alertOfSituation,
  situationOf,
  untoldForecast,
} from '../../../../renderer/screens/server/situation.ts';
import { alertOf } from '../alerts/made-up-alerts.ts';
import { AT, serverView } from '../made-up.ts';

const exited = { code: 'exited', message: 'exited with code 1: “boom”', fix: null } as const;

test('a healthy server needs no words', () => {
  expect(situationOf(serverView())).toBeNull();
  expect(situationOf(serverView({ state: 'starting', health: 'unknown' }))).toBeNull();
});

test('a server that went down says why, what it wrote last, when it is tried again, and can be tried now', () => {
  const exit = { at: AT, code: 1, signal: null, stderr: 'something else went wrong' };
  expect(
    situationOf(
      serverView({
        state: 'backing-off',
        problem: exited,
        last_exit: exit,
        next_start_at: AT,
        next_step: 'Wait.',
      }),
    ),
  ).toEqual({
    headline: 'Went down',
    why: 'exited with code 1: “boom”',
    lines: ['Wait.'],
    stderr: 'something else went wrong',
    nextStartAt: AT,
    waitsFor: [],
    canTryNow: true,
  });
});

test('what is quoted in the reason is not said twice', () => {
  const exit = { at: AT, code: 1, signal: null, stderr: 'boom' };
  expect(
    situationOf(serverView({ state: 'crash-looping', problem: exited, last_exit: exit }))?.stderr,
  ).toBeNull();
});

test('what mends it is said once, also where the next step ends in it', () => {
  const problem = { code: 'command-not-found', message: 'uvx was not found', fix: 'Install uv.' } as const;
  const lines = situationOf(
    serverView({ state: 'failed', problem, next_step: 'Install uv. It starts then.' }),
  )?.lines;
  expect(lines).toEqual(['Install uv. It starts then.']);
});

test('what a server wrote is no reason for a port that is taken', () => {
  const exit = { at: AT, code: 1, signal: null, stderr: 'listening' };
  const problem = { code: 'port-taken', message: 'port 1 is taken', fix: null } as const;
  expect(situationOf(serverView({ state: 'backing-off', problem, last_exit: exit }))?.stderr).toBeNull();
});

test('one that can’t start says what mends it before what happens by itself', () => {
  const problem = { code: 'command-not-found', message: 'uvx was not found', fix: 'Install uv.' } as const;
  expect(situationOf(serverView({ state: 'failed', problem, next_step: 'Tried again.' }))).toMatchObject({
    headline: 'Can’t start',
    lines: ['Install uv.', 'Tried again.'],
    canTryNow: true,
  });
});

test('one that waits says for what, in the engine’s words, once', () => {
  const waiting = serverView({ state: 'waiting', reason: 'waits for github', depends_on: ['github'] });
  expect(situationOf(waiting)).toMatchObject({
    headline: 'Waits for github',
    why: null,
    waitsFor: ['github'],
  });
});

test.each([
  ['installing', { state: 'starting', installing: true }, 'Installing'],
  ['hung and left alone', { hung: true }, 'Does not answer, and is left running'],
  ['degraded', { health: 'degraded', health_reasons: ['slow'] }, 'Degraded'],
  ['taken over', { adopted: true }, 'Taken over from an earlier Signalbox'],
  ['on demand', { state: 'stopped', start: 'on-demand' }, 'Starts on demand'],
  ['stopped', { state: 'stopped', reason: 'stopped by you' }, 'Stopped'],
] as const)('%s', (_what, part, headline) => {
  const reasons = 'health_reasons' in part ? [...part.health_reasons] : [];
  expect(situationOf(serverView({ ...part, health_reasons: reasons }))?.headline).toBe(headline);
});

test('where memory leads is said once, also where it is the reason already', () => {
  const forecast = 'Memory grows by 52 MB an hour and reaches its 512 MB limit in 3 h.';
  const calm = serverView({ forecast });
  expect(untoldForecast(calm, situationOf(calm))).toBe(forecast);
  const told = serverView({ forecast, health: 'degraded', health_reasons: [forecast.slice(0, -1)] });
  expect(untoldForecast(told, situationOf(told))).toBeNull();
  expect(untoldForecast(serverView(), null)).toBeNull();
});

test('the alert that says the same as the card stands in it, and no other', () => {
  const db = serverView({ name: 'db', state: 'backing-off', problem: exited });
  const down = alertOf('down');
  const often = alertOf('often', { rule: 'unsteady', severity: 'warning' });
  const memory = alertOf('memory', { rule: 'memory_limit', type: 'resource_limit' });
  const elsewhere = alertOf('elsewhere', { server: 'web' });
  expect(alertOfSituation(db, [elsewhere, memory, often, down])?.id).toBe('down');
  expect(alertOfSituation(db, [elsewhere, memory, often])).toBeNull();
  expect(alertOfSituation(db, [alertOf('seen', { state: 'acknowledged' })])).toBeNull();
  // It is back; its alert is over in a moment.
  expect(alertOfSituation(serverView({ name: 'db' }), [down])).toBeNull();
  const hung = alertOf('hung', { rule: 'hung' });
  expect(alertOfSituation(serverView({ name: 'db', hung: true }), [hung])?.id).toBe('hung');
  expect(alertOfSituation(undefined, [down])).toBeNull();
});
