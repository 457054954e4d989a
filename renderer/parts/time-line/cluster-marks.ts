import type { Lamp } from '#contract/server-state.ts';

/** Something that happened, with its sentence. */
export interface TimeMark {
  readonly id: number;
  readonly atS: number;
  readonly lamp: Lamp;
  readonly words: string;
}

/** What stands so close together that it has one sign. */
export interface MarkCluster {
  /** Where, 0 to 1. */
  readonly place: number;
  /** The worst of them. */
  readonly lamp: Lamp;
  /** Oldest first; at least one. */
  readonly marks: readonly [TimeMark, ...TimeMark[]];
}

/** Two signs that are nearer than this share of the line would overlap in a narrow window. */
const APART = 0.014;
const WORST_FIRST: readonly Lamp[] = ['bad', 'warn', 'info', 'ok', 'off'];

/** Marks (oldest first) that lie within the stretch of time, gathered where they would overlap. */
export function clusterMarks(marks: readonly TimeMark[], fromS: number, toS: number): MarkCluster[] {
  const clusters: { place: number; lamp: Lamp; marks: [TimeMark, ...TimeMark[]] }[] = [];
  for (const mark of marks) {
    if (mark.atS < fromS || mark.atS > toS) continue;
    const place = (mark.atS - fromS) / (toS - fromS);
    const last = clusters.at(-1);
    if (last === undefined || place - last.place >= APART) {
      clusters.push({ place, lamp: mark.lamp, marks: [mark] });
    } else {
      last.marks.push(mark);
      if (WORST_FIRST.indexOf(mark.lamp) < WORST_FIRST.indexOf(last.lamp)) last.lamp = mark.lamp;
    }
  }
  return clusters;
}
