/**
 * Runs in the page before any of its scripts, and then the app's preload script in it. In Electron a preload script
 * has a world of its own beside the page's; here both share one, and only what is exposed is meant to be seen.
 */
// biome-ignore lint/correctness/noUnusedVariables: its text is sent into the page by web-contents.ts.
function runPreload(preloadText) {
  // Like Electron, once per document and not in a frame inside it.
  if (window !== window.top || window.__electronDouble) return;
  const listeners = new Map();
  const listenersOf = (channel) => listeners.get(channel) ?? listeners.set(channel, []).get(channel);

  const ipcRenderer = {
    on(channel, listener) {
      listenersOf(channel).push(listener);
      return this;
    },
    off(channel, listener) {
      const index = listenersOf(channel).lastIndexOf(listener);
      if (index >= 0) listenersOf(channel).splice(index, 1);
      return this;
    },
    async invoke(channel, ...args) {
      const { value, error } = await window.__electronDoubleInvoke(channel, structuredClone(args));
      if (error !== undefined) throw new Error(`Error invoking remote method '${channel}': ${error}`);
      return value;
    },
  };

  /** What crosses Electron's context bridge is copied: data is cloned, functions are wrapped, errors keep their message. */
  function bridged(value) {
    if (typeof value === 'function') return (...args) => bridged(value(...args.map(bridged)));
    if (value instanceof Promise) {
      return value.then(bridged, (error) => Promise.reject(new Error(error?.message ?? String(error))));
    }
    if (Array.isArray(value)) return value.map(bridged);
    if (value !== null && typeof value === 'object') {
      return Object.freeze(
        Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bridged(inner)])),
      );
    }
    return value;
  }

  const contextBridge = {
    exposeInMainWorld(name, api) {
      if (name in window) throw new Error(`Cannot bind an API on top of an existing property: ${name}`);
      Object.defineProperty(window, name, { value: bridged(api), enumerable: true });
    },
  };

  Object.defineProperty(window, '__electronDouble', {
    value: (channel, args) => {
      for (const listener of [...listenersOf(channel)]) listener({}, ...args);
    },
  });

  /** All that a sandboxed preload script may ask for. */
  function require(name) {
    if (name === 'electron' || name === 'electron/renderer') return { ipcRenderer, contextBridge };
    throw new Error(`module not found: ${name}`);
  }

  // A page under a policy without 'unsafe-eval' could not run the text by `new Function`: it comes in as a function.
  preloadText(require, { exports: {} });
}
