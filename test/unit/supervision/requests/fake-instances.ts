import type { CallAnswer, SessionCall } from '../../../../main/engine/mcp/mcp.ts';
import {
  type Broker,
  type BrokerInstance,
  type BrokerOutcome,
  type BrokerRequest,
  createBroker,
} from '../../../../main/engine/supervision/requests/broker.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

interface Call {
  readonly call: SessionCall;
  end(answer: CallAnswer): void;
}

/** A process that answers when the test says so. A call keeps its own time, as a session's does. */
export class FakeInstance implements BrokerInstance {
  readonly instance: number;
  isReady = true;
  readonly calls: Call[] = [];
  /** All that it ever got, in order. */
  readonly got: string[] = [];
  readonly #clock: FakeClock;

  constructor(instance: number, clock: FakeClock) {
    this.instance = instance;
    this.#clock = clock;
  }

  get inFlight(): number {
    return this.calls.length;
  }

  request(call: SessionCall): Promise<CallAnswer> {
    this.got.push(call.method);
    const { promise, resolve } = Promise.withResolvers<CallAnswer>();
    const end = (answer: CallAnswer): void => {
      cancel();
      call.signal?.removeEventListener('abort', onAbort);
      this.calls.splice(this.calls.indexOf(entry), 1);
      resolve(answer);
    };
    const onAbort = (): void => end({ kind: 'cancelled' });
    const cancel = this.#clock.after(call.timeoutMs, () => end({ kind: 'timeout' }));
    call.signal?.addEventListener('abort', onAbort);
    const entry: Call = { call, end };
    this.calls.push(entry);
    return promise;
  }

  /** The oldest call gets its result. */
  answer(result: unknown = 'done'): void {
    this.calls[0]?.end({ kind: 'result', result });
  }

  /** Its pipe closes, which is known before its end is. */
  losePipe(): void {
    for (const { end } of [...this.calls]) end({ kind: 'closed' });
  }
}

export class FakeServer {
  readonly clock = new FakeClock();
  instances: FakeInstance[];
  settings: { concurrency: number | null; queueMax: number; attempts: number } = {
    concurrency: 1,
    queueMax: 1_000,
    attempts: 3,
  };
  refusal: string | null = null;
  demands = 0;
  changes = 0;
  busy = 0;
  /** What happens when a start is asked for. */
  onDemand = (): void => {};
  readonly broker: Broker;

  constructor(instances: number) {
    this.instances = Array.from({ length: instances }, (_, i) => new FakeInstance(i + 1, this.clock));
    this.broker = createBroker({
      clock: this.clock,
      settings: () => this.settings,
      instances: () => this.instances,
      onDemand: () => {
        this.demands += 1;
        this.onDemand();
      },
      refusal: () => this.refusal,
      onChange: () => {
        this.changes += 1;
      },
      onBusy: () => {
        this.busy += 1;
      },
    });
  }

  instance(instance: number): FakeInstance {
    const found = this.instances.find((one) => one.instance === instance);
    if (found === undefined) throw new Error(`there is no instance ${instance}`);
    return found;
  }

  request(method: string, more: Partial<BrokerRequest> = {}): Promise<BrokerOutcome> {
    return this.broker.request({ method, params: {}, timeoutMs: 60_000, ...more });
  }
}

/** Lets all that hangs on promises run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}
