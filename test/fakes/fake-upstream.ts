import type { ClientIdentity, ListenFilter, Negotiated } from '#engine/mcp/mcp.ts';
import type { BrokerOutcome, BrokerRequest, Lane, Upstream } from '#engine/supervision/supervision.ts';
import { fakeServerConfig } from './server-config.ts';

type Answer = (call: BrokerRequest) => object | Promise<object>;

type FakeLane = Lane & {
  identity: ClientIdentity;
  isReady: boolean;
  closed: boolean;
  asked: BrokerRequest[];
};

/** A server in memory: it answers by script, and keeps what it was asked. */
export class FakeUpstream implements Upstream {
  readonly name: string;
  config: Upstream['config'];
  launchKey = 'launched-so';
  isReady = true;
  handshake: Negotiated | null;
  readonly asked: BrokerRequest[] = [];
  readonly told: { method: string; params: object | undefined }[] = [];
  readonly listens: ListenFilter[] = [];
  readonly lanes: FakeLane[] = [];
  readonly #answers = new Map<string, Answer>();

  constructor(name: string, era: 'legacy' | 'modern', capabilities: Record<string, unknown>) {
    this.name = name;
    this.config = fakeServerConfig(name);
    this.handshake = {
      era,
      protocolVersion: era === 'legacy' ? '2025-11-25' : '2026-07-28',
      serverName: name,
      serverVersion: '1.0.0',
      capabilities: { tools: true, resources: true, prompts: true },
      said: { capabilities, serverInfo: { name, version: '1.0.0' }, instructions: null },
    };
  }

  /** What it answers to a method from now on: a result, or a whole outcome of the broker. */
  answers(method: string, answer: Answer): void {
    this.#answers.set(method, answer);
  }

  async known() {
    if (this.handshake === null) return { kind: 'unavailable' as const, message: 'it is down' };
    return { kind: 'known' as const, handshake: this.handshake };
  }

  async request(input: BrokerRequest): Promise<BrokerOutcome> {
    this.asked.push(input);
    return await this.#answer(input);
  }

  notify(method: string, params?: object): void {
    this.told.push({ method, params });
  }

  listen(filter: ListenFilter): void {
    this.listens.push(filter);
  }

  openLane(identity: ClientIdentity): Lane {
    const asked: BrokerRequest[] = [];
    const upstream = this;
    const lane = {
      identity,
      isReady: true,
      closed: false,
      asked,
      get handshake() {
        return upstream.handshake;
      },
      known: () => this.known(),
      request: async (input: BrokerRequest) => {
        asked.push(input);
        return await this.#answer(input);
      },
      notify: (method: string, params?: object) => this.notify(method, params),
      listen: (filter: ListenFilter) => this.listen(filter),
      close() {
        this.closed = true;
      },
    };
    this.lanes.push(lane);
    return lane;
  }

  async #answer(input: BrokerRequest): Promise<BrokerOutcome> {
    input.onSent?.(1);
    const cancelled = new Promise<BrokerOutcome>((resolve) => {
      input.signal?.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
    });
    const times = { instance: 1, queuedMs: 0, ms: 0, retries: 0 };
    const answer = this.#answers.get(input.method);
    if (answer === undefined) {
      const error = { kind: 'error' as const, code: -32601, message: 'Method not found' };
      return { kind: 'answered', answer: error, ...times };
    }
    const answered = Promise.resolve(answer(input)).then(
      (result): BrokerOutcome =>
        'kind' in result
          ? (result as BrokerOutcome)
          : { kind: 'answered', answer: { kind: 'result', result }, ...times },
    );
    return await Promise.race([answered, cancelled]);
  }
}
