import { describe, expect, it } from 'vitest';
import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import { Lamp, ServerState } from '#contract/server-state.ts';
import type { TrayItem } from '../../../main/desktop/tray/tray-item.ts';
import { type TrayFacts, trayModel } from '../../../main/desktop/tray/tray-model.ts';
import { overview, serverView } from './views.ts';

const FACTS: TrayFacts = {
  alerts: { alerts: [], firing: 0, worst: null, paused_until: null, quiet_hours: false },
  notifications: true,
  configurationName: 'mine.json',
  nowMs: new Date(2026, 0, 2, 12).getTime(),
};

function items(servers: ServerView[], different: Partial<Overview> = {}, notifications = true) {
  return trayModel({ overview: overview(different), servers }, { ...FACTS, notifications }).items;
}

function labels(list: readonly TrayItem[]): string[] {
  return list.map((item) => (item.kind === 'separator' ? '—' : item.label));
}

function submenu(list: readonly TrayItem[], name: string): readonly TrayItem[] {
  const found = list.find((item) => item.kind === 'submenu' && item.label.includes(` ${name}:`));
  if (found?.kind !== 'submenu') throw new Error(`${name} has no menu`);
  return found.items;
}

function enabled(server: ServerView): Record<string, boolean> {
  const commands = submenu(items([server]), server.name).filter((item) => item.kind === 'command');
  return Object.fromEntries(commands.map((command) => [command.label, command.enabled]));
}

describe('the tray', () => {
  it('shows the lamp and the sentence of all servers', () => {
    const model = trayModel(
      {
        overview: overview({ lamp: 'bad', sentence: '1 server needs attention', detail: '1 unhealthy' }),
        servers: [],
      },
      FACTS,
    );
    expect(model.lamp).toBe('bad');
    expect(model.tooltip).toBe('Signalbox: 1 server needs attention\n1 unhealthy');
    expect(model.items[0]).toEqual({ kind: 'text', label: '1 server needs attention' });
  });

  it('has a tooltip of one line when there is nothing to count', () => {
    const now = { overview: overview({ sentence: 'No servers yet', detail: '' }), servers: [] };
    expect(trayModel(now, FACTS).tooltip).toBe('Signalbox: No servers yet');
  });

  it('reads as a whole, with the servers between the sentence and what is always there', () => {
    expect(
      labels(items([serverView('memory'), serverView('time', { state: 'stopped', lamp: 'off' })])),
    ).toEqual([
      'All clear',
      '—',
      '● memory: running',
      '○ time: stopped',
      '—',
      'Show window',
      'Pause notifications',
      'Notifications',
      'Open mine.json',
      'Settings',
      '—',
      'Quit',
    ]);
  });

  it('has no empty place where no server is', () => {
    expect(labels(items([]))).toEqual([
      'All clear',
      '—',
      'Show window',
      'Pause notifications',
      'Notifications',
      'Open mine.json',
      'Settings',
      '—',
      'Quit',
    ]);
  });

  it('puts servers that need their owner first, worst first, and keeps the order of the file otherwise', () => {
    const servers = ['a', 'b', 'c', 'd'].map((name) => serverView(name));
    const shown = labels(items(servers, { attention: ['d', 'b'] })).filter((label) => label.includes(': '));
    expect(shown.map((label) => label[2])).toEqual(['d', 'b', 'a', 'c']);
  });

  it('leaves out a name that needs attention and is gone from the list', () => {
    expect(labels(items([serverView('a')], { attention: ['gone'] }))).toContain('● a: running');
  });

  it('stays shorter than a screen with many servers, and says how many are left out', () => {
    const servers = Array.from({ length: 60 }, (_, index) => serverView(`server-${index}`));
    const list = items(servers, { attention: ['server-59'] });
    expect(labels(list).filter((label) => label.includes(': '))).toHaveLength(25);
    expect(labels(list)[2]).toBe('● server-59: running');
    expect(list).toContainEqual({
      kind: 'command',
      label: '35 more in the window',
      enabled: true,
      act: { do: 'show-window' },
    });
  });

  it.each([...Lamp.options])('shows the lamp %s by a shape of its own', (lamp) => {
    const shapes = Lamp.options.map((each) => labels(items([serverView('a', { lamp: each })]))[2]?.[0]);
    expect(new Set(shapes).size).toBe(Lamp.options.length);
    expect(labels(items([serverView('a', { lamp })]))[2]).toMatch(/^[●◆■○▲] a: /);
  });

  it.each([
    ['stopped', [true, false, false]],
    ['waiting', [false, true, false]],
    ['starting', [false, true, true]],
    ['ready', [false, true, true]],
    ['stopping', [false, false, false]],
    ['backing-off', [true, true, false]],
    ['crash-looping', [true, true, false]],
    ['failed', [true, true, false]],
  ] as const)('offers what makes sense for a server that is %s', (state, [start, stop, restart]) => {
    expect(enabled(serverView('a', { state }))).toEqual({
      Start: start,
      Stop: stop,
      Restart: restart,
      Open: true,
      'Open logs': true,
    });
  });

  it('has words for every state', () => {
    const words = ServerState.options.map((state) => labels(items([serverView('a', { state })]))[2]);
    expect(new Set(words).size).toBe(ServerState.options.length);
  });

  it('says of a running server that does not answer that it does not', () => {
    const hung = serverView('a', { health: 'unhealthy', lamp: 'bad' });
    expect(labels(items([hung]))[2]).toBe('■ a: not answering');
  });

  it('tells an install from a start', () => {
    const installing = serverView('a', { state: 'starting', installing: true, lamp: 'info' });
    expect(labels(items([installing]))[2]).toBe('▲ a: installing');
  });

  it('acts on the server whose menu it is', () => {
    const commands = submenu(items([serverView('a'), serverView('b')]), 'b');
    expect(commands.map((item) => (item.kind === 'command' ? item.act : null))).toEqual([
      { do: 'start', server: 'b' },
      { do: 'stop', server: 'b' },
      { do: 'restart', server: 'b' },
      null,
      { do: 'open-server', server: 'b' },
      { do: 'open-logs', server: 'b' },
    ]);
  });

  it.each([true, false])('turns notifications around when they are %s', (on) => {
    expect(items([], {}, on)).toContainEqual({
      kind: 'checkbox',
      label: 'Notifications',
      checked: on,
      act: { do: 'set-notifications', on: !on },
    });
  });
});
