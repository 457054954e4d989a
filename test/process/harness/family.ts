import type { Home } from './home.ts';
import { until } from './until.ts';

/**
 * Waits until both processes that forks-and-setsid leaves behind run, and the one in the middle of the double fork is
 * gone. Gives their pids.
 */
export function untilFamilyRuns(home: Home, server = 'family'): Promise<number[]> {
  return until('both grandchildren run', () => {
    const members = home.processes().filter((one) => one.server === server);
    const grandchildren = members.filter(({ commandLine }) => commandLine.includes('outlives-its-parent'));
    return members.length === 3 && grandchildren.length === 2 ? grandchildren.map(({ pid }) => pid) : null;
  });
}
