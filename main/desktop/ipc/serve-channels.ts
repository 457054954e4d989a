import type { Caller } from '#contract/caller.ts';
import {
  type CallName,
  COMMAND_NAMES,
  IPC_CALL,
  QUERY_NAMES,
  TOPIC_NAMES,
  type TopicName,
} from '#contract/channel-names.ts';
import type { Output, TopicEnvelope, TopicMessage } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import type { FaultLog } from '../fault-log.ts';
import { answerCall, type CallHandlers } from './answer-call.ts';
import type { TrustedSenders } from './trusted-senders.ts';

/** What is needed of the engine, which parses every input by the contract and refuses with a ProblemError. */
export interface Callee {
  call<Name extends CallName>(name: Name, input: unknown, by?: Caller): Promise<Output<Name>>;
  subscribe<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void): () => void;
}

const callNames: ReadonlySet<unknown> = new Set([...COMMAND_NAMES, ...QUERY_NAMES]);

function isCallName(name: unknown): name is CallName {
  return callNames.has(name);
}

/**
 * Answers the window's calls to the engine, all on one IPC channel: `invoke(IPC_CALL, name, input)`. Returns what takes
 * the handler away.
 */
export function serveCalls(
  ipc: CallHandlers,
  senders: TrustedSenders,
  engine: Pick<Callee, 'call'>,
  faults: FaultLog,
): () => void {
  return answerCall(ipc, IPC_CALL, senders, faults, async (name, input) => {
    if (!isCallName(name))
      throw new ProblemError('unknown-channel', `there is no call named ${String(name)}`);
    return engine.call(name, input, { kind: 'window', name: null });
  });
}

/** Sends every topic message on as an envelope, in order. Returns what ends it. */
export function forwardTopics(
  engine: Pick<Callee, 'subscribe'>,
  send: (envelope: TopicEnvelope) => void,
): () => void {
  const ends = TOPIC_NAMES.map((topic) =>
    // Each topic's data is its own type; the compiler can't pair them through a list of names.
    engine.subscribe(topic, (data) => send({ topic, data } as TopicEnvelope)),
  );
  return () => {
    for (const end of ends) end();
  };
}
