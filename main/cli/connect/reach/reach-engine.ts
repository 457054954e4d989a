import type { Socket } from 'node:net';
import { readAddress } from './engine-address.ts';
import type { EngineStarter } from './engine-starter.ts';
import { openPipe } from './open-pipe.ts';

/** The engine is just closing, or has as many clients as it takes: both may pass. */
const UNAVAILABLE = 503;

export interface Target {
  readonly runtimeFile: string;
  /** Null for all servers. */
  readonly server: string | null;
  readonly label: string | null;
  /** The client's own token; null takes the engine's. */
  readonly token: string | null;
}

/** Who wants the connection. */
export interface Demand {
  /** Resolves when it is time for the next try. */
  ready(): Promise<void>;
  /** Gives what starts an engine when one is wanted that much; null where it is not, or must not be. */
  starter(): Promise<EngineStarter | null>;
  /** A try came to nothing, `why` in a sentence. `isFinal`: the engine that was started did not come to run. */
  failed(why: string, isFinal: boolean): 'go-on' | 'give-up';
}

export type Reached =
  | { readonly kind: 'open'; readonly socket: Socket; readonly head: Buffer }
  /** Another try would come to the same. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'given-up' };

/** Looks for the engine, starting one where there is none, until there is a pipe to it or whoever wants it gives up. */
export async function reachEngine(target: Target, demand: Demand): Promise<Reached> {
  for (;;) {
    await demand.ready();
    let why = 'No engine is running.';
    let isFinal = false;
    const address = readAddress(target.runtimeFile);
    const starter = address === null ? await demand.starter() : null;
    if (address !== null) {
      const answer = await openPipe(address, { ...target, token: target.token ?? address.token });
      if (answer.kind === 'open') return answer;
      if (answer.kind === 'refused' && answer.status !== UNAVAILABLE) return answer;
      why = answer.kind === 'refused' ? answer.message : `The engine can't be reached: ${answer.why}.`;
    } else if (starter !== null) {
      const failure = starter.takeFailure();
      isFinal = failure !== null;
      why = failure ?? 'The engine that was started does not answer yet.';
      if (failure === null) starter.start();
    }
    if (demand.failed(why, isFinal) === 'give-up') return { kind: 'given-up' };
  }
}
