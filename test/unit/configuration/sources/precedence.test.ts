import { expect, test } from 'vitest';
import {
  type Configuration,
  effectiveSettings,
  NOTHING_BESIDE,
  parseConfiguration,
  type ReadingContext,
} from '#engine/configuration/configuration.ts';
import { parseEnvText } from '#engine/configuration/sources/read-env-file.ts';
import { FILE_SETTINGS, SERVER_SETTINGS, type Setting } from '#engine/configuration/sources/setting.ts';
import { FILE_VARIABLES, inCapitals } from '#engine/configuration/sources/variable-names.ts';
import { fileWith, samplesFor } from './setting-values.ts';

const FILE = '/etc/box/servers.json';
const SERVER = 'my-server';

interface Said {
  readonly text: string;
  readonly envFile?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function read({ text, envFile, environment = {} }: Said): Configuration {
  const context: ReadingContext = {
    ...NOTHING_BESIDE,
    environment: { A: 'a', B: 'b', C: 'c', D: 'd', ...environment },
    envFile: envFile === undefined ? null : parseEnvText('/etc/box/.env', envFile),
  };
  const result = parseConfiguration(FILE, text, context);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  // What a server of this kind makes no use of is told, but no variable is.
  expect(result.configuration.findings.filter(({ key }) => /^(SIGNALBOX|MCP)/.test(key))).toEqual([]);
  return result.configuration;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const setting = (said: Said, key: string) => effectiveSettings(read(said), () => [], SERVER)[key];

/** The path of a setting in the file, and the names of its variables, the one that counts first. */
const everySetting: readonly (readonly [string, Setting, readonly string[], readonly string[]])[] = [
  ...FILE_SETTINGS.map((one) => {
    const names = (FILE_VARIABLES.get(one) ?? []).map(({ name }) => name);
    return [one.path.join('.'), one, one.path, names] as const;
  }),
  ...SERVER_SETTINGS.map((one) => {
    const path = ['mcpServers', SERVER, ...one.path];
    return [path.join('.'), one, path, [`SIGNALBOX_SERVER_MY_SERVER_${inCapitals(one.path)}`]] as const;
  }),
];

test.each(everySetting)('%s: environment before .env before file before default', (key, one, path, names) => {
  const [inFile, inEnvFile, inEnvironment, byAlias] = samplesFor(one);
  if (!inFile || !inEnvFile || !inEnvironment || !byAlias) throw new Error('no values');
  const [name = '', alias] = names;
  const text = fileWith(path, SERVER, inFile.said);
  const envFile = `# settings\nexport ${name}='${asText(inEnvFile.said)}'\n`;
  const environment = { [name]: asText(inEnvironment.said) };

  expect([name, alias ?? 'MCP_']).toEqual([
    expect.stringMatching(/^SIGNALBOX_/),
    expect.stringMatching(/^MCP_/),
  ]);
  expect(setting({ text: fileWith(path, SERVER) }, key)).toMatchObject({ origin: 'default', from: null });
  expect(setting({ text }, key)).toEqual({ value: inFile.shown, origin: 'file', from: 'servers.json:3' });
  expect(setting({ text, envFile }, key)).toEqual({ value: inEnvFile.shown, origin: '.env', from: '.env:2' });
  const fromEnvironment = { value: inEnvironment.shown, origin: 'env', from: name };
  expect(setting({ text, envFile, environment }, key)).toEqual(fromEnvironment);
  if (alias === undefined) return;
  const aliased = { [alias]: asText(byAlias.said) };
  const fromAlias = { value: byAlias.shown, origin: 'env', from: alias };
  expect(setting({ text, environment: aliased }, key)).toEqual(fromAlias);
  expect(setting({ text, environment: { ...aliased, ...environment } }, key)).toEqual(fromEnvironment);
  expect(setting({ text, envFile, environment: aliased }, key)).toEqual(fromAlias);
});

test('each setting has variables of its own', () => {
  const names = everySetting.flatMap(([, , , all]) => all);
  expect(new Set(names).size).toBe(names.length);
});

test('a file that says every default says nothing new', () => {
  const settings = effectiveSettings(read({ text: '{ "mcpServers": {} }' }), () => []);
  const file: Record<string, unknown> = { mcpServers: {} };
  for (const { path, kind } of FILE_SETTINGS) {
    const value = settings[path.join('.')]?.value;
    // Sections that are off, or not there, have no defaults that could be written.
    const isOff = settings[path.slice(0, -1).join('.')]?.value === false || path[2] === 'ranking';
    if (kind === 'section' || value === null || isOff) continue;
    let section = file;
    for (const step of path.slice(0, -1)) {
      section[step] ??= {};
      section = section[step] as Record<string, unknown>;
    }
    section[path.at(-1) ?? ''] = value;
  }
  const { text: _, http, ...said } = read({ text: JSON.stringify(file) });
  const { text: __, http: bare, ...nothing } = read({ text: '{ "mcpServers": {} }' });
  expect(said).toEqual(nothing);
  // Only a port that nobody named may be another when it is taken.
  expect([http, bare]).toEqual([
    { port: 4870, host: '127.0.0.1' },
    { port: null, host: '127.0.0.1' },
  ]);
});
