/** Newest first. */
export const LEGACY_REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;
export const MODERN_REVISIONS = ['2026-07-28'] as const;

/** What a client of the legacy era gets that asks for `asked`: the same if it is known, else the newest. */
export function agreeOn(asked: unknown): string {
  const known: readonly string[] = LEGACY_REVISIONS;
  return typeof asked === 'string' && known.includes(asked) ? asked : LEGACY_REVISIONS[0];
}
