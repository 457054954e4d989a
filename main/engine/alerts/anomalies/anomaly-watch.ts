import type { RelatedAnomaly } from '#contract/alert.ts';
import type { AnomalyMark } from '#contract/alert-channel.ts';

/** Something wrong that a person is told of, and whose cause is looked for. */
export interface Symptom {
  /** Null for the machine. */
  readonly server: string | null;
  /** What it shows itself in, which is no cause of it; null where that is no series. */
  readonly metric: string | null;
  /** Servers that it depends on. */
  readonly dependencies: readonly string[];
  /** When it began, milliseconds since 1970. */
  readonly atMs: number;
}

/** What is out of the ordinary in the series of servers. It marks charts and ranks causes, and notifies nobody. */
export interface AnomalyWatch {
  /** Those that lie in the span at least in part, the oldest first; of all servers where none is named. Kept for 30 days. */
  marks(span: {
    readonly server?: string | undefined;
    readonly fromMs: number;
    readonly toMs: number;
  }): AnomalyMark[];
  /** What else was out of the ordinary then, the likeliest cause first; at most 5. */
  near(symptom: Symptom): RelatedAnomaly[];
  close(): void;
}
