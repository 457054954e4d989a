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
