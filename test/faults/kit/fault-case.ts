import type { EnginePorts } from '#engine/ports.ts';
import type { Defer, Home } from '../../process/harness/home.ts';
import { makeHome } from '../../process/harness/home.ts';
import { type OpenEngine, openEngine } from '../../process/harness/open-engine.ts';
import { type ServedEngine, serve } from '../../process/harness/serve.ts';

/** One fault of the list in docs/faults.md. */
export interface FaultCase {
  /** The entry of the list, and a letter where one entry has several faults: `5c`. */
  readonly id: string;
  readonly name: string;
  /** How the fault is made to happen. */
  readonly injected: string;
  readonly expected: string;
  /** `quick` needs no minute of real time and runs in `npm test` too. */
  readonly pace: 'quick' | 'slow';
  /** Without it two minutes. */
  readonly limitMs?: number;
  /** Throws when it is not as expected. Resolves to what was seen. */
  run(scene: Scene): Promise<string>;
}

/** What a case is played on: engines and homes that are gone at its end. */
export interface Scene {
  /** A home with these entries of `mcpServers`, and more keys beside it. */
  home(servers: Servers, beside?: object): Promise<Home>;
  /** An engine in this process. */
  open(home: Home, ports?: Partial<EnginePorts>): Promise<OpenEngine>;
  /** An engine in a process of its own. */
  serve(home: Home, env?: Readonly<Record<string, string>>): Promise<ServedEngine>;
  readonly defer: Defer;
}

export type Servers = Readonly<Record<string, object>>;

/** Grace times that a test can wait for. */
export const SHORT = { stdinClose: '300ms', terminate: '300ms' };

const LIMIT_MS = 120_000;

/** Plays a case and takes everything down again, proving that nothing is left. Rejects with the first thing that failed. */
export async function play(fault: FaultCase): Promise<string> {
  const undo: (() => Promise<void>)[] = [];
  const defer: Defer = (step) => void undo.push(step);
  const scene: Scene = {
    defer,
    async home(servers, beside = {}) {
      const home = await makeHome(defer);
      await home.configure(servers, beside);
      return home;
    },
    open: (home, ports = {}) => openEngine(home, { ports, defer }),
    serve: (home, env = {}) => serve(home, { env, defer }),
  };
  const failures: unknown[] = [];
  const limitMs = fault.limitMs ?? LIMIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limitMs / 1000} s`)), limitMs);
  });
  let seen = '';
  try {
    seen = await Promise.race([fault.run(scene), late]);
  } catch (error) {
    failures.push(error);
  } finally {
    clearTimeout(timer);
  }
  for (const step of undo.toReversed()) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 1) throw new AggregateError(failures, failures.map(messageOf).join(' · '));
  if (failures.length === 1) throw failures[0];
  return seen;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
