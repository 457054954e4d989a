import { InvalidArgumentError } from 'commander';
import { readSince } from '../../read-since.ts';
import { readSpanMs } from '../../read-span.ts';

/** A whole number from 1 to `most`, for an option. */
export function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`It takes a whole number from 1 to ${most}.`);
  };
}

/** Whole seconds from 60 on. */
export function readSpanSeconds(text: string): number {
  const ms = readSpanMs(text);
  if (ms !== null && ms >= 60_000) return Math.round(ms / 1_000);
  throw new InvalidArgumentError('It takes a span of a minute or more, such as 30m, 1h or 1d.');
}

/** An ISO time, for the contract. */
export function readMoment(now: () => Date): (text: string) => string {
  return (text) => {
    try {
      return readSince(text, now()).toISOString();
    } catch (error) {
      throw new InvalidArgumentError(error instanceof RangeError ? error.message : String(error));
    }
  };
}
