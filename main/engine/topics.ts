import type { TopicName } from '#contract/channel-names.ts';
import type { TopicEnvelope, TopicMessage } from '#contract/channels.ts';

/** What the engine tells on its own, to whoever listens. */
export interface Topics {
  publish<Name extends TopicName>(topic: Name, data: TopicMessage<Name>): void;
  subscribe<Name extends TopicName>(topic: Name, listener: (data: TopicMessage<Name>) => void): () => void;
  /** All topics in the order in which they were published. */
  subscribeAll(listener: (envelope: TopicEnvelope) => void): () => void;
}

export function createTopics(): Topics {
  const listeners = new Set<(envelope: TopicEnvelope) => void>();
  const subscribeAll = (listener: (envelope: TopicEnvelope) => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return {
    publish(topic, data) {
      // The pair is of one union member by construction, which the compiler can't see through the type parameter.
      const envelope = { topic, data } as TopicEnvelope;
      for (const listener of listeners) listener(envelope);
    },
    subscribe(topic, listener) {
      return subscribeAll((envelope) => {
        if (envelope.topic === topic) listener(envelope.data as TopicMessage<typeof topic>);
      });
    },
    subscribeAll,
  };
}
