import { createHash } from 'node:crypto';
import type { LaunchSpec } from './launch-spec.ts';
import { NO_LIMITS } from './limits/limited-process.ts';

/** Differs when a process would be started in another way: a survivor with another hash is not what its owner wants now. */
export function launchHash({
  command,
  args,
  env,
  cwd,
  url = null,
  keepRunning = false,
  limits = NO_LIMITS,
}: LaunchSpec): string {
  const variables = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
  const held = [limits.memoryHardBytes, limits.cpuPercent, limits.openFiles, limits.processes];
  const text = JSON.stringify([command, args, variables, cwd, url, keepRunning, ...held]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
