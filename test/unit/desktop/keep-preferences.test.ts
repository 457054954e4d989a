import { beforeEach, describe, expect, it } from 'vitest';
import { IPC_PREFERENCES } from '#contract/channel-names.ts';
import type { AppPreferences } from '#contract/preferences.ts';
import type { Theme } from '#contract/theme.ts';
import type { CallHandlers } from '../../../main/desktop/ipc/answer-call.ts';
import { servePreferences } from '../../../main/desktop/ipc/serve-preferences.ts';
import { createTrustedSenders, type SenderEvent } from '../../../main/desktop/ipc/trusted-senders.ts';
import { keepPreferences, type PreferencesKeeper } from '../../../main/desktop/keep-preferences.ts';

let file: { theme: Theme; notifications: boolean };
let login: { blocked: string | null; on: boolean; listens: boolean };
let themes: Theme[];
let keeper: PreferencesKeeper;

function keep(): PreferencesKeeper {
  return keepPreferences({
    file: {
      get: (key) => file[key],
      set: (key, value) => {
        file[key] = value;
      },
    },
    loginItem: {
      get blocked() {
        return login.blocked;
      },
      isOn: () => login.on,
      set: (on) => {
        if (login.listens) login.on = on;
      },
    },
    showTheme: (theme) => themes.push(theme),
  });
}

beforeEach(() => {
  file = { theme: 'dark', notifications: true };
  login = { blocked: null, on: false, listens: true };
  themes = [];
  keeper = keep();
});

describe('preferences of the app', () => {
  it('shows the theme that was kept from the start, and one that is chosen at once', () => {
    expect(themes).toEqual(['dark']);
    keeper.change({ theme: 'light' });
    expect(themes).toEqual(['dark', 'light']);
    expect(file.theme).toBe('light');
  });

  it('tells whoever listens of each change, until the end', () => {
    const told: AppPreferences[] = [];
    const end = keeper.subscribe((now) => told.push(now));
    keeper.change({ notifications: false });
    keeper.change({ openAtLogin: true });
    expect(told.map(({ notifications, openAtLogin }) => [notifications, openAtLogin])).toEqual([
      [false, false],
      [false, true],
    ]);
    end();
    keeper.change({ notifications: true });
    expect(told).toHaveLength(2);
  });

  it('asks the system each time whether it starts at login', () => {
    login.on = true;
    expect(keeper.current().openAtLogin).toBe(true);
  });

  it('refuses to start at login where that can’t be, with the reason', () => {
    login.blocked = 'it runs from its sources';
    expect(keeper.current()).toMatchObject({
      openAtLogin: false,
      openAtLoginBlocked: 'it runs from its sources',
    });
    expect(() => keeper.change({ openAtLogin: true })).toThrow('it runs from its sources');
    expect(login.on).toBe(false);
  });

  it('does not claim what the system did not do', () => {
    login.listens = false;
    expect(() => keeper.change({ openAtLogin: true })).toThrow('the system keeps this as it was');
    expect(keeper.current().openAtLogin).toBe(false);
  });
});

describe('the window', () => {
  const PAGE = 'file:///app/out/renderer/index.html';
  const ours: SenderEvent = { sender: { id: 1 }, senderFrame: { url: PAGE, parent: null } };
  const foreign: SenderEvent = {
    sender: { id: 1 },
    senderFrame: { url: 'https://example.org/', parent: null },
  };
  let sent: AppPreferences[];
  let invoke: (event: SenderEvent, ...args: unknown[]) => Promise<unknown>;

  beforeEach(() => {
    sent = [];
    const senders = createTrustedSenders();
    senders.trust(1, PAGE);
    const ipc: CallHandlers = {
      handle(channel, answer) {
        expect(channel).toBe(IPC_PREFERENCES);
        invoke = answer;
      },
      removeHandler() {},
    };
    servePreferences(keeper, {
      ipc,
      senders,
      faults: { file: 'desktop.log', report: (error) => expect.unreachable(String(error)) },
      send: (now) => sent.push(now),
    });
  });

  it('reads and sets them, and is told of what changes', async () => {
    await expect(invoke(ours, 'get', {})).resolves.toMatchObject({ theme: 'dark' });
    await expect(invoke(ours, 'set', { theme: 'light' })).resolves.toMatchObject({ theme: 'light' });
    expect(sent.map(({ theme }) => theme)).toEqual(['light']);
  });

  it.each([
    [{ theme: 'pink' }, /^bad-input: theme: /],
    [{ notifications: 'no' }, /^bad-input: notifications: /],
    [{ windowPlace: null }, /^bad-input: preferences: .*windowPlace/],
    ['dark', /^bad-input: /],
  ])('is refused %j', async (input, why) => {
    await expect(invoke(ours, 'set', input)).rejects.toThrow(why);
    expect(file).toEqual({ theme: 'dark', notifications: true });
  });

  it('is refused another name, and a foreign page everything', async () => {
    await expect(invoke(ours, 'clear', {})).rejects.toThrow(/^unknown-channel: /);
    await expect(invoke(foreign, 'set', { notifications: false })).rejects.toThrow(/^forbidden: /);
    expect(file.notifications).toBe(true);
  });
});
