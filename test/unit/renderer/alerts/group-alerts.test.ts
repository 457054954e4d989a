import { expect, test } from 'vitest';
import { type Cause, groupAlerts } from '../../../../renderer/screens/alerts/alert/group-alerts.ts';
import { countNeeds, worstNeed } from '../../../../renderer/store/alerts/needs-somebody.ts';
import { alertOf } from './made-up-alerts.ts';

const told = ({ alert, explains }: Cause): string => [alert.id, ...explains.map(({ id }) => id)].join(' < ');

test('what fires stands by server, the server with the worst alert first', () => {
  const { firing } = groupAlerts([
    alertOf('a', { server: 'db', severity: 'critical' }),
    alertOf('b', { server: 'web' }),
    alertOf('c', { server: 'db', severity: 'warning' }),
    alertOf('d', { server: null, severity: 'warning' }),
  ]);
  expect(firing.map(({ server, causes }) => [server, causes.map(told)])).toEqual([
    ['db', ['a', 'c']],
    ['web', ['b']],
    [null, ['d']],
  ]);
});

test('an alert that comes from a dependency stands under the dependency’s, not under its own server', () => {
  const cause = 'db, which it depends on, is down';
  const { firing, unclaimed } = groupAlerts([
    alertOf('web-slow', { server: 'web', rule: 'slow', incident: 1 }),
    alertOf('db-down', { incident: 1 }),
    alertOf('web-errors', { server: 'web', state: 'inhibited', cause, incident: 1 }),
  ]);
  expect(firing.flatMap(({ causes }) => causes.map(told))).toEqual(['web-slow', 'db-down < web-errors']);
  expect(unclaimed).toEqual([]);
});

test('a server whose name only begins another’s does not explain it', () => {
  const cause = 'db-2, which it depends on, is down';
  const { firing, unclaimed } = groupAlerts([
    alertOf('db', { server: 'db' }),
    alertOf('web', { server: 'web', state: 'inhibited', cause }),
  ]);
  expect(firing.flatMap(({ causes }) => causes.map(told))).toEqual(['db']);
  expect(unclaimed.map(({ id }) => id)).toEqual(['web']);
});

test('another trouble of the same server stands under its worst, also when somebody has seen that', () => {
  const { acknowledged } = groupAlerts([
    alertOf('down', { state: 'acknowledged' }),
    alertOf('errors', { state: 'inhibited', cause: 'it is down' }),
  ]);
  expect(acknowledged.map(told)).toEqual(['down < errors']);
});

test('what may fire soon and what is silenced stand apart', () => {
  const { firing, pending, silenced } = groupAlerts([
    alertOf('soon', { state: 'pending' }),
    alertOf('hushed', { state: 'silenced', server: 'web' }),
  ]);
  expect(firing).toEqual([]);
  expect(pending.map(({ id }) => id)).toEqual(['soon']);
  expect(silenced.map(told)).toEqual(['hushed']);
});

test('what is only good to know does not stand among what needs somebody', () => {
  const alerts = [alertOf('a', { severity: 'warning' }), alertOf('b', { severity: 'info', server: 'web' })];
  const { firing, good } = groupAlerts(alerts);
  expect(firing.map(({ server }) => server)).toEqual(['db']);
  expect(good.map(told)).toEqual(['b']);
  expect([countNeeds(alerts), countNeeds(alerts, 'web'), worstNeed(alerts)]).toEqual([1, 0, 'warning']);
  expect(worstNeed(alerts.slice(1))).toBeNull();
});

test('of a server that is known to be down nothing else is announced', () => {
  const soon = (server: string) => alertOf(`soon ${server}`, { state: 'pending', type: 'latency', server });
  const { pending } = groupAlerts([
    alertOf('down'),
    alertOf('lacks', { server: 'web', state: 'inhibited', type: 'dependency', cause: 'db is down' }),
    alertOf('cpu', { server: 'github', type: 'high_cpu' }),
    soon('db'),
    soon('web'),
    soon('github'),
  ]);
  expect(pending.map(({ id }) => id)).toEqual(['soon github']);
});
