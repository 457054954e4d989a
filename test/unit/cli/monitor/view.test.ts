import { describe, expect, it } from 'vitest';
import { readKeys } from '../../../../main/cli/monitor/live/keys.ts';
import { FIRST_VIEW, press, type View } from '../../../../main/cli/monitor/live/view.ts';

const NAMES = ['alpha', 'beta', 'gamma'];

/** The view after what was typed, and what was wished last. */
function type(text: string, view: View = { ...FIRST_VIEW, selected: 'alpha' }, names = NAMES) {
  let wish = null as ReturnType<typeof press>['wish'];
  let now = view;
  for (const key of readKeys(text)) ({ view: now, wish } = press(now, key, names, 2));
  return { view: now, wish };
}

describe('what a terminal sends', () => {
  it('is read as keys, several at once and both kinds of arrows', () => {
    expect(readKeys('\u001b[A\u001bOBj\u001b[6~\r')).toEqual([
      'up',
      'down',
      { letter: 'j' },
      'page-down',
      'enter',
    ]);
    expect(readKeys('\u001b')).toEqual(['escape']);
    expect(readKeys('\u0003\u001a')).toEqual(['interrupt', 'suspend']);
  });

  it('means nothing where it is a key that is not used', () => {
    expect(readKeys('\u001b[15~\u001b[1;5C\u001bOP\t')).toEqual([]);
  });
});

describe('a key', () => {
  it('moves the selection and stops at the ends', () => {
    expect(type('j').view.selected).toBe('beta');
    expect(type('\u001b[B\u001b[B\u001b[B\u001b[B').view.selected).toBe('gamma');
    expect(type('\u001b[Fk').view.selected).toBe('beta');
    expect(type('\u001b[6~').view.selected).toBe('gamma');
    expect(type('jj\u001b[H').view.selected).toBe('alpha');
  });

  it('selects the first where the selected server is gone, and nothing where there is none', () => {
    expect(type('j', { ...FIRST_VIEW, selected: 'removed' }).view.selected).toBe('alpha');
    expect(type('jrl', { ...FIRST_VIEW, selected: null }, []).view).toMatchObject({
      selected: null,
      asking: null,
      showing: 'servers',
    });
  });

  it('goes through the ways to sort', () => {
    expect(type('s').view.sort).toBe('cpu');
    expect(type('sssss').view.sort).toBe('name');
  });

  it('restarts only after a yes', () => {
    expect(type('r')).toMatchObject({ view: { asking: 'alpha' }, wish: null });
    expect(type('ry')).toMatchObject({ view: { asking: null }, wish: { kind: 'restart', server: 'alpha' } });
    for (const no of ['n', 'q', '\r', '\u001b', 'j']) {
      expect(type(`r${no}`)).toMatchObject({ view: { asking: null, selected: 'alpha' }, wish: null });
    }
  });

  it('opens the log of the selected server and goes back', () => {
    expect(type('jl')).toMatchObject({
      view: { showing: 'logs' },
      wish: { kind: 'open-logs', server: 'beta' },
    });
    expect(type('l\u001b')).toMatchObject({ view: { showing: 'servers' }, wish: { kind: 'close-logs' } });
    // The log stays that of the server.
    expect(type('lj').view.selected).toBe('alpha');
  });

  it('shows the help until the next key', () => {
    expect(type('?').view.showing).toBe('help');
    expect(type('?x').view.showing).toBe('servers');
  });

  it('leaves, wherever it is pressed; Ctrl+C also from a question', () => {
    for (const before of ['', '?', 'l']) expect(type(`${before}q`).wish).toEqual({ kind: 'quit' });
    expect(type('r\u0003').wish).toEqual({ kind: 'quit' });
  });
});
