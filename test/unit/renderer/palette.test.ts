import { expect, test } from 'vitest';
import { filterEntries, paletteEntries } from '../../../renderer/shell/palette-entries.ts';
import { restartPlan } from '../../../renderer/shell/restart-plan.ts';
import { AT, serverView } from './made-up.ts';

const servers = [
  serverView(),
  serverView({ name: 'github', state: 'stopped' }),
  serverView({ name: 'sequential-thinking' }),
];
const alerts = { firing: 0, paused_until: null };
const entries = paletteEntries({ servers, pending: new Map(), connected: true, alerts });
const ids = (query: string): string[] => filterEntries(entries, query).map(({ id }) => id);

test('only what can be done now is offered', () => {
  const all = entries.map(({ id }) => id);
  expect(all).toContain('stop:memory');
  expect(all).toContain('start:github');
  expect(all).not.toContain('start:memory');
  expect(all).not.toContain('stop:github');
  const lost = paletteEntries({ servers, pending: new Map(), connected: false, alerts }).map(({ id }) => id);
  expect(lost.filter((id) => /^(start|stop|restart|pause)/.test(id))).toEqual([]);
});

test('alerts can be acknowledged while some fire, and notifications paused or resumed, whichever helps', () => {
  const offered = (firing: number, paused: string | null): string[] =>
    paletteEntries({
      servers,
      pending: new Map(),
      connected: true,
      alerts: { firing, paused_until: paused },
    })
      .filter(({ subject }) => subject === 'Alerts')
      .map(({ words }) => words);
  expect(offered(0, null)).toEqual(['Pause notifications for 1 hour']);
  expect(offered(2, AT)).toEqual(['Acknowledge all 2', 'Resume notifications']);
});

test('every word must be found, in any order', () => {
  expect(ids('stop mem')).toEqual(['stop:memory']);
  expect(ids('think logs')).toEqual(['logs:sequential-thinking']);
  expect(ids('nothing')).toEqual([]);
});

test('a server’s page is the first that its name finds', () => {
  expect(ids('mem')[0]).toBe('server:memory');
  expect(ids('open think')[0]).toBe('server:sequential-thinking');
});

test('what begins a word comes before what stands inside one', () => {
  expect(ids('start').slice(0, 1)).toEqual(['start:github']);
});

test('“Restart all” touches only what runs', () => {
  expect(restartPlan(servers)).toEqual({ restart: ['memory', 'sequential-thinking'], leave: ['github'] });
});
