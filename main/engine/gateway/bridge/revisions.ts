/** Newest first. */
export const LEGACY_REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;
export const MODERN_REVISIONS = ['2026-07-28'] as const;

/**
 * What a client of the legacy era gets that asks for `asked`: the same if it is known, else the newest.
 * @param newest `gateway.protocolVersion`; null is the newest that is known
 */
export function agreeOn(asked: unknown, newest: string | null = null): string {
  const allowed = LEGACY_REVISIONS.filter((revision) => newest === null || revision <= newest);
  return allowed.find((revision) => revision === asked) ?? allowed[0] ?? LEGACY_REVISIONS[0];
}
