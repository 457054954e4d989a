import { randomBytes } from 'node:crypto';
import { metaOf } from '../bridge/meta.ts';

const RUN = randomBytes(8).toString('hex');
let made = 0;

/** The trace id of the client's own trace context (W3C), or one of ours: 32 hex digits. */
export function correlationId(params: Readonly<Record<string, unknown>>): string {
  const trace = metaOf(params)['traceparent'];
  const found =
    typeof trace === 'string' ? /^[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-/.exec(trace)?.[1] : undefined;
  made += 1;
  return found ?? RUN + made.toString(16).padStart(16, '0');
}
