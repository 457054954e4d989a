/** A receiver may ask for an hour at most: what it asks for beyond that is a mistake, or a way to silence us. */
const MOST_MS = 3_600_000;

/**
 * How long a receiver asks us to wait: by the header, in seconds or as a date, or by `retry_after` (seconds) in its
 * JSON, as Discord says it. Null where it does not.
 */
export function parseRetryAfter(header: string | undefined, body: string, nowMs: number): number | null {
  const asked = header === undefined ? fromBody(body) : fromHeader(header.trim(), nowMs);
  return asked === null || !(asked >= 0) ? null : Math.min(Math.ceil(asked), MOST_MS);
}

function fromHeader(header: string, nowMs: number): number | null {
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

function fromBody(body: string): number | null {
  if (!body.includes('retry_after')) return null;
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('retry_after' in parsed)) return null;
    return typeof parsed.retry_after === 'number' ? parsed.retry_after * 1000 : null;
  } catch {
    // Not JSON: it says nothing then.
    return null;
  }
}
