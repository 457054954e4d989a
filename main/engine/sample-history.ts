import type { SamplePass } from '#contract/snapshot.ts';

/** As far back as the window draws. Longer history is the telemetry room's. */
const KEPT_MS = 15 * 60_000;

/** The latest sampling passes, oldest first. */
export function createSampleHistory(): { add(pass: SamplePass): void; all(): SamplePass[] } {
  const passes: SamplePass[] = [];
  return {
    add(pass) {
      passes.push(pass);
      const oldest = Date.parse(pass.at) - KEPT_MS;
      const first = passes.findIndex(({ at }) => Date.parse(at) >= oldest);
      if (first > 0) passes.splice(0, first);
    },
    all: () => [...passes],
  };
}
