import type { Defer } from '../process/harness/home.ts';

/** Runs `use` with a place to put what is to be undone, and undoes it, the last first, whatever came of it. */
export async function withUndo<Value>(use: (defer: Defer) => Promise<Value>): Promise<Value> {
  const steps: (() => Promise<void>)[] = [];
  try {
    return await use((step) => void steps.push(step));
  } finally {
    for (const step of steps.toReversed()) await step();
  }
}
