/** What one process uses. */
export interface ProcessFigures {
  /** Per cent of one core since the pass before. */
  readonly cpuPercent: number;
  /** Resident. */
  readonly memoryBytes: number;
}
