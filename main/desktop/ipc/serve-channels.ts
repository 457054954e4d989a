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
import { type Problem, ProblemError } from '#contract/problem.ts';
import type { FaultLog } from '../fault-log.ts';
import type { SenderEvent, TrustedSenders } from './trusted-senders.ts';

/** What is needed of Electron's ipcMain. */
export interface CallHandlers {
  handle(channel: string, answer: (event: SenderEvent, ...args: unknown[]) => Promise<unknown>): void;
  removeHandler(channel: string): void;
}

/** What is needed of the engine, which parses every input by the contract and refuses with a ProblemError. */
export interface Callee {
  call<Name extends CallName>(name: Name, input: unknown, by?: Caller): Promise<Output<Name>>;
  subscribe<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void): () => void;
}

const callNames: ReadonlySet<unknown> = new Set([...COMMAND_NAMES, ...QUERY_NAMES]);

function isCallName(name: unknown): name is CallName {
  return callNames.has(name);
}

function asProblem(error: unknown, { file, report }: FaultLog): Problem {
  if (error instanceof ProblemError) return error.toProblem();
  report(error);
  return { code: 'internal', message: `Signalbox failed to do this; ${file} says why` };
}

/**
 * Answers the window's calls, all on one IPC channel: `invoke(IPC_CALL, name, input)`. A refusal rejects with
 * `code: message`; a fault goes to `faults` and crosses as `internal`. Returns what takes the handler away.
 */
export function serveCalls(
  ipc: CallHandlers,
  senders: TrustedSenders,
  engine: Pick<Callee, 'call'>,
  faults: FaultLog,
): () => void {
  ipc.handle(IPC_CALL, async (event, name, input) => {
    try {
      if (!senders.accepts(event)) throw new ProblemError('forbidden', 'this window may not call Signalbox');
      if (!isCallName(name))
        throw new ProblemError('unknown-channel', `there is no call named ${String(name)}`);
      return await engine.call(name, input, { kind: 'window', name: null });
    } catch (error) {
      const { code, message } = asProblem(error, faults);
      throw new Error(`${code}: ${message}`, { cause: error });
    }
  });
  return () => ipc.removeHandler(IPC_CALL);
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
