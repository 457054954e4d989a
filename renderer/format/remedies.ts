/**
 * What its owner can do about points that were lost, by their code. A code without an entry passes by itself, is told
 * by its own sentence, or has a cause that only the sentence names.
 */
export const REMEDIES: Readonly<Record<string, string>> = {
  unsteady: 'Its log says what it did before it went down.',
  'over-limit': 'A restart gives back what it holds; a higher limit in servers.json lets it keep it.',
  'near-limit': 'A restart gives back what it holds; a higher limit in servers.json lets it keep it.',
  'many-zombies': 'A restart clears them away.',
  leak: 'A restart gives the memory back. With limits.memorySoft it is restarted by itself, between calls.',
  forecast: 'A restart gives the memory back, or a higher limit in servers.json.',
  'limit-soon': 'A restart gives the memory back, or a higher limit in servers.json.',
  hung: 'A restart. With health.onHang set to restart that happens by itself.',
  'breaker-open': 'It lets a trial through by itself; Traffic lists the requests that failed before.',
  errors: 'Traffic lists the requests that failed, and why.',
  'many-errors': 'Traffic lists the requests that failed, and why.',
  slow: 'Traffic, Latency says which of its tools take long.',
  'very-slow': 'Traffic, Latency says which of its tools take long.',
  'late-loop': 'Fewer servers, or a longer monitoring.interval, give Signalbox more time.',
  'slow-sampling': 'A longer monitoring.interval in servers.json makes it rarer.',
  'many-open-files': 'Raise the limit of open files for Signalbox (ulimit -n), and start it again.',
  'disk-full': 'Free some space, or lower monitoring.historySize in servers.json.',
  'disk-low': 'Free some space, or lower monitoring.historySize in servers.json.',
  'not-writable': 'Give yourself the right to write there.',
  'writable-by-others': 'Take the right to write there from others (chmod go-w).',
  'readable-by-others': 'Take the right to read there from others (chmod go-rwx).',
  'memory-exhausted': 'End what you don’t need: the system will end something by itself soon.',
  'memory-low': 'End what you don’t need.',
  'no-network': 'Look at this machine’s network.',
};

/** Null where nothing is known that helps. */
export function remedyOf(code: string): string | null {
  return Object.hasOwn(REMEDIES, code) ? (REMEDIES[code] ?? null) : null;
}
