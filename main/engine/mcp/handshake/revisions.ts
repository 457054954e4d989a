/** Revisions of the stateless era, newest first: `server/discover`, client facts in `_meta`. */
export const MODERN_REVISIONS = ['2026-07-28'] as const;
/** Revisions with `initialize` and `ping`, newest first. */
export const LEGACY_REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;

export const NEWEST_MODERN = MODERN_REVISIONS[0];
export const NEWEST_LEGACY = LEGACY_REVISIONS[0];

/** The newest of our revisions that is also among theirs; null without one. */
export function newestCommon(ours: readonly string[], theirs: readonly string[]): string | null {
  return ours.find((revision) => theirs.includes(revision)) ?? null;
}
