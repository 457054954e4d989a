import { describe, expect, it } from 'vitest';
import type { Alert, AlertsNow } from '#contract/alert.ts';
import { pauseEndMs } from '../../../main/desktop/tray/pause-items.ts';
import type { TrayAct, TrayItem } from '../../../main/desktop/tray/tray-item.ts';
import { trayModel } from '../../../main/desktop/tray/tray-model.ts';
import { fakeAlert } from '../../fakes/alert.ts';
import { overview } from './views.ts';

const NOON_MS = new Date(2026, 0, 2, 12).getTime();

function model(different: Partial<AlertsNow>, notifications = true) {
  const alerts = different.alerts ?? [];
  const firing = alerts.filter(({ state }) => state === 'firing').length;
  return trayModel(
    { overview: overview({ detail: '8 healthy · 1 degraded' }), servers: [] },
    {
      alerts: {
        alerts,
        firing,
        worst: alerts[0]?.severity ?? null,
        paused_until: null,
        quiet_hours: false,
        ...different,
      },
      notifications,
      configurationName: 'mine.json',
      nowMs: NOON_MS,
    },
  );
}

function labels(items: readonly TrayItem[]): string[] {
  return items.map((item) => (item.kind === 'separator' ? '—' : item.label));
}

function inside(items: readonly TrayItem[], label: string): readonly TrayItem[] {
  const found = items.find((item) => item.kind === 'submenu' && item.label.includes(label));
  if (found?.kind !== 'submenu') throw new Error(`there is no menu ${label}`);
  return found.items;
}

function menuOf(alert: Alert): readonly TrayItem[] {
  return inside(model({ alerts: [alert] }).items, alert.message.slice(0, 20));
}

function acts(items: readonly TrayItem[]): Record<string, TrayAct> {
  return Object.fromEntries(
    items.flatMap((item) => (item.kind === 'command' ? [[item.label, item.act]] : [])),
  );
}

describe('alerts in the tray', () => {
  it('stand first, the worst first, with a shape for how bad each is', () => {
    const alerts = [
      fakeAlert({ id: 'a', severity: 'critical', message: 'github can’t start' }),
      fakeAlert({ id: 'b', message: 'memory is high' }),
    ];
    expect(labels(model({ alerts }).items).slice(0, 6)).toEqual([
      'All clear',
      '—',
      '■ github can’t start',
      '◆ memory is high',
      '—',
      'Show window',
    ]);
  });

  it('are only those that still need somebody', () => {
    const quiet = ['pending', 'acknowledged', 'silenced', 'inhibited'] as const;
    const { items, tooltip } = model({ alerts: quiet.map((state) => fakeAlert({ id: state, state })) });
    expect(items.some((item) => item.kind === 'submenu' && item.label.includes('github'))).toBe(false);
    expect(tooltip).toBe('Signalbox: All clear\n8 healthy · 1 degraded');
  });

  it('are five at most; the others are in the window', () => {
    const alerts = Array.from({ length: 8 }, (_, index) =>
      fakeAlert({ id: `a${index}`, message: `no. ${index}` }),
    );
    const { items } = model({ alerts });
    expect(labels(items).slice(2, 8)).toEqual([0, 1, 2, 3, 4].map((n) => `◆ no. ${n}`).concat('and 3 more'));
    expect(acts(items)['and 3 more']).toEqual({ do: 'open-alerts' });
  });

  it.each([
    [1, '1 alert'],
    [2, '2 alerts'],
  ])('are counted in the tooltip: %d', (count, words) => {
    const alerts = Array.from({ length: count }, (_, index) => fakeAlert({ id: `a${index}` }));
    expect(model({ alerts }).tooltip).toBe(`Signalbox: All clear\n${words} · 8 healthy · 1 degraded`);
  });

  it('say what is wrong, why, and what to do', () => {
    const menu = menuOf(fakeAlert({ cause: 'db, which it depends on, is down', next_step: 'Start db' }));
    expect(labels(menu)).toEqual([
      'github uses 96 % of a core',
      'Because db, which it depends on, is down',
      'Next: Start db',
      '—',
      'Restart github',
      'Acknowledge',
      'Silence',
      '—',
      'Open alert',
    ]);
  });

  it('say a long sentence in lines, and its beginning on the menu', () => {
    const message = `github ${'does not answer and '.repeat(8)}ends`;
    const { items } = model({ alerts: [fakeAlert({ message, next_step: null })] });
    const label = labels(items)[2] ?? '';
    expect(label.length).toBeLessThanOrEqual(62);
    expect(label).toMatch(/^◆ github does .*…$/);
    const lines = inside(items, 'github').flatMap((item) => (item.kind === 'text' ? [item.label] : []));
    expect(lines.join(' ')).toBe(message);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(70);
  });

  it('are acknowledged, silenced and opened by what stands there', () => {
    const menu = menuOf(
      fakeAlert({ id: 'a7', actions: ['start', 'open-server', 'open-logs', 'open-configuration'] }),
    );
    expect({ ...acts(menu), ...acts(inside(menu, 'Silence')) }).toEqual({
      'Start github': { do: 'start', server: 'github' },
      'Open github': { do: 'open-server', server: 'github' },
      'Open logs': { do: 'open-logs', server: 'github' },
      'Open configuration': { do: 'open-configuration' },
      Acknowledge: { do: 'acknowledge', alert: 'a7' },
      'Open alert': { do: 'open-alert', alert: 'a7' },
      'For 1 hour': { do: 'silence', alert: 'a7', for: 3600 },
      'For 1 day': { do: 'silence', alert: 'a7', for: 86_400 },
      'Until it changes': { do: 'silence', alert: 'a7', for: 'until-change' },
      'For ever': { do: 'silence', alert: 'a7', for: 'ever' },
    });
  });

  it('of the machine offer nothing that is a server’s', () => {
    const menu = menuOf(fakeAlert({ server: null, message: 'The disk is full', actions: ['restart'] }));
    expect(Object.keys(acts(menu))).toEqual(['Acknowledge', 'Open alert']);
  });
});

describe('notifications in the tray', () => {
  it('can be paused', () => {
    expect(acts(inside(model({}).items, 'Pause'))).toEqual({
      'For 1 hour': { do: 'pause', until: 'in-an-hour' },
      'Until tomorrow, 8:00': { do: 'pause', until: 'tomorrow-at-8' },
    });
    expect(pauseEndMs('in-an-hour', NOON_MS) - NOON_MS).toBe(3_600_000);
    expect(pauseEndMs('tomorrow-at-8', NOON_MS)).toBe(new Date(2026, 0, 3, 8).getTime());
    expect(pauseEndMs('tomorrow-at-8', new Date(2026, 11, 31, 23, 59).getTime())).toBe(
      new Date(2027, 0, 1, 8).getTime(),
    );
  });

  it.each([
    [new Date(2026, 0, 2, 15, 30), '15:30'],
    [new Date(2026, 0, 3, 8), 'tomorrow, 8:00'],
    [new Date(2026, 0, 9, 8), '9 January, 8:00'],
  ])('say until when they are paused, and can be resumed: %s', (until, words) => {
    const { items } = model({ paused_until: until.toISOString() });
    expect(labels(items)).toContain(`Notifications are paused until ${words}`);
    expect(acts(items)['Resume notifications']).toEqual({ do: 'resume' });
    expect(labels(items)).not.toContain('Pause notifications');
  });

  it('say that it is quiet hours', () => {
    expect(labels(model({ quiet_hours: true }).items)).toContain('Quiet hours');
    expect(labels(model({}).items)).not.toContain('Quiet hours');
  });

  it('are not to be paused where they are switched off', () => {
    expect(labels(model({}, false).items)).not.toContain('Pause notifications');
  });
});
