import { formatDuration } from '../reading/duration.ts';
import { formatSize } from '../reading/size.ts';
import type { Configuration, ServerConfig } from '../server-config.ts';

/** Keys whose default, or what is inherited of them, gives way to other keys: what they come to, in the file's words. */
export const ACTUAL_WORDS: Readonly<Record<string, (configuration: Configuration) => unknown>> = {
  'monitoring.idleInterval': ({ monitoring }) => formatDuration(monitoring.idleIntervalMs),
  'monitoring.metricsRetention': ({ monitoring }) => formatDuration(monitoring.rawMs),
  'monitoring.minuteRetention': ({ monitoring }) => formatDuration(monitoring.minuteMs),
  'monitoring.quarterRetention': ({ monitoring }) => formatDuration(monitoring.quarterMs),
};

/** As {@link ACTUAL_WORDS}, of a server. */
export const ACTUAL_SERVER_WORDS: Readonly<Record<string, (server: ServerConfig) => unknown>> = {
  type: ({ transport, httpTransport }) =>
    transport === 'stdio' ? 'stdio' : httpTransport === 'sse' ? 'sse' : 'http',
  idleStop: ({ idleStopMs }) => (idleStopMs === null ? 'never' : formatDuration(idleStopMs)),
  'limits.memorySoft': ({ limits }) => sizeOrNone(limits.memorySoftBytes),
  'limits.memoryHard': ({ limits }) => sizeOrNone(limits.memoryHardBytes),
  'timeouts.request': ({ timeouts }) => formatDuration(timeouts.requestMs),
  'timeouts.requestMax': ({ timeouts }) => formatDuration(timeouts.requestMaxMs),
  instances: ({ instances }) => instances !== null,
  'instances.min': ({ instances }) => instances?.min ?? null,
  'instances.max': ({ instances }) => instances?.max ?? null,
  'connections.min': ({ connections }) => connections.min,
  'connections.max': ({ connections }) => connections.max,
};

function sizeOrNone(bytes: number | null): string | null {
  return bytes === null ? null : formatSize(bytes);
}
