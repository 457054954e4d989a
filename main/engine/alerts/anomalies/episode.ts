import type { AnomalyMark } from '#contract/alert-channel.ts';
import { WATCHED, type WatchedMetric } from './watched-metrics.ts';

/** Marks of one series that come so close after one another are one. */
const EPISODE_GAP_MS = 60 * 60_000;
/** What lasts for longer has become usual; a new one begins. */
export const LONGEST_EPISODE_MS = 24 * 3_600_000;

/** A stretch of one series that is out of the ordinary, as long as it goes on. */
export interface Episode {
  readonly server: string;
  readonly metric: WatchedMetric;
  readonly fromMs: number;
  readonly toMs: number;
  readonly score: number;
  /** What the series was at before it. */
  readonly usual: number;
  /** What it was at in it, where that is furthest from what is usual. */
  readonly peak: number;
  readonly lowest: number;
  readonly highest: number;
}

/** What one step that is a mark adds to it. */
export interface Marked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly score: number;
  /** The last two hours, the oldest first, the step itself the last. */
  readonly values: Float32Array;
}

/** Less is noise about the peak. */
const FURTHER = 1.05;
/** How far back a peak is looked for: what makes a stretch unlike others may lie a little before it is seen. */
const PEAK_STEPS = 6;

export function beginEpisode(server: string, metric: WatchedMetric, marked: Marked): Episode {
  const before = marked.values.slice(0, -1).sort();
  const usual = before[before.length >> 1] ?? 0;
  return {
    server,
    metric,
    fromMs: marked.fromMs,
    toMs: marked.toMs,
    score: marked.score,
    usual,
    peak: furthestFrom(usual, marked.values.slice(-PEAK_STEPS)),
    lowest: Math.min(...marked.values),
    highest: Math.max(...marked.values),
  };
}

/** Whether a mark that begins at that time belongs to it. */
export function goesOn({ fromMs, toMs }: Episode, atMs: number): boolean {
  return atMs - toMs < EPISODE_GAP_MS && atMs - fromMs < LONGEST_EPISODE_MS;
}

/** Whether a step that is no mark by itself leads further away from what was usual, so that the episode is not over. */
export function leadsFurther({ usual, peak }: Episode, value: number): boolean {
  return Math.abs(value - usual) > FURTHER * Math.abs(peak - usual);
}

export function continueEpisode(episode: Episode, { toMs, score, values }: Marked): Episode {
  const value = values.at(-1) ?? episode.usual;
  return {
    ...episode,
    toMs,
    score: Math.max(episode.score, score),
    peak: furthestFrom(episode.usual, [episode.peak, value]),
    lowest: Math.min(episode.lowest, value),
    highest: Math.max(episode.highest, value),
  };
}

export function markOf(episode: Episode): AnomalyMark {
  return {
    server: episode.server,
    metric: episode.metric,
    from: new Date(episode.fromMs).toISOString(),
    to: new Date(episode.toMs).toISOString(),
    score: Math.round(episode.score * 100) / 100,
    sentence: sayEpisode(episode),
  };
}

/** "Memory went from 210 MB to 640 MB". */
function sayEpisode({ metric, usual, peak, lowest, highest }: Episode): string {
  const { name, figure, leastChange, leastShare } = WATCHED[metric];
  if (Math.abs(peak - usual) >= Math.max(leastChange, leastShare * Math.abs(usual))) {
    return `${name} went from ${figure(usual)} to ${figure(peak)}`;
  }
  return `${name} moved between ${figure(lowest)} and ${figure(highest)} as it did not in the week before`;
}

function furthestFrom(usual: number, values: Iterable<number>): number {
  let peak = usual;
  for (const value of values) if (Math.abs(value - usual) >= Math.abs(peak - usual)) peak = value;
  return peak;
}
