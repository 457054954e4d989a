import type { EffectiveSetting } from '#contract/configuration-text.ts';
import {
  brokenConfiguration,
  type Environment,
  effectiveSettings,
  formatOf,
  loadConfiguration,
  type Migrated,
  maskConfiguration,
  migrateConfiguration,
} from './configuration/configuration.ts';
import { readingWithoutEngine } from './open-reading.ts';
import { secretArguments } from './supervision/supervision.ts';

/**
 * Every setting as it would hold, were an engine to read the file now, and those of one server if it is named. Secrets are
 * masked. Throws ProblemError `configuration-broken` and `unknown-server`.
 */
export async function fileSettings(
  file: string,
  server: string | undefined,
  environment: Environment = process.env,
): Promise<Record<string, EffectiveSetting>> {
  const result = await loadConfiguration(file, await readingWithoutEngine(file, environment));
  if (!result.ok) throw brokenConfiguration(result.findings);
  return effectiveSettings(result.configuration, secretArguments, server);
}

/** What a text of the configuration is in the newest schema version, secrets masked, for people to look at. */
export function shownMigration(file: string, { text, changes }: Migrated): Migrated {
  return { text: maskConfiguration(text, secretArguments, formatOf(file)), changes };
}

/** What migrating a file would change. Throws ProblemError `configuration-broken` for a file that is not good as it is. */
export async function migrationOf(file: string, environment: Environment = process.env): Promise<Migrated> {
  const result = await loadConfiguration(file, await readingWithoutEngine(file, environment));
  if (!result.ok) throw brokenConfiguration(result.findings);
  return shownMigration(file, migrateConfiguration(file, result.configuration.text));
}
