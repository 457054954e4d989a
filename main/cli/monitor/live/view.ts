import { SORTS, type Sort } from '../sort-servers.ts';
import type { Key } from './keys.ts';

/** What the person at the terminal sees of the figures, apart from the figures. */
export interface View {
  readonly sort: Sort;
  /** A server's name; null before there is one. */
  readonly selected: string | null;
  readonly showing: 'servers' | 'help' | 'logs';
  /** The server of which it is asked whether to restart it. */
  readonly asking: string | null;
  /** What became of the last wish, for the last line; null when that is old. */
  readonly notice: string | null;
}

export const FIRST_VIEW: View = {
  sort: 'name',
  selected: null,
  showing: 'servers',
  asking: null,
  notice: null,
};

/** What a key asks for beyond the view. */
export type Wish =
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'restart'; readonly server: string }
  | { readonly kind: 'open-logs'; readonly server: string }
  | { readonly kind: 'close-logs' };

interface Pressed {
  readonly view: View;
  readonly wish: Wish | null;
}

/**
 * @param names of the servers as they are shown, from the top
 * @param page how many of them are seen at once
 */
export function press(view: View, key: Key, names: readonly string[], page: number): Pressed {
  if (key === 'interrupt') return { view, wish: { kind: 'quit' } };
  if (key === 'suspend') return { view, wish: { kind: 'suspend' } };
  const fresh = { ...view, notice: null };
  if (view.asking !== null) return answer(fresh, view.asking, key);
  if (isLetter(key, 'q')) return { view, wish: { kind: 'quit' } };
  switch (view.showing) {
    case 'help':
      return only({ ...fresh, showing: 'servers' });
    case 'logs':
      return key === 'escape' || isLetter(key, 'l')
        ? { view: { ...fresh, showing: 'servers' }, wish: { kind: 'close-logs' } }
        : only(fresh);
    case 'servers':
      return pressOnServers(fresh, key, names, page);
    default:
      return view.showing satisfies never;
  }
}

/** Only a y is a yes. */
function answer(view: View, asking: string, key: Key): Pressed {
  const yes = isLetter(key, 'y') || isLetter(key, 'Y');
  return { view: { ...view, asking: null }, wish: yes ? { kind: 'restart', server: asking } : null };
}

function pressOnServers(view: View, key: Key, names: readonly string[], page: number): Pressed {
  const { selected } = view;
  const step = stepOf(key, page);
  if (step !== null) return only({ ...view, selected: moved(names, selected, step) });
  if (isLetter(key, '?')) return only({ ...view, showing: 'help' });
  if (isLetter(key, 's')) return only({ ...view, sort: nextSort(view.sort) });
  if (selected === null) return only(view);
  if (isLetter(key, 'r')) return only({ ...view, asking: selected });
  if (isLetter(key, 'l') || key === 'enter') {
    return { view: { ...view, showing: 'logs' }, wish: { kind: 'open-logs', server: selected } };
  }
  return only(view);
}

function only(view: View): Pressed {
  return { view, wish: null };
}

function isLetter(key: Key, letter: string): boolean {
  return typeof key === 'object' && key.letter === letter;
}

/** How far down; null for a key that moves nothing. */
function stepOf(key: Key, page: number): number | null {
  if (key === 'up' || isLetter(key, 'k')) return -1;
  if (key === 'down' || isLetter(key, 'j')) return 1;
  if (key === 'page-up') return -page;
  if (key === 'page-down') return page;
  if (key === 'first') return -Infinity;
  return key === 'last' ? Infinity : null;
}

function moved(names: readonly string[], selected: string | null, step: number): string | null {
  const at = selected === null ? -1 : names.indexOf(selected);
  // Where nothing is selected the first key selects the first.
  const to = at === -1 ? 0 : Math.min(names.length - 1, Math.max(0, at + step));
  return names[to] ?? null;
}

function nextSort(sort: Sort): Sort {
  return SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length] ?? 'name';
}
