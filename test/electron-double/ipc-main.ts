import { EventEmitter } from 'node:events';

export interface InvokeEvent {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: object | null };
}

type Answer = (event: InvokeEvent, ...args: unknown[]) => unknown;

class IpcMain extends EventEmitter {
  readonly #answers = new Map<string, Answer>();

  handle(channel: string, answer: Answer): void {
    if (this.#answers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#answers.set(channel, answer);
  }

  removeHandler(channel: string): void {
    this.#answers.delete(channel);
  }

  /** What a page's `invoke` comes to; what crosses is cloned, as between Electron's processes. */
  async answer(event: InvokeEvent, channel: string, args: readonly unknown[]): Promise<unknown> {
    const answer = this.#answers.get(channel);
    if (answer === undefined) throw new Error(`No handler registered for '${channel}'`);
    return structuredClone(await answer(event, ...args));
  }
}

export const ipcMain = new IpcMain();
