/**
 * The front of the configuration room: reads `servers.json`, says what is wrong with it and where, and plans what a
 * change does to each server. It starts and stops nothing.
 */

export { DEFAULT_ALERTS, DEFAULT_RULES } from './alerting/default-rules.ts';
export type {
  AlertSettings,
  ChannelSettings,
  Condition,
  QuietHoursSettings,
  Remedy,
  Rule,
  Signal,
} from './alerting/rule.ts';
export { type EditOptions, editConfiguration, replaceConfiguration } from './edit-configuration.ts';
export {
  alertChannelEdits,
  alertRuleEdits,
  alertsAfter,
  type ChannelChange,
  quietHoursEdits,
  type RuleChange,
  shownChannels,
} from './editing/alert-edits.ts';
export type { ConfigurationEdit } from './editing/edit-text.ts';
export { switchToolEdits } from './editing/switch-tool.ts';
export { maskConfiguration, restoreConfiguration } from './exchange/mask-configuration.ts';
export { patchServer } from './exchange/patch-server.ts';
export { redirectedSecrets } from './exchange/redirected-secrets.ts';
export { compileGlob, compileGlobs, type NameMatcher } from './glob.ts';
export { loadConfiguration } from './load-configuration.ts';
export { needsNewLaunch, planChanges } from './plan-changes.ts';
export type { Reference, ReferenceKind } from './references/reference.ts';
export { explainMissing, type ReferenceUse } from './references/resolve-references.ts';
export { parseConfiguration } from './reading/parse-configuration.ts';
export { formatSize } from './reading/size.ts';
export { nearest } from './reading/wording.ts';
export type {
  AdminSettings,
  BackupSettings,
  BreakerSettings,
  CacheSettings,
  ClientRule,
  Configuration,
  ConnectionSettings,
  DependencyCheck,
  ExitStatus,
  GatewaySettings,
  HttpSettings,
  InputDeclaration,
  InstanceSettings,
  LimitSettings,
  LoadResult,
  LoggingSettings,
  MetricsCommand,
  MonitoringSettings,
  OperationSettings,
  OtlpSettings,
  RankingSettings,
  RestartPolicy,
  RestartSettings,
  RetrySettings,
  RotationSettings,
  ServerConfig,
  StarterServer,
  ToolRule,
  ToolSettings,
} from './server-config.ts';
export { readEnvFile } from './sources/read-env-file.ts';
export {
  type EnvFile,
  type Environment,
  NOTHING_BESIDE,
  type ReadingContext,
} from './sources/reading-context.ts';
export { type WatchHandle, type WatchOptions, watchConfiguration } from './watch-configuration.ts';
export { writeStarterConfiguration } from './write-starter-configuration.ts';
