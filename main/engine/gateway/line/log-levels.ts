/** Least severe first (RFC 5424). */
export const LOG_LEVELS: readonly string[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];

/** A level that nobody knows counts as severe. */
export function isAtLeast(level: string, wanted: string): boolean {
  const severity = LOG_LEVELS.indexOf(level);
  return severity === -1 || severity >= LOG_LEVELS.indexOf(wanted);
}
