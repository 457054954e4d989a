/**
 * The names of what crosses a border, as plain strings: all that the preload script needs, so that zod stays out of
 * it. `channels.ts` gives each name its schemas, and does not compile when a name is missing on either side.
 */
export const COMMAND_NAMES = [
  'start',
  'stop',
  'restart',
  'reload',
  'request',
  'free-port',
  'cancel-request',
  'switch-tool',
  'add-client-token',
  'remove-client-token',
  'acknowledge-alert',
  'silence-alerts',
  'remove-silence',
  'clear-alerts',
  'pause-notifications',
  'test-channel',
  'set-alert-rule',
  'set-alert-channel',
  'set-quiet-hours',
  'retry-deliveries',
  'apply-configuration',
  'restore-configuration',
  'backup-configuration',
  'migrate-configuration',
  'rollback-server',
  'dismiss-rollback',
  'set-secret',
  'remove-secret',
  'move-secret',
  'try-server',
  'import-servers',
] as const;
export const QUERY_NAMES = [
  'snapshot',
  'logs',
  'server',
  'history',
  'traffic',
  'requests',
  'latencies',
  'tools',
  'client-tokens',
  'metrics',
  'series',
  'markers',
  'trends',
  'health',
  'engine-figures',
  'alerts',
  'alert-history',
  'alert-rules',
  'preview-alert-rule',
  'silences',
  'alert-channels',
  'deliveries',
  'incidents',
  'incident',
  'daily-summaries',
  'anomalies',
  'configuration-text',
  'check-configuration',
  'edit-configuration-text',
  'format-configuration',
  'configuration-schema',
  'configuration-history',
  'configuration-version',
  'effective-settings',
  'secrets',
  'client-servers',
  'read-snippet',
  'integrity',
] as const;
export const TOPIC_NAMES = [
  'servers',
  'samples',
  'register',
  'logs',
  'configuration',
  'traffic',
  'requests',
  'alerts',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];
export type QueryName = (typeof QUERY_NAMES)[number];
export type CallName = CommandName | QueryName;
export type TopicName = (typeof TOPIC_NAMES)[number];

/** IPC channels of the desktop shell: calls to the engine, topics from it. */
export const IPC_CALL = 'signalbox:call';
export const IPC_TOPIC = 'signalbox:topic';
/** What the desktop app keeps for itself, which is no concern of the engine: `get`, `set`, and news of it. */
export const IPC_PREFERENCES = 'signalbox:preferences';
export const IPC_PREFERENCES_CHANGED = 'signalbox:preferences-changed';

/** With this HTTP header the window and the command line say who they are; without it a caller is `http`. */
export const CALLER_HEADER = 'x-signalbox-caller';
