import { createContext, Script } from 'node:vm';

/** A regular expression sees no more than this much of a line. */
const MAX_CHARACTERS = 4096;

/** It took longer than it may: it was stopped in the middle of its work. */
export class PatternTooSlowError extends Error {
  override readonly name = 'PatternTooSlowError';
}

/** A regular expression that can't hold up the engine for longer than it may. */
export interface BoundedPattern {
  /** Those that match, of which it sees the first 4,096 characters. Throws {@link PatternTooSlowError}. */
  matching<Item>(items: readonly Item[], textOf: (item: Item) => string): Item[];
}

/** `maxMs` is how long the engine stands still at the most. Throws SyntaxError for what is no regular expression. */
export function boundedPattern(source: string, flags: string, maxMs: number): BoundedPattern {
  const expression = new RegExp(source, flags);
  return {
    matching(items, textOf) {
      let met: typeof items = [];
      withinTime(maxMs, () => {
        met = items.filter((item) => expression.test(textOf(item).slice(0, MAX_CHARACTERS)));
      });
      return [...met];
    },
  };
}

const guard = createContext({});
const guarded = new Script('run()');

/** The watchdog of node:vm is the one thing that stops a regular expression in the middle of a line. */
function withinTime(maxMs: number, work: () => void): void {
  guard['run'] = work;
  try {
    guarded.runInContext(guard, { timeout: maxMs });
  } catch (error) {
    if (!timedOut(error)) throw error;
    throw new PatternTooSlowError(`it took more than ${maxMs} ms`, { cause: error });
  } finally {
    delete guard['run'];
  }
}

/** The error comes from the other context, so it is no instance of this context's Error. */
function timedOut(error: unknown): boolean {
  const failed = typeof error === 'object' && error !== null && 'code' in error;
  return failed && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
