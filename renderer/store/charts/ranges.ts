/**
 * How far back charts can go. `askMs` is the least time between two questions while they follow what is measured: no
 * more often than a step of the chart gets longer by a pixel or so.
 */
export const RANGES = [
  { name: '5m', words: '5 min', seconds: 300, askMs: 2000 },
  { name: '15m', words: '15 min', seconds: 900, askMs: 2000 },
  { name: '1h', words: '1 h', seconds: 3600, askMs: 5000 },
  { name: '6h', words: '6 h', seconds: 6 * 3600, askMs: 20_000 },
  { name: '24h', words: '24 h', seconds: 86_400, askMs: 60_000 },
  { name: '7d', words: '7 d', seconds: 7 * 86_400, askMs: 300_000 },
  { name: '30d', words: '30 d', seconds: 30 * 86_400, askMs: 900_000 },
  { name: '1y', words: '1 y', seconds: 365 * 86_400, askMs: 900_000 },
] as const;

export type Range = (typeof RANGES)[number];
export type RangeName = Range['name'];

export function rangeNamed(name: RangeName): Range {
  return RANGES.find((range) => range.name === name) ?? RANGES[0];
}
