import { beforeEach, describe, expect, it } from 'vitest';
import { type CallName, IPC_CALL, TOPIC_NAMES, type TopicName } from '#contract/channel-names.ts';
import type { TopicEnvelope, TopicMessage } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import type { CallHandlers } from '../../../main/desktop/ipc/answer-call.ts';
import { type Callee, forwardTopics, serveCalls } from '../../../main/desktop/ipc/serve-channels.ts';
import { createTrustedSenders, type SenderEvent } from '../../../main/desktop/ipc/trusted-senders.ts';

const PAGE = 'file:///app/out/renderer/index.html';
const OURS: SenderEvent = { sender: { id: 1 }, senderFrame: { url: PAGE, parent: null } };

class FakeIpc implements CallHandlers {
  readonly channels = new Map<string, (event: SenderEvent, ...args: unknown[]) => Promise<unknown>>();

  handle(channel: string, answer: (event: SenderEvent, ...args: unknown[]) => Promise<unknown>): void {
    this.channels.set(channel, answer);
  }

  removeHandler(channel: string): void {
    this.channels.delete(channel);
  }

  async invoke(event: SenderEvent, ...args: unknown[]): Promise<unknown> {
    return this.channels.get(IPC_CALL)?.(event, ...args);
  }
}

let ipc: FakeIpc;
let called: unknown[][];
let answer: (name: CallName, input: unknown) => unknown;
let reported: unknown[];
let end: () => void;

beforeEach(() => {
  ipc = new FakeIpc();
  called = [];
  reported = [];
  answer = () => ({ servers: [] });
  const engine: Pick<Callee, 'call'> = {
    async call(name, input) {
      called.push([name, input]);
      return answer(name, input) as never;
    },
  };
  const senders = createTrustedSenders();
  senders.trust(1, PAGE);
  end = serveCalls(ipc, senders, engine, {
    file: '/logs/desktop.log',
    report: (error) => reported.push(error),
  });
});

describe('a call of the window', () => {
  it('comes to the engine, and its answer comes back', async () => {
    await expect(ipc.invoke(OURS, 'start', { names: ['memory'] })).resolves.toEqual({ servers: [] });
    expect(called).toEqual([['start', { names: ['memory'] }]]);
  });

  it('is answered also when the page has a fragment', async () => {
    const event = { sender: { id: 1 }, senderFrame: { url: `${PAGE}?a#show=logs`, parent: null } };
    await expect(ipc.invoke(event, 'snapshot', {})).resolves.toBeDefined();
  });

  it.each<[string, SenderEvent]>([
    ['another window', { ...OURS, sender: { id: 2 } }],
    ['a frame inside the page', { ...OURS, senderFrame: { url: PAGE, parent: {} } }],
    ['a foreign page in our window', { ...OURS, senderFrame: { url: 'https://example.org/', parent: null } }],
    [
      'a page whose address begins like ours',
      { ...OURS, senderFrame: { url: `${PAGE}.evil`, parent: null } },
    ],
    ['a frame that is gone', { ...OURS, senderFrame: null }],
  ])('is refused as forbidden from %s', async (_who, event) => {
    await expect(ipc.invoke(event, 'stop', { names: ['*'] })).rejects.toThrow(/^forbidden: /);
    expect(called).toEqual([]);
  });

  it.each(['format-disk', 'toString', '__proto__', 'servers', undefined, 7, ['start']])(
    'is refused as unknown-channel for the name %j',
    async (name) => {
      await expect(ipc.invoke(OURS, name, {})).rejects.toThrow(/^unknown-channel: /);
      expect(called).toEqual([]);
    },
  );

  it('is refused with the code of the problem first', async () => {
    answer = () => {
      throw new ProblemError('unknown-server', 'there is no server "memroy"; did you mean memory?');
    };
    await expect(ipc.invoke(OURS, 'start', { names: ['memroy'] })).rejects.toThrow(
      'unknown-server: there is no server "memroy"; did you mean memory?',
    );
    expect(reported).toEqual([]);
  });

  it('tells a fault to the log, and to the page only that there was one', async () => {
    const fault = new Error('secret detail');
    answer = () => {
      throw fault;
    };
    const refusal = await ipc
      .invoke(OURS, 'start', { names: ['memory'] })
      .catch((error: Error) => error.message);
    expect(refusal).toMatch(/^internal: .*\/logs\/desktop\.log/);
    expect(refusal).not.toContain('secret');
    expect(reported).toEqual([fault]);
  });

  it('is not answered any more after the end', () => {
    end();
    expect(ipc.channels.size).toBe(0);
  });
});

describe('topics', () => {
  const listeners = new Map<TopicName, (message: never) => void>();
  const engine: Pick<Callee, 'subscribe'> = {
    subscribe<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void) {
      listeners.set(topic, listener);
      return () => listeners.delete(topic);
    },
  };

  it('come to the window as envelopes, all of them, until the end', () => {
    const sent: TopicEnvelope[] = [];
    const stop = forwardTopics(engine, (envelope) => sent.push(envelope));
    expect([...listeners.keys()].sort()).toEqual([...TOPIC_NAMES].sort());

    const pass = { at: '2026-01-01T00:00:00.000Z', servers: {} };
    listeners.get('samples')?.(pass as never);
    expect(sent).toEqual([{ topic: 'samples', data: pass }]);

    stop();
    expect(listeners.size).toBe(0);
  });
});
