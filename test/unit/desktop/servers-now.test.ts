import { expect, it } from 'vitest';
import { afterChange } from '../../../main/desktop/tray/servers-now.ts';
import { overview, serverView } from './views.ts';

const now = { overview: overview(), servers: [serverView('a'), serverView('b')] };

it('takes changed servers and the new overview, and keeps the others', () => {
  const next = afterChange(now, {
    overview: overview({ lamp: 'warn' }),
    changed: [serverView('b', { state: 'stopped' })],
    removed: [],
    order: ['a', 'b'],
  });
  expect(next.overview.lamp).toBe('warn');
  expect(next.servers.map(({ name, state }) => [name, state])).toEqual([
    ['a', 'ready'],
    ['b', 'stopped'],
  ]);
});

it('drops removed servers, adds new ones, and follows the order of the file', () => {
  const next = afterChange(now, {
    overview: overview(),
    changed: [serverView('c')],
    removed: ['a'],
    order: ['c', 'b'],
  });
  expect(next.servers.map(({ name }) => name)).toEqual(['c', 'b']);
});
