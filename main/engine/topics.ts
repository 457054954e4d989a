import type { TopicName } from '#contract/channel-names.ts';
import type { TopicEnvelope, TopicMessage } from '#contract/channels.ts';

/** What the engine tells on its own, to whoever listens. */
export interface Topics {
  publish<Name extends TopicName>(topic: Name, data: TopicMessage<Name>): void;
  subscribe<Name extends TopicName>(topic: Name, listener: (data: TopicMessage<Name>) => void): () => void;
  /** All topics in the order in which they were published. */
  subscribeAll(listener: (envelope: TopicEnvelope) => void): () => void;
  /** Whether anybody listens to this one. */
  isHeard(topic: TopicName): boolean;
}

interface Listener {
  /** Null for all. */
  readonly topic: TopicName | null;
  tell(envelope: TopicEnvelope): void;
}

/** `onSubscribe` is called when somebody begins to listen. */
export function createTopics(onSubscribe: () => void = () => {}): Topics {
  const listeners = new Set<Listener>();

  function add(listener: Listener): () => void {
    listeners.add(listener);
    onSubscribe();
    return () => {
      listeners.delete(listener);
    };
  }

  return {
    publish(topic, data) {
      // The pair is of one union member by construction, which the compiler can't see through the type parameter.
      const envelope = { topic, data } as TopicEnvelope;
      for (const listener of listeners) {
        if (listener.topic === null || listener.topic === topic) listener.tell(envelope);
      }
    },
    subscribe: (topic, listener) =>
      add({ topic, tell: (envelope) => listener(envelope.data as TopicMessage<typeof topic>) }),
    subscribeAll: (listener) => add({ topic: null, tell: listener }),
    isHeard: (wanted) => [...listeners].some(({ topic }) => topic === null || topic === wanted),
  };
}
