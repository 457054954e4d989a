export const MINUTE_S = 60;
export const HOUR_S = 3600;
export const DAY_S = 86_400;

/** Days of a trace begin in the small hours, while the machine sleeps, so that no window reaches over their ends. */
const BEGINS_AT_HOUR = 4;

/** When an hour of the clock on the wall, 4 to 28, is in a day of the trace. */
export function hourOf(day: number, hour: number): number {
  return day * DAY_S + (hour - BEGINS_AT_HOUR) * HOUR_S;
}

/** 0 to 24, for a second of the trace. */
export function clockHour(second: number): number {
  return ((second / HOUR_S + BEGINS_AT_HOUR) % 24) as number;
}
