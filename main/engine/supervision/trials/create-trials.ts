import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerTrial } from '#contract/configuration-text.ts';
import { ProblemError } from '#contract/problem.ts';
import type { ServerConfig } from '../../configuration/configuration.ts';
import { type HiddenValues, type Logs, openLogs } from '../../logs/logs.ts';
import type { Failure } from '../failure.ts';
import type { RunContext } from '../server-run.ts';
import { sayDuration } from '../wording.ts';
import { type Attempt, attemptStart } from './attempt-start.ts';

export interface Trials {
  /**
   * Starts a server that nobody supervises, asks it for its tools, and ends it and its tree before this resolves. Whatever
   * goes wrong with it is told in the answer. Throws ProblemError `server-unavailable` where two are tried already, `closing`.
   */
  run(config: ServerConfig): Promise<ServerTrial>;
  /** Ends those under way; resolves when nothing of them is left. */
  close(): Promise<void>;
}

const MAX_TRIALS = 2;
/** Until it is ready and has listed its tools, an installer's time counted. */
const TRIAL_MS = 60_000;
const MAX_LINES = 20;
/** No server of a configuration can be called so: what is told of a trial is not taken for what is told of one. */
const PREFIX = 'try~';

/** `folder` is for what trials write meanwhile; what an engine that was killed has left in it is removed. */
export async function createTrials(
  context: Omit<RunContext, 'logs'> & { readonly folder: string; readonly hidden: HiddenValues },
): Promise<Trials> {
  const { clock, folder, hidden } = context;
  await rm(folder, { recursive: true, force: true });
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();

  async function tryOnce(config: ServerConfig): Promise<ServerTrial> {
    const startedMs = clock.monotonic();
    const place = join(folder, randomUUID());
    await mkdir(place, { recursive: true, mode: 0o700 });
    const logs = await openLogs({ folder: place, clock, hidden });
    const time = new AbortController();
    const cancel = clock.after(TRIAL_MS, () => time.abort());
    const signal = AbortSignal.any([time.signal, closing.signal]);
    try {
      let after = 0;
      const attempt = await attemptStart({ ...context, logs }, config, signal, () => {
        after = logs.query({ limit: 1 }).lines.at(-1)?.seq ?? 0;
      });
      const tookMs = Math.round(clock.monotonic() - startedMs);
      return answer(attempt, { lines: linesOf(logs, after), tookMs, isLate: time.signal.aborted });
    } finally {
      cancel();
      await logs.close();
      await rm(place, { recursive: true, force: true });
    }
  }

  return {
    async run(config) {
      if (closing.signal.aborted) throw new ProblemError('closing', 'Signalbox is closing');
      if (running.size >= MAX_TRIALS)
        throw new ProblemError(
          'server-unavailable',
          `${MAX_TRIALS} servers are being tried already: wait for one of them`,
        );
      const trial = tryOnce(asTrial(config));
      running.add(trial);
      return await trial.finally(() => running.delete(trial));
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

/** Its process is nobody's but the trial's, and gets no longer than that. */
function asTrial(config: ServerConfig): ServerConfig {
  const { timeouts } = config;
  return {
    ...config,
    name: `${PREFIX}${config.name}`.slice(0, 64),
    keepRunning: false,
    timeouts: {
      ...timeouts,
      startMs: Math.min(timeouts.startMs, TRIAL_MS),
      installMs: TRIAL_MS,
    },
  };
}

/** Of the last start alone: what it was started twice for it said twice. */
function linesOf(logs: Logs, after: number): string[] {
  return logs.query({ after, limit: MAX_LINES }).lines.map(({ text }) => text);
}

function answer(
  attempt: Attempt,
  { lines, tookMs, isLate }: { readonly lines: string[]; readonly tookMs: number; readonly isLate: boolean },
): ServerTrial {
  const about = { lines, took_ms: tookMs };
  if (attempt.kind === 'ready') {
    const { negotiated, tools, readyMs, isListed } = attempt;
    const { protocolVersion } = negotiated;
    const found = !negotiated.capabilities.tools
      ? 'it has no tools'
      : isListed
        ? `${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}`
        : 'its tools could not be listed';
    const says = `ready after ${sayDuration(readyMs)}: ${found}, protocol ${protocolVersion}`;
    return { ok: true, says, protocol_version: protocolVersion, tools: [...tools], ...about };
  }
  const says = attempt.kind === 'ended' ? sayEnd(isLate) : sayFailure(attempt.failure);
  return { ok: false, says, protocol_version: null, tools: [], ...about };
}

function sayEnd(isLate: boolean): string {
  return isLate
    ? `It was not ready after ${TRIAL_MS / 1000} s, and was stopped. It may still be installing: try once more, or save it and look at its log.`
    : 'Signalbox is closing: it was stopped.';
}

function sayFailure({ problem: { message, fix } }: Failure): string {
  const said = `It ${message.replace(/^it /, '')}`.replace(/^It (the |port |no )/, (_, word: string) =>
    capital(word),
  );
  const sentence = /[.!?…”]$/.test(said) ? said : `${said}.`;
  return fix === null ? sentence : `${sentence} ${fix}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
