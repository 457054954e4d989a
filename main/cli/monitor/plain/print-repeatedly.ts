import { setTimeout as delay } from 'node:timers/promises';
import { type Context, engineOf } from '../../context.ts';
import type { EngineClient } from '../../engine-client.ts';
import { NoEngineError } from '../../exit-codes.ts';
import { followTopics } from '../../follow-topic.ts';
import { type Figures, figuresOf, withChange, withPass } from '../figures.ts';
import { printTable } from './print-once.ts';
import { reportOf } from './report.ts';

/**
 * A table, or one line of JSON, each interval until Ctrl+C, the first at once. Servers are sampled at a pace of their own:
 * each line says when. While the engine is away nothing is
 * printed: old figures are no figures. Rejects when there is none at the beginning.
 */
export async function printRepeatedly(context: Context, intervalMs: number, json: boolean): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([context.untilInterrupted(), ending.signal]);
  let engine: EngineClient | null = null;
  let figures: Figures | null = null;
  /** Resolved after the first print, or when there will be none. */
  const first = Promise.withResolvers<void>();
  if (signal.aborted) first.resolve();
  else signal.addEventListener('abort', () => first.resolve(), { once: true });

  async function print(): Promise<void> {
    if (engine === null || figures === null) return;
    if (!json) {
      printTable(context, figures);
      context.terminal.print('');
      return;
    }
    const { servers } = await engine.call('metrics', {});
    context.terminal.print(JSON.stringify(reportOf(figures, servers, context.now())));
  }

  async function printUntilTheEnd(): Promise<void> {
    await first.promise;
    for (;;) {
      // Aborted, it resolves early, too.
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await print().catch((error: unknown) => {
        // The connection tells of it as well, and waits for the next one.
        if (!(error instanceof NoEngineError)) throw error;
      });
    }
  }

  const following = followTopics({
    topics: ['servers', 'samples'],
    find: () => engineOf(context),
    signal,
    async onConnected(found) {
      const isFirst = figures === null;
      figures = figuresOf(await found.call('snapshot', {}));
      engine = found;
      if (!isFirst) return;
      await print();
      first.resolve();
    },
    onMessage({ topic, data }) {
      if (figures === null) return;
      if (topic === 'samples') figures = withPass(figures, data);
      if (topic === 'servers') figures = withChange(figures, data);
    },
    onLost() {
      engine = null;
      context.terminal.note('The connection to the engine was lost; trying again.');
    },
  });
  // What fails first is the reason; the other then ends by the signal.
  const both = [following, printUntilTheEnd()].map((one) => one.finally(() => ending.abort()));
  const [failed] = (await Promise.allSettled(both)).filter(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
