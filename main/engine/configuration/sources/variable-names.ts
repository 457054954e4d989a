import { FILE_SETTINGS, SERVER_SETTINGS, type Setting } from './setting.ts';

/** A variable that a setting is read from. */
export interface SettingVariable {
  readonly name: string;
  readonly setting: Setting;
  /** Words that mean something in this variable alone, and what they stand for in the file. */
  readonly words: Readonly<Record<string, unknown>>;
}

/** The names of the documentation, by the key that each stands for. */
const ALIASES: Readonly<
  Record<string, { readonly key: string; readonly words?: Readonly<Record<string, unknown>> }>
> = {
  MCP_PARALLEL_STARTUP: {
    key: 'operations.parallelStarts',
    words: { true: 4, yes: 4, on: 4, false: 1, no: 1, off: 1, '0': 1 },
  },
  MCP_MAX_STARTUP_TIME: { key: 'defaults.timeouts.start' },
  MCP_HEALTH_CHECK_INTERVAL: { key: 'monitoring.interval' },
  MCP_AUTO_RESTART: {
    key: 'defaults.restart.policy',
    words: {
      true: 'on-failure',
      yes: 'on-failure',
      on: 'on-failure',
      '1': 'on-failure',
      false: 'never',
      no: 'never',
      off: 'never',
      '0': 'never',
    },
  },
  MCP_MEMORY_LIMIT: { key: 'defaults.limits.memorySoft' },
  MCP_CPU_QUOTA: { key: 'defaults.limits.cpuQuota' },
  MCP_CACHE_SIZE: { key: 'gateway.cacheEntries' },
  MCP_CACHE_TTL: { key: 'defaults.cache.ttl' },
  MCP_BATCH_SIZE: { key: 'gateway.batchSize' },
  MCP_POOL_MIN_SIZE: { key: 'defaults.instances.min' },
  MCP_POOL_MAX_SIZE: { key: 'defaults.instances.max' },
  MCP_FAILURE_THRESHOLD: { key: 'defaults.breaker.failures' },
  MCP_RECOVERY_TIMEOUT: { key: 'defaults.breaker.open' },
  MCP_LOG_LEVEL: { key: 'logging.level', words: { warning: 'warn', critical: 'error', fatal: 'error' } },
  MCP_BIND_HOST: { key: 'http.host' },
};

export const PREFIX = 'SIGNALBOX_';
export const SERVER_PREFIX = `${PREFIX}SERVER_`;

/** Of each setting that is no server's own: its own name, and then its alias where it has one. */
export const FILE_VARIABLES: ReadonlyMap<Setting, readonly SettingVariable[]> = new Map(
  FILE_SETTINGS.map((setting) => {
    const key = setting.path.join('.');
    const aliases = Object.entries(ALIASES)
      .filter(([, alias]) => alias.key === key)
      .map(([name, { words = {} }]) => ({ name, setting, words }));
    return [setting, [{ name: PREFIX + inCapitals(setting.path), setting, words: {} }, ...aliases]];
  }),
);

/** What follows the name of a server in the name of a variable. */
export const SERVER_SUFFIXES: ReadonlyMap<string, Setting> = new Map(
  SERVER_SETTINGS.map((setting) => [inCapitals(setting.path), setting]),
);

/** ["monitoring", "idleInterval"] is MONITORING_IDLE_INTERVAL. */
export function inCapitals(path: readonly string[]): string {
  return path
    .map((key) => key.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]+/g, '_'))
    .join('_')
    .toUpperCase();
}
