import type { ConfigurationStatus } from '#contract/configuration-status.ts';
import {
  type Configuration,
  checkSurroundings,
  type ReadingContext,
  writeConfigurationSchema,
} from './configuration/configuration.ts';
import type { EngineOptions } from './engine-options.ts';
import {
  type ConfigurationKeeper,
  keepConfiguration,
  keepHistory,
  openIntegrity,
} from './keeping/keeping.ts';
import type { HiddenValues } from './logs/logs.ts';
import { worldOf } from './look-around.ts';
import { openReading } from './open-reading.ts';
import type { EnginePorts } from './ports.ts';
import type { Processes } from './process/process.ts';
import type { SecretStore } from './secrets/secrets.ts';
import { findStarter, isNamedByHand } from './starter-servers.ts';
import type { State } from './state/state.ts';
import type { Supervision } from './supervision/supervision.ts';

interface Surroundings {
  /** Takes the end of all that is opened here but of the keeper, which its owner ends. */
  readonly stack: AsyncDisposableStack;
  readonly ports: EnginePorts;
  readonly state: State;
  readonly hidden: HiddenValues;
  readonly processes: Processes;
  readonly supervision: Supervision;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly runtimeDefaults: ReadingContext['runtimeDefaults'];
  readonly current: () => Configuration | null;
  readonly onFault: (text: string) => void;
  readonly onStatus: (status: ConfigurationStatus) => void;
}

interface OpenedConfiguration {
  readonly keeper: ConfigurationKeeper;
  /** Absolute. */
  readonly configFile: string;
  readonly history: Awaited<ReturnType<typeof keepHistory>>;
  readonly integrity: ReturnType<typeof openIntegrity>;
  readonly reading: () => ReadingContext;
  readonly secrets: SecretStore;
}

/** Opens all that has to do with the configuration's file, and carries out what it says: servers start. */
export async function openConfiguration(
  options: EngineOptions,
  { stack, ports, state, current, onFault, ...beside }: Surroundings,
): Promise<OpenedConfiguration> {
  const { places, environment = process.env } = options;
  const { clock } = ports;
  const configFile = options.configFile ?? places.configFile;
  await writeConfigurationSchema(isNamedByHand(options) ? places.state : places.config, onFault);
  const settings = () => current()?.operations ?? null;
  const history = await keepHistory({
    file: configFile,
    places,
    state,
    clock,
    mask: beside.hidden.mask,
    settings,
  });
  stack.defer(() => history.close());
  const { secrets, reading } = await openReading({
    file: configFile,
    stateFolder: places.state,
    environment,
    runtimeDefaults: beside.runtimeDefaults,
    hidden: beside.hidden,
    clock,
  });
  stack.defer(() => secrets.close());
  const world = worldOf(beside.processes.commandFinder);
  const keeper = await keepConfiguration({
    file: configFile,
    reading,
    stateFolder: places.state,
    starter: await findStarter(options),
    log: history.log,
    surroundings: (configuration) => checkSurroundings(configuration, world),
    supervision: beside.supervision,
    register: state.register,
    clock,
    onStatus: beside.onStatus,
  });
  const integrity = openIntegrity({
    ...ports,
    places,
    state,
    startedAtMs: beside.startedAtMs,
    history,
    keeper,
    secrets,
  });
  stack.defer(() => integrity.close());
  return { keeper, configFile, history, integrity, reading, secrets };
}
