const KEY = 'signalbox.token';

/** What of the page the token is read from; a test passes its own. */
export interface TokenPlace {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: null, unused: string, url: string): void };
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/**
 * The token that the shell printed as the URL's fragment, `#token=…`. It is kept for this tab, so that a reload works,
 * and taken out of the address bar, so that it is not copied along or left in the history. Null when there is none.
 */
export function takeAccessToken(place: TokenPlace): string | null {
  const { location, history, storage } = place;
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  const given = fragment.get('token');
  if (given === null || given === '') return storage.getItem(KEY);
  storage.setItem(KEY, given);
  fragment.delete('token');
  const rest = fragment.toString();
  history.replaceState(null, '', `${location.pathname}${location.search}${rest === '' ? '' : `#${rest}`}`);
  return given;
}
