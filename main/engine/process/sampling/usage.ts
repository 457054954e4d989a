import type { Usage } from '#contract/server-metrics.ts';

/** Of what nothing is known. */
export const NO_USAGE: Usage = {
  cpu_percent: null,
  cpu_machine_percent: null,
  cpu_user_seconds: null,
  cpu_system_seconds: null,
  memory_bytes: null,
  pss_bytes: null,
  shared_bytes: null,
  virtual_bytes: null,
  memory_percent: null,
  threads: null,
  open_files: null,
  connections: null,
  read_bytes: null,
  written_bytes: null,
  reads: null,
  writes: null,
  voluntary_switches: null,
  involuntary_switches: null,
};

const KEYS = Object.keys(NO_USAGE) as readonly (keyof Usage)[];

/** Of several; what is not known of each of them is not known of their sum, nor is anything known of none. */
export function sumUsage(parts: readonly Usage[]): Usage {
  const sum = { ...NO_USAGE };
  if (parts.length === 0) return sum;
  for (const key of KEYS) {
    let all: number | null = 0;
    for (const part of parts) {
      const value = part[key];
      if (value === null) {
        all = null;
        break;
      }
      all += value;
    }
    sum[key] = all;
  }
  return sum;
}
