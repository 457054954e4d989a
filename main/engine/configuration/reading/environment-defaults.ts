import type { z } from 'zod';
import type { RestartPolicy } from '../server-config.ts';
import type { Environment } from '../sources/reading-context.ts';
import { DEFAULTS, VALUES } from '../versions/config-v1.ts';
import type { Report } from './report.ts';
import { describe } from './wording.ts';

/** What a key is that neither a server nor the file names. */
export interface Defaults {
  readonly startMs: number;
  readonly sampleIntervalMs: number;
  readonly policy: RestartPolicy;
  readonly memorySoftBytes: number | null;
  readonly cpuPercent: number | null;
  readonly parallelStarts: number;
  readonly poolMin: number;
  readonly poolMax: number;
  readonly cacheEntries: number;
  readonly cacheTtlMs: number;
  readonly breakerFailures: number;
  readonly breakerOpenMs: number;
}

/**
 * The defaults of the documentation, but for those that an `MCP_` variable sets. A variable that can't be read is a
 * warning at the head of the file, and the documented default holds.
 */
export function readEnvironment(environment: Environment, report: Report): Defaults {
  const values = { environment, report };
  return {
    startMs: read('MCP_MAX_STARTUP_TIME', VALUES.startTimeout, values) ?? DEFAULTS.startMs,
    sampleIntervalMs:
      read('MCP_HEALTH_CHECK_INTERVAL', VALUES.sampleInterval, values) ?? DEFAULTS.sampleIntervalMs,
    policy: flagOf('MCP_AUTO_RESTART', values) === false ? 'never' : DEFAULTS.policy,
    memorySoftBytes: read('MCP_MEMORY_LIMIT', VALUES.memory, values) ?? DEFAULTS.memorySoftBytes,
    cpuPercent: read('MCP_CPU_QUOTA', VALUES.cpuQuota, values) ?? DEFAULTS.cpuPercent,
    parallelStarts: parallelStarts(values),
    ...poolSizes(values),
    cacheEntries: read('MCP_CACHE_SIZE', VALUES.cacheEntries, values) ?? DEFAULTS.cacheEntries,
    cacheTtlMs: read('MCP_CACHE_TTL', VALUES.cacheTtl, values) ?? DEFAULTS.cacheTtlMs,
    breakerFailures:
      read('MCP_FAILURE_THRESHOLD', VALUES.breakerFailures, values) ?? DEFAULTS.breakerFailures,
    breakerOpenMs: read('MCP_RECOVERY_TIMEOUT', VALUES.breakerOpen, values) ?? DEFAULTS.breakerOpenMs,
  };
}

interface Values {
  readonly environment: Environment;
  readonly report: Report;
}

function textOf(name: string, environment: Environment): string | undefined {
  const text = environment[name]?.trim();
  return text === '' ? undefined : text;
}

/** A number without a unit means what it means in the file. */
function read<Output>(name: string, schema: z.ZodType<Output>, values: Values): Output | undefined {
  const text = textOf(name, values.environment);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
  if (parsed.success) return parsed.data;
  warn(name, parsed.error.issues[0]?.message ?? 'has no meaning', values.report);
  return undefined;
}

function flagOf(name: string, values: Values): boolean | undefined {
  const text = textOf(name, values.environment);
  if (text === undefined) return undefined;
  const flag = asFlag(text);
  if (flag === undefined) warn(name, `must be true or false, not ${describe(text)}`, values.report);
  return flag;
}

function parallelStarts(values: Values): number {
  const flag = asFlag(textOf('MCP_PARALLEL_STARTUP', values.environment) ?? 'true');
  if (flag !== undefined) return flag ? DEFAULTS.parallelStarts : 1;
  return read('MCP_PARALLEL_STARTUP', VALUES.parallelStarts, values) ?? DEFAULTS.parallelStarts;
}

/** One of the two alone moves the other, so that they fit. */
function poolSizes(values: Values): Pick<Defaults, 'poolMin' | 'poolMax'> {
  const min = read('MCP_POOL_MIN_SIZE', VALUES.instances, values);
  const max = read('MCP_POOL_MAX_SIZE', VALUES.instances, values);
  if (min !== undefined && max !== undefined && min > max) {
    warn('MCP_POOL_MIN_SIZE', `must not be above MCP_POOL_MAX_SIZE: ${min} is above ${max}`, values.report);
    return DEFAULTS;
  }
  return {
    poolMin: min ?? Math.min(DEFAULTS.poolMin, max ?? DEFAULTS.poolMin),
    poolMax: max ?? Math.max(DEFAULTS.poolMax, min ?? DEFAULTS.poolMax),
  };
}

/** "1" is no flag: for the number of parallel starts it is a number, and the same as false. */
function asFlag(text: string): boolean | undefined {
  if (/^(true|yes|on)$/i.test(text)) return true;
  if (/^(false|no|off|0)$/i.test(text)) return false;
  return undefined;
}

function warn(name: string, says: string, report: Report): void {
  report.warning(0, [name], `in the environment ${says}; the default is used`);
}
