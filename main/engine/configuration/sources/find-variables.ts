import { nearest, quoted } from '../reading/wording.ts';
import { readWords } from './read-words.ts';
import type { EnvFile, ReadingContext } from './reading-context.ts';
import { isReserved } from './reserved-variables.ts';
import type { Setting } from './setting.ts';
import {
  FILE_VARIABLES,
  inCapitals,
  PREFIX,
  SERVER_PREFIX,
  SERVER_SUFFIXES,
  type SettingVariable,
} from './variable-names.ts';

/** A variable that is set, and where. */
export interface SetVariable {
  readonly name: string;
  readonly text: string;
  readonly origin: 'env' | '.env';
  /** Of `.env`; line 1 of the configuration file for the environment, which has no lines. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

/** What a variable says of one key. */
export interface Saying {
  readonly variable: SetVariable;
  /** From the top of the file. */
  readonly path: readonly string[];
  readonly value: unknown;
}

export interface VariableFault {
  readonly variable: SetVariable;
  /** Follows the name and its source. */
  readonly says: string;
  /** Of the key that another source sets now; null where none is meant. */
  readonly path: readonly string[] | null;
  /** The variable that sets it instead, if one does. */
  readonly next: SetVariable | null;
}

export interface FoundVariables {
  /** Those of the names that were left out which are set. */
  readonly leftOut: readonly SetVariable[];
  /** One for each key at the most: the one that goes before the others. */
  readonly sayings: readonly Saying[];
  readonly faults: readonly VariableFault[];
}

/** Looks for the variables of `.env` and the environment that set something; those named in `without` are left out. */
export function findVariables(
  file: string,
  context: ReadingContext,
  servers: readonly string[],
  without: ReadonlySet<SetVariable['name']>,
): FoundVariables {
  const sources = [fromEnvironment(file, context.environment), fromEnvFile(context.envFile)];
  const sayings: Saying[] = [];
  const faults: VariableFault[] = [];
  const take = (path: readonly string[], variables: readonly SettingVariable[]): void => {
    const set = sources.flatMap((source) =>
      variables.flatMap((variable) => {
        const found = without.has(variable.name) ? undefined : source.get(variable.name);
        return found === undefined ? [] : [{ variable, found }];
      }),
    );
    for (const [index, { variable, found }] of set.entries()) {
      const value = readVariable(found.text, variable);
      if ('is' in value) {
        sayings.push({ variable: found, path, value: value.is });
        return;
      }
      const next = set[index + 1]?.found ?? null;
      faults.push({ variable: found, says: value.message, path, next });
    }
  };
  for (const [setting, variables] of FILE_VARIABLES) take(setting.path, variables);
  const names = new Set(sources.flatMap((source) => [...source.keys()]));
  for (const name of names) {
    if (!name.startsWith(SERVER_PREFIX)) continue;
    const meant = serversMeant(name.slice(SERVER_PREFIX.length), servers);
    const [first, second] = meant;
    if (first === undefined) continue;
    if (second !== undefined) {
      const both = `${quoted(first.server)} and ${quoted(second.server)}`;
      for (const source of sources) {
        const variable = source.get(name);
        if (variable !== undefined) {
          faults.push({ variable, says: `may mean ${both}: it is not used`, path: null, next: null });
        }
      }
      continue;
    }
    take(['mcpServers', first.server, ...first.setting.path], [{ name, setting: first.setting, words: {} }]);
  }
  for (const source of sources) faults.push(...slips(source, servers));
  const leftOut = sources.flatMap((source) => [...without].flatMap((name) => source.get(name) ?? []));
  return { leftOut, sayings, faults };
}

/** "MCP_CPU_QUOTA in the environment" */
export function sayVariable({ name, origin }: SetVariable): string {
  return `${name} in ${origin === 'env' ? 'the environment' : '.env'}`;
}

type Source = ReadonlyMap<string, SetVariable>;

/** Variables that are empty say nothing, as is the custom. */
function fromEnvironment(file: string, environment: ReadingContext['environment']): Source {
  const place = { file, line: 1, column: 1 };
  const found = new Map<string, SetVariable>();
  for (const [name, text] of Object.entries(environment)) {
    if (!/^(SIGNALBOX|MCP)_/.test(name) || text === undefined || text.trim() === '') continue;
    found.set(name, { name, text, origin: 'env', place });
  }
  return found;
}

function fromEnvFile(envFile: EnvFile | null): Source {
  const found = new Map<string, SetVariable>();
  if (envFile === null) return found;
  for (const [name, { value, line, column }] of envFile.variables) {
    if (!/^(SIGNALBOX|MCP)_/.test(name) || value.trim() === '') continue;
    found.set(name, { name, text: value, origin: '.env', place: { file: envFile.file, line, column } });
  }
  return found;
}

function readVariable(text: string, { setting, words }: SettingVariable) {
  const word = text.trim().toLowerCase();
  if (Object.hasOwn(words, word)) return { is: words[word] };
  const read = readWords(text, setting.schema);
  if ('is' in read || !Object.hasOwn(words, 'true')) return read;
  return { message: read.message.replace(/^must be /, 'must be true or false, or ') };
}

/** The servers whose name and one of whose keys the rest of a variable's name is. The longest name is meant. */
function serversMeant(
  rest: string,
  servers: readonly string[],
): readonly { readonly server: string; readonly setting: Setting }[] {
  const fitting = servers.flatMap((server) => {
    const capitals = inCapitals([server]);
    const setting = rest.startsWith(`${capitals}_`)
      ? SERVER_SUFFIXES.get(rest.slice(capitals.length + 1))
      : undefined;
    return setting === undefined ? [] : [{ server, setting, length: capitals.length }];
  });
  const longest = Math.max(...fitting.map(({ length }) => length));
  return fitting.filter(({ length }) => length === longest);
}

/** Names that begin as ours do and are none, where one of ours is near, or the name of a server is meant. */
function slips(source: Source, servers: readonly string[]): readonly VariableFault[] {
  return [...source.values()].flatMap((variable) => {
    const { name } = variable;
    if (!name.startsWith(PREFIX) || isReserved(name) || KNOWN.has(name)) return [];
    const rest = name.slice(SERVER_PREFIX.length);
    const isServers = name.startsWith(SERVER_PREFIX);
    if (isServers && serversMeant(rest, servers).length > 0) return [];
    const meant = isServers ? serverVariableMeant(rest, servers) : nearest(name, [...KNOWN]);
    if (meant === undefined && !isServers) return [];
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return [{ variable, says: `sets nothing${hint}`, path: null, next: null }];
  });
}

const KNOWN: ReadonlySet<string> = new Set(
  [...FILE_VARIABLES.values()].flatMap((variables) => variables.map(({ name }) => name)),
);

function serverVariableMeant(rest: string, servers: readonly string[]): string | undefined {
  for (const server of servers) {
    const capitals = inCapitals([server]);
    if (!rest.startsWith(`${capitals}_`)) continue;
    const suffix = nearest(rest.slice(capitals.length + 1), [...SERVER_SUFFIXES.keys()]);
    if (suffix !== undefined) return `${SERVER_PREFIX}${capitals}_${suffix}`;
  }
  for (const suffix of SERVER_SUFFIXES.keys()) {
    if (!rest.endsWith(`_${suffix}`)) continue;
    const named = nearest(
      rest.slice(0, -suffix.length - 1),
      servers.map((server) => inCapitals([server])),
    );
    if (named !== undefined) return `${SERVER_PREFIX}${named}_${suffix}`;
  }
  return undefined;
}
