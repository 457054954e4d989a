import type { ProcessView } from '#contract/history.ts';
import type { Usage } from '#contract/server-metrics.ts';
import { isGone } from '../../../format/process-words.ts';

/** A figure of several processes together. */
export interface Sum {
  /** Null when of none it is known. */
  readonly value: number | null;
  /** Of how many processes it is not known: then the sum is more than `value`. */
  readonly unknown: number;
}

/** Each process once. What is gone uses nothing, so that nothing is missing without it. */
export function sumOf(processes: readonly ProcessView[], figure: keyof Usage): Sum {
  let value: number | null = null;
  let unknown = 0;
  for (const process of processes) {
    const own = process[figure];
    if (own !== null) value = (value ?? 0) + own;
    else if (!isGone(process.status)) unknown += 1;
  }
  return { value, unknown };
}

/** How many there are, in words: "4 alive, 1 zombie, 2 not told of". */
export function countWords(processes: readonly ProcessView[]): string {
  const count = (status: ProcessView['status']): number =>
    processes.filter((process) => process.status === status).length;
  const [zombies, vanished, denied] = [count('zombie'), count('vanished'), count('denied')];
  return [
    `${processes.length - zombies - vanished} alive`,
    zombies === 0 ? null : zombies === 1 ? '1 zombie' : `${zombies} zombies`,
    vanished === 0 ? null : `${vanished} vanished`,
    denied === 0 ? null : `${denied} not told of`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
