import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../harness/random.ts';
import { type ClientOptions, MODERN, type TestClient, textOf } from '../harness/client.ts';
import { openHttpClient } from '../harness/http-client.ts';
import { openPipeClient } from '../harness/pipe-client.ts';
import { Cancelled, type OnRequest } from '../harness/rpc-peer.ts';

/** What became of all calls. `wrong` is what must not be, in words. */
export interface Tally {
  answered: number;
  cancelled: number;
  /** Whose client vanished meanwhile. */
  abandoned: number;
  asked: number;
  progress: number;
  clients: number;
  readonly wrong: string[];
}

export interface Target {
  readonly server: string;
  /** Whether its process may ask clients: it belongs to one alone, or asks by its answers. */
  readonly asks: boolean;
}

export interface CallerOptions {
  readonly id: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly targets: readonly Target[];
  readonly random: Random;
  readonly tally: Tally;
  /** Until then new calls are made. */
  readonly isOver: () => boolean;
}

const WORKERS = 3;
/** A call without an answer by then is lost. */
const PATIENCE_MS = 60_000;

/** Clients one after the other, in different ways, each with several calls at a time, until it is over. */
export async function call(options: CallerOptions): Promise<void> {
  const { random, tally, isOver, targets } = options;
  for (let life = 1; !isOver(); life += 1) {
    const isAll = random.chance(0.5);
    const target = isAll ? null : random.pick(targets);
    const client = `${options.id}.${life}`;
    const ways = [openHttpClient, openPipeClient];
    const revision = random.pick(['2025-11-25', '2025-06-18', MODERN]);
    const opened = await random.pick(ways)(describe(options, client, target, revision));
    tally.clients += 1;
    const state = { isGone: false };
    let callsLeft = 10 + random.below(60);
    const isDone = (): boolean => isOver() || callsLeft <= 0;
    const work = async (worker: number): Promise<void> => {
      for (let seq = 1; !isDone(); seq += 1) {
        callsLeft -= 1;
        const aim = target ?? random.pick(targets);
        await callOnce(options, opened, { client, nonce: `${worker}-${seq}`, target: aim, isAll, state });
      }
    };
    const working = Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
    if (random.chance(0.4)) {
      while (!isDone()) await sleep(10);
      state.isGone = true;
      opened.vanish();
    }
    await working;
    for (const stray of opened.strays) tally.wrong.push(`${client} got ${JSON.stringify(stray)}`);
    if (state.isGone) await opened.bury();
    else await opened.leave();
  }
}

function describe(
  { id, baseUrl, token, tally }: CallerOptions,
  client: string,
  target: Target | null,
  revision: string,
): ClientOptions {
  const onRequest: OnRequest = async (method, params) => {
    const text = JSON.stringify(params);
    if (!text.includes(`"${client} `)) tally.wrong.push(`${client} was asked ${method} ${text}`);
    tally.asked += 1;
    return method === 'elicitation/create'
      ? { action: 'accept', content: { owner: client } }
      : { role: 'assistant', content: { type: 'text', text: client }, model: 'none' };
  };
  const url = target === null ? `${baseUrl}mcp` : `${baseUrl}mcp/${target.server}`;
  const capabilities = { elicitation: {}, sampling: {} };
  return { url, token, name: id, revision, capabilities, onRequest };
}

interface Call {
  readonly client: string;
  readonly nonce: string;
  readonly target: Target;
  /** Through the roof of all servers, where the tool carries the server's name. */
  readonly isAll: boolean;
  readonly state: { readonly isGone: boolean };
}

async function callOnce({ random, tally }: CallerOptions, from: TestClient, one: Call): Promise<void> {
  const { client, nonce, target, isAll, state } = one;
  const cancels = random.chance(0.1);
  const shouldAsk = target.asks && !cancels && random.chance(0.2);
  const ask = random.pick(['elicitation/create', 'sampling/createMessage']);
  const params = {
    name: isAll ? `${target.server}__tell` : 'tell',
    arguments: {
      client,
      nonce,
      steps: random.below(4),
      workMs: 1 + random.below(8),
      ...(shouldAsk ? { ask } : {}),
    },
  };
  const onProgress = ({ message }: Record<string, unknown>): void => {
    tally.progress += 1;
    if (message !== `${client} ${nonce}`) tally.wrong.push(`${client} ${nonce} heard of ${message}`);
  };
  const controller = new AbortController();
  if (cancels) setTimeout(() => controller.abort(), random.below(15));
  const limit = new AbortController();
  const late = sleep(PATIENCE_MS, undefined, { signal: limit.signal }).then(
    () => Promise.reject(new Error(`no answer in ${PATIENCE_MS / 1000} s`)),
    () => new Promise<never>(() => undefined),
  );
  const request = from.request('tools/call', params, {
    signal: controller.signal,
    ...(random.chance(0.5) ? { onProgress } : {}),
  });
  try {
    const told: unknown = JSON.parse(textOf(await Promise.race([request, late])));
    tally.answered += 1;
    const wanted = { client, nonce, server: target.server };
    for (const [key, value] of Object.entries(wanted)) {
      const got = (told as Record<string, unknown>)[key];
      if (got !== value)
        tally.wrong.push(`${client} ${nonce} of ${target.server} got ${JSON.stringify(told)}`);
    }
    const { said } = told as { said: unknown };
    if (shouldAsk && !JSON.stringify(said).includes(`"${client}"`)) {
      tally.wrong.push(`${client} ${nonce}: the server was told ${JSON.stringify(said)}`);
    }
  } catch (error) {
    if (error instanceof Cancelled) tally.cancelled += 1;
    else if (state.isGone) tally.abandoned += 1;
    else tally.wrong.push(`${client} ${nonce} of ${target.server}: ${String(error)}`);
  } finally {
    limit.abort();
  }
}
