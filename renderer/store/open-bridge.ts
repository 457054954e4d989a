import type { Bridge } from '#contract/bridge.ts';
import { takeAccessToken } from './access-token.ts';
import { createHttpBridge } from './http-bridge.ts';
import { openStorage } from './open-storage.ts';

declare global {
  interface Window {
    /** Put there by the preload script; missing in a browser. */
    readonly signalbox?: Bridge;
  }
}

/** The way to the engine from this page; null in a browser that was not given a token. */
export function openBridge(page: Window): Bridge | null {
  if (page.signalbox !== undefined) return page.signalbox;
  const token = takeAccessToken({
    location: page.location,
    history: page.history,
    storage: openStorage(() => page.sessionStorage),
  });
  return token === null ? null : createHttpBridge({ origin: page.location.origin, token });
}
