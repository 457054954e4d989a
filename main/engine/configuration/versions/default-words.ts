/**
 * Defaults, in the words of the file, of the keys that the schemas let be left out: what some of them come to depends on
 * other keys. Null is none. Those of the other keys stand in the schemas themselves.
 */
export const DEFAULT_WORDS = {
  'monitoring.interval': '2s',
  'monitoring.idleInterval': '5s',
  'monitoring.metricsRetention': '24h',
  'monitoring.minuteRetention': '30d',
  'monitoring.quarterRetention': '365d',
  'operations.parallelStarts': 4,
  'gateway.cacheEntries': 1000,
  'http.port': 4870,
  'logging.rotation.size': '16MB',
  'logging.rotation.files': 5,
  'alerts.quietHours.days': ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
} as const;

/** As {@link DEFAULT_WORDS}, of a server's keys. */
export const SERVER_DEFAULT_WORDS = {
  disabled: false,
  type: 'stdio',
  'restart.policy': 'on-failure',
  'instances.min': 10,
  'instances.max': 20,
  'timeouts.start': '30s',
  'timeouts.requestMax': '24h',
  'cache.ttl': '5m',
  'breaker.failures': 5,
  'breaker.open': '60s',
  'connections.min': 1,
  'connections.max': 10,
} as const;
