import type { Alert, Severity } from '#contract/alert.ts';
import type { Clock } from '../../ports.ts';
import { isAtLeast } from './severity.ts';

/** What a trouble leaves behind, such as "went down 6 times within the last hour", is no news for so long. */
const AFTERMATH_MS = 3_600_000;

/** Knows what ended a short while ago of what was told, by server. */
export function createAftermath(clock: Clock) {
  const ended = new Map<string | null, { readonly severity: Severity; readonly atMs: number }>();
  return {
    noteEnd({ server, severity }: Alert): void {
      ended.set(server, { severity, atMs: clock.monotonic() });
    },
    /**
     * Until when an alert that is less severe is taken for its rest, by the clock that never jumps; null for one that is
     * a trouble of its own.
     */
    untilMs({ server, severity }: Alert): number | null {
      const last = ended.get(server);
      if (last === undefined || isAtLeast(severity, last.severity)) return null;
      const untilMs = last.atMs + AFTERMATH_MS;
      return untilMs > clock.monotonic() ? untilMs : null;
    },
  };
}
