import type { CallName, TopicName } from './channel-names.ts';
import type { Input, Output, TopicMessage } from './channels.ts';
import type { PreferencesBridge } from './preferences.ts';

/**
 * What a window uses to talk to the engine: `window.signalbox` in the desktop shell, made from HTTP and a WebSocket in
 * a browser.
 */
export interface Bridge {
  /** Rejects with an Error whose message starts with the problem code, `unknown-server: …`. */
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  /** Messages arrive in order. Ends when the returned function is called. */
  subscribe<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void): () => void;
  /** Told on every change of the connection; after a gap the listener must ask for a new snapshot. */
  onConnection(listener: (connected: boolean) => void): () => void;
  /** Of the app that this window belongs to; missing in a browser. */
  readonly preferences?: PreferencesBridge;
}
