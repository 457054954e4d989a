const DAY_MS = 86_400_000;
/** Three parts of base64url; the first two are JSON objects, which begin with `{"`. */
const TOKEN = /\beyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*/g;

/** When the JSON web tokens among these headers run out, the first of them: milliseconds since 1970. Null where none says. */
export function tokenExpiryMs(headers: Readonly<Record<string, string>>): number | null {
  const ends = Object.values(headers).flatMap((value) =>
    [...value.matchAll(TOKEN)].flatMap(([, part]) => endOf(part)),
  );
  return ends.length === 0 ? null : Math.min(...ends);
}

export function daysUntil(atMs: number, nowMs: number): number {
  return (atMs - nowMs) / DAY_MS;
}

/** It is only read: whether it is genuine is for its receiver to say. */
function endOf(part: string | undefined): number[] {
  try {
    const claims: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    const end = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : null;
    return typeof end === 'number' && Number.isFinite(end) ? [end * 1_000] : [];
  } catch {
    // Only looks like a token.
    return [];
  }
}
