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
export {
  brokenConfiguration,
  changeConfiguration,
  type Edited,
  type EditOptions,
  type Edits,
  editConfiguration,
} from './edit-configuration.ts';
export {
  alertChannelEdits,
  alertRuleEdits,
  alertsAfter,
  type ChannelChange,
  quietHoursEdits,
  type RuleChange,
  shownChannels,
} from './editing/alert-edits.ts';
export { takeUpDrafts } from './editing/drafts.ts';
export type { ConfigurationEdit } from './editing/edit-text.ts';
export { switchToolEdits } from './editing/switch-tool.ts';
export { valueEdits } from './editing/value-edits.ts';
export { at as valueAt } from './editing/values-at.ts';
export { maskConfiguration, restoreConfiguration } from './exchange/mask-configuration.ts';
export { patchServer } from './exchange/patch-server.ts';
export { redirectedSecrets } from './exchange/redirected-secrets.ts';
export { formatOf, loadFormat } from './formats/format-of.ts';
export { editTextOf, layOutTextOf, plainValue } from './formats/texts.ts';
export { compileGlob, compileGlobs, type NameMatcher } from './glob.ts';
export { configurationSchema } from './json-schema/configuration-schema.ts';
export { writeConfigurationSchema } from './json-schema/write-schema.ts';
export { checkFileText, type FileText, loadConfiguration, readFileText } from './load-configuration.ts';
export { explainStep, needsNewLaunch, planChanges } from './plan-changes.ts';
export { parseConfiguration } from './reading/parse-configuration.ts';
export { formatSize } from './reading/size.ts';
export { nearest } from './reading/wording.ts';
export { literalText } from './references/literal-text.ts';
export { type ReferenceKind, writeReference } from './references/reference.ts';
export {
  explainMissing,
  type MissingReference,
  type ReferenceUse,
  sayLacking,
} from './references/resolve-references.ts';
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
export { effectiveSettings } from './sources/effective-settings.ts';
export { readEnvFile } from './sources/read-env-file.ts';
export {
  type EnvFile,
  type Environment,
  NOTHING_BESIDE,
  type ReadingContext,
  type SecretsFault,
} from './sources/reading-context.ts';
export { checkSurroundings } from './surroundings/check-surroundings.ts';
export type { World } from './surroundings/world.ts';
export { type Migrated, migrateConfiguration } from './versions/migrate-configuration.ts';
export { type WatchHandle, type WatchOptions, watchConfiguration } from './watch-configuration.ts';
export { writeStarterConfiguration } from './write-starter-configuration.ts';
