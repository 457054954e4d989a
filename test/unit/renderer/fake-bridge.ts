import type { Bridge } from '#contract/bridge.ts';
import type { CallName, TopicName } from '#contract/channel-names.ts';
import type { TopicMessage } from '#contract/channels.ts';

type Answer = (input: never) => unknown;

/** A bridge whose answers, topics and connection a test plays by hand. */
export class FakeBridge implements Bridge {
  readonly calls: { name: CallName; input: unknown }[] = [];
  readonly answers = new Map<CallName, Answer>();
  readonly #topics = new Map<TopicName, Set<(message: never) => void>>();
  readonly #connection = new Set<(connected: boolean) => void>();

  async call(name: CallName, input: unknown): Promise<never> {
    this.calls.push({ name, input });
    const answer = this.answers.get(name);
    if (answer === undefined) throw new Error(`internal: no answer for ${name}`);
    return (await answer(input as never)) as never;
  }

  subscribe(topic: TopicName, listener: (message: never) => void): () => void {
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  onConnection(listener: (connected: boolean) => void): () => void {
    this.#connection.add(listener);
    return () => this.#connection.delete(listener);
  }

  tell<Name extends TopicName>(topic: Name, message: TopicMessage<Name>): void {
    for (const listener of this.#topics.get(topic) ?? []) listener(message as never);
  }

  connection(connected: boolean): void {
    for (const listener of this.#connection) listener(connected);
  }

  /** Listeners that were not ended. */
  get listening(): number {
    return [...this.#topics.values()].reduce((sum, set) => sum + set.size, this.#connection.size);
  }
}
