/** Minutes after midnight from "22:00" or "9:05"; null for anything else. */
export function parseTimeOfDay(value: unknown): number | null {
  const match = typeof value === 'string' ? /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/.exec(value) : null;
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}
