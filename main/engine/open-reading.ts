import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Environment,
  NOTHING_BESIDE,
  type ReadingContext,
  readEnvFile,
  type SecretsFault,
} from './configuration/configuration.ts';
import { otherConfigurationFiles } from './configuration-files.ts';
import type { HiddenValues } from './logs/logs.ts';
import { makePlaces, type Places, places } from './places.ts';
import type { Clock } from './ports.ts';
import { openSecretStore, type SecretStore } from './secrets/secrets.ts';

/** The secrets of an engine's home, and what its configuration is read with whenever it is read. */
export async function openReading(options: {
  readonly file: string;
  readonly stateFolder: string;
  readonly environment: Environment;
  readonly runtimeDefaults: ReadingContext['runtimeDefaults'];
  readonly hidden: HiddenValues;
  readonly clock: Clock;
}): Promise<{ readonly secrets: SecretStore; readonly reading: () => ReadingContext }> {
  const { file, stateFolder, environment, runtimeDefaults, hidden, clock } = options;
  const secrets = await openSecretStore({ folder: stateFolder, environment, clock });
  // One and the same function each time, so that two looks at the same file are equal.
  const secret: ReadingContext['secret'] = (name, kind) => secrets.get(name, kind);
  // Inputs that are passwords, and variables that are named like secrets.
  const hide: ReadingContext['hide'] = (values) => hidden.add(values);
  const reading = (): ReadingContext => {
    // Also what the file does not name: a process that has it from elsewhere may write it.
    hidden.add(secrets.values());
    const otherFiles = otherConfigurationFiles(file);
    const secretsFault = faultOf(secrets);
    return {
      environment,
      envFile: readEnvFile(file),
      secret,
      secretsFault,
      hide,
      runtimeDefaults,
      otherFiles,
    };
  };
  return { secrets, reading };
}

/** For whoever reads a configuration without an engine: with the secrets of the home that the environment names. */
export async function readingWithoutEngine(file: string, environment: Environment): Promise<ReadingContext> {
  const { state } = places(environment);
  const beside = {
    ...NOTHING_BESIDE,
    environment,
    envFile: readEnvFile(file),
    otherFiles: otherConfigurationFiles(file),
  };
  const hasSecrets = ['secrets.enc', 'secrets.json'].some((name) => existsSync(join(state, name)));
  if (!hasSecrets) return beside;
  const secrets = await openSecretStore({ folder: state, environment });
  await secrets.close();
  const secret: ReadingContext['secret'] = (name, kind) => secrets.get(name, kind);
  return { ...beside, secret, secretsFault: faultOf(secrets) };
}

/** Why something that was set may have no value. */
function faultOf({ view, integrity }: SecretStore): SecretsFault | undefined {
  if (view.kind === 'unavailable') return { kind: 'closed', says: asClause(view.says) };
  if (integrity === null || integrity.ok || integrity.quarantine === null) return undefined;
  return { kind: 'lost', says: `the file of secrets was damaged and put aside as ${integrity.quarantine}` };
}

function asClause(sentence: string): string {
  return sentence.replace(/^The /, 'the ').replace(/\.$/, '');
}

/** The secrets of a home whose engine does not run. */
export async function openSecrets(of: Places, environment: Environment): Promise<SecretStore> {
  await makePlaces(of);
  return openSecretStore({ folder: of.state, environment });
}
