/** By the median, a browser that is used for two hours of the day would be unusual each time. */
const SHARE = 0.95;

/** What all but the greatest of these figures stay within; null without any. */
export function usualOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(SHARE * sorted.length))] ?? null;
}
