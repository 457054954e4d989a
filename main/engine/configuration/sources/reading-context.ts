/** What a configuration is read with, besides its file. Whoever reads one gives it; {@link NOTHING_BESIDE} is for none. */
export interface ReadingContext {
  /** As `process.env` gives it. It goes before `.env`, which goes before the file. */
  readonly environment: Environment;
  /** The `.env` file beside the configuration; null where there is none. */
  readonly envFile: EnvFile | null;
  /** What `${secret:NAME}` and `${input:NAME}` stand for; undefined for one that has no value. */
  readonly secret: (name: string, kind: 'secret' | 'input') => string | undefined;
  /** Why secrets that were set have no value; left out where the store is whole. */
  readonly secretsFault?: SecretsFault | undefined;
  /** Told, before anything else comes of a reading, the values in it that are to be seen nowhere. */
  readonly hide?: (values: readonly string[]) => void;
  /** Defaults that are other than the documented ones because of how Signalbox was started, by dotted key. */
  readonly runtimeDefaults: Readonly<Record<string, unknown>>;
  /** Names of other configuration files in the folder, which are not read because this one goes first. */
  readonly otherFiles: readonly string[];
}

/** `closed`: none can be read or set. `lost`: they have to be set again. `says` is a sentence without its end. */
export interface SecretsFault {
  readonly kind: 'closed' | 'lost';
  readonly says: string;
}

/** The variables of the environment, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvFile {
  /** Absolute. */
  readonly file: string;
  readonly variables: ReadonlyMap<string, EnvVariable>;
  /** What can't be read of it. */
  readonly faults: readonly EnvFault[];
}

export interface EnvFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface EnvVariable {
  readonly value: string;
  /** Count from 1. */
  readonly line: number;
  readonly column: number;
}

export const NOTHING_BESIDE: ReadingContext = {
  environment: {},
  envFile: null,
  secret: () => undefined,
  runtimeDefaults: {},
  otherFiles: [],
};
