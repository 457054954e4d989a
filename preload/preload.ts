import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge } from '#contract/bridge.ts';
import {
  COMMAND_NAMES,
  IPC_CALL,
  IPC_PREFERENCES,
  IPC_PREFERENCES_CHANGED,
  IPC_TOPIC,
  QUERY_NAMES,
  TOPIC_NAMES,
} from '#contract/channel-names.ts';
import type { TopicEnvelope } from '#contract/channels.ts';

const callNames: ReadonlySet<string> = new Set([...COMMAND_NAMES, ...QUERY_NAMES]);
const topicNames: ReadonlySet<string> = new Set(TOPIC_NAMES);

/** Electron puts its own words before the message of a refused call; a page is told the problem code first. */
const WORDS_OF_ELECTRON = /^Error invoking remote method '[^']*': (?:\w*Error: )?/;

function plainError(error: unknown): Error {
  return new Error((error instanceof Error ? error.message : String(error)).replace(WORDS_OF_ELECTRON, ''));
}

async function invoke(channel: string, name: string, input: unknown) {
  try {
    return await ipcRenderer.invoke(channel, name, input);
  } catch (error) {
    throw plainError(error);
  }
}

const bridge: Bridge = {
  async call(name, input) {
    if (!callNames.has(name)) throw new Error(`unknown-channel: there is no call named ${String(name)}`);
    return invoke(IPC_CALL, name, input);
  },

  subscribe(topic, listener) {
    if (!topicNames.has(topic)) throw new Error(`unknown-channel: there is no topic named ${String(topic)}`);
    const pass = (_event: IpcRendererEvent, envelope: TopicEnvelope): void => {
      // The compiler can't see that an envelope's topic decides the type of its data.
      if (envelope.topic === topic) listener(envelope.data as Parameters<typeof listener>[0]);
    };
    ipcRenderer.on(IPC_TOPIC, pass);
    return () => {
      ipcRenderer.off(IPC_TOPIC, pass);
    };
  },

  // The engine lives in the process that owns this window: as long as there is a page, the connection stands.
  onConnection: () => () => {},

  preferences: {
    get: () => invoke(IPC_PREFERENCES, 'get', {}),
    set: (change) => invoke(IPC_PREFERENCES, 'set', change),
    subscribe(listener) {
      const pass = (_event: IpcRendererEvent, preferences: Parameters<typeof listener>[0]): void =>
        listener(preferences);
      ipcRenderer.on(IPC_PREFERENCES_CHANGED, pass);
      return () => {
        ipcRenderer.off(IPC_PREFERENCES_CHANGED, pass);
      };
    },
  },
};

contextBridge.exposeInMainWorld('signalbox', bridge);
