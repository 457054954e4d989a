import type { Draft, DraftInput } from '../draft.ts';
import type { Dialect } from './dialect.ts';
import { firstOf, isObject, type PlainObject, recordOf, textOf, textsOf } from './plain.ts';
import { readTimes } from './read-times.ts';
import { inputName, translateReferences } from './translate-references.ts';

/** Our own keys, as a file of Signalbox has them: taken over as they are. */
const OWN_KEYS = [
  'start',
  'idleStop',
  'keepRunning',
  'dependsOn',
  'restart',
  'limits',
  'instances',
  'timeouts',
  'health',
  'share',
  'tools',
  'cache',
  'breaker',
  'retry',
  'connections',
  'metrics',
  'alerts',
];

/** What clients keep for themselves: who may be asked, how it looks, and where it came from. Left out without a word. */
const CLIENTS_OWN =
  /^(?:name|title|display_name|displayName|description|icon|iconUrl|logo|gallery|source|bundled|available_tools|(?:always|auto)(?:Allow|Approve|Accept|Run)(?:Tools)?|autoAllow|trust|default_tools_approval_mode|required|supports_parallel_tool_calls|dev|version|id|uuid|scope|installedFrom|isActive|active|sandbox|sandboxEnabled|tags|provider|providerUrl|logoUrl|registryUrl|searchKey|category)$/;

/** Where each of our settings comes from, in the words of all clients. */
const FROM = {
  command: ['command', 'cmd'],
  args: ['args', 'arguments'],
  env: ['env', 'environment', 'envs'],
  cwd: ['cwd', 'working_directory', 'workingDirectory'],
  url: ['url', 'serverUrl', 'httpUrl', 'uri', 'endpoint', 'baseUrl'],
  headers: ['headers', 'http_headers', 'requestHeaders'],
  type: ['type', 'transport', 'transportType'],
  allow: ['includeTools', 'enabled_tools', 'enabledTools'],
  deny: ['excludeTools', 'disabled_tools', 'disabledTools'],
} as const;

const ELSE_KNOWN = [
  'disabled',
  'enabled',
  'env_keys',
  'env_vars',
  'env_http_headers',
  'bearer_token_env_var',
  'requestInit',
  'timeout',
  'startup_timeout_sec',
  'startup_timeout_ms',
  'tool_timeout_sec',
  'initTimeout',
];

export type EntryResult = { readonly draft: Omit<Draft, 'name'> } | { readonly leftOut: string };

/** One server's entry in any client's words as one of ours. `inputs` are what its file says of what `${input:…}` asks for. */
export function readEntry(
  givenName: string,
  entry: PlainObject,
  dialect: Dialect,
  inputs: readonly DraftInput[] = [],
): EntryResult {
  const notes: string[] = [];
  const settings: Record<string, unknown> = {};
  const { command, args, env } = readCommand(entry);
  const url = textOf(firstOf(entry, FROM.url));
  const type = textOf(firstOf(entry, FROM.type))?.toLowerCase().replaceAll('_', '-');
  if (command === undefined && url === undefined)
    return {
      leftOut:
        type === 'builtin' || type === 'platform'
          ? 'it is part of its client'
          : 'it has neither a command nor a url',
    };
  if (url !== undefined && !/^https?:\/\/|^\$|^\{env:/i.test(url))
    return { leftOut: 'its address is not one of the web, such as https://…' };
  if (command !== undefined && (url === undefined || isLocalType(type))) {
    settings.command = command;
    if (args.length > 0) settings.args = args;
  }
  if (Object.keys(env).length > 0) settings.env = env;
  const cwd = textOf(firstOf(entry, FROM.cwd));
  if (cwd !== undefined) settings.cwd = cwd;
  if (url !== undefined && settings.command === undefined) {
    settings.type = remoteType(type, entry, url, dialect);
    settings.url = url;
    const headers = readHeaders(entry);
    if (Object.keys(headers).length > 0) settings.headers = headers;
  }
  if (entry.disabled === true || entry.enabled === false) settings.disabled = true;
  if (entry.envFile !== undefined) notes.push('envFile is not read here: put what it says into "env"');
  if (isObject(entry.oauth) || entry.auth !== undefined || entry.authProviderType !== undefined)
    notes.push(
      'its client signs in by OAuth, which is not taken over: it may need a header with a token here',
    );
  if (Array.isArray(entry.env_keys) && entry.env_keys.length > 0)
    notes.push(
      `the values of ${textsOf(entry.env_keys).join(', ')} are in its client's own keychain: give them here`,
    );
  Object.assign(settings, ownSettings(entry));
  mergeInto(settings, 'timeouts', readTimes(entry, dialect, notes));
  mergeInto(settings, 'tools', readTools(entry));
  noteUnknown(entry, notes);
  return { draft: { givenName, ...translated(settings, dialect, inputs, notes) } };
}

/** The command may be one text with its arguments in a list, one list for all, or an object (older versions of Zed). */
function readCommand(entry: PlainObject): {
  readonly command: string | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  const given = firstOf(entry, FROM.command);
  const env = { ...readVariables(entry), ...recordOf(firstOf(entry, FROM.env)) };
  if (isObject(given)) {
    return {
      command: textOf(firstOf(given, ['path', 'command'])),
      args: textsOf(given.args),
      env: { ...recordOf(given.env), ...env },
    };
  }
  const [command, ...rest] = textsOf(given);
  return { command: textOf(command), args: [...rest, ...textsOf(firstOf(entry, FROM.args))], env };
}

/** What comes from the environment or a keychain by its name alone. */
function readVariables(entry: PlainObject): Record<string, string> {
  const listed = Array.isArray(entry.env_vars) ? entry.env_vars : [];
  const names = listed.flatMap((item: unknown) =>
    typeof item === 'string' ? [item] : isObject(item) ? textsOf(item.name) : [],
  );
  const kept = textsOf(entry.env_keys).map((name) => [name, `\${secret:${secretNameOf(name)}}`]);
  return Object.fromEntries([...names.map((name) => [name, `\${env:${name}}`]), ...kept]);
}

function secretNameOf(variable: string): string {
  return inputName(variable.toLowerCase().replaceAll('_', '-'));
}

function readHeaders(entry: PlainObject): Record<string, string> {
  const requestInit = isObject(entry.requestInit) ? recordOf(entry.requestInit.headers) : {};
  const headers = { ...requestInit, ...recordOf(firstOf(entry, FROM.headers)) };
  for (const [name, variable] of Object.entries(recordOf(entry.env_http_headers)))
    headers[name] = `\${env:${variable}}`;
  const token = textOf(entry.bearer_token_env_var);
  if (token !== undefined) headers.Authorization = `Bearer \${env:${token}}`;
  return headers;
}

function isLocalType(type: string | undefined): boolean {
  return type === undefined || type === 'stdio' || type === 'local';
}

/** `httpUrl` says what `url` leaves open (Gemini CLI). */
function remoteType(
  type: string | undefined,
  entry: PlainObject,
  url: string,
  dialect: Dialect,
): 'http' | 'sse' {
  if (type === 'sse') return 'sse';
  if (type !== undefined && /^(?:streamable-?)?http$/.test(type)) return 'http';
  if (entry.httpUrl !== undefined || entry.serverUrl !== undefined)
    return /\/sse\/?$/.test(url) ? 'sse' : 'http';
  return dialect.url === 'sse' || /\/sse\/?$/.test(url) ? 'sse' : 'http';
}

function readTools(entry: PlainObject): Record<string, unknown> {
  const allow = textsOf(firstOf(entry, FROM.allow));
  const deny = textsOf(firstOf(entry, FROM.deny));
  return { ...(allow.length > 0 ? { allow } : {}), ...(deny.length > 0 ? { deny } : {}) };
}

function ownSettings(entry: PlainObject): Record<string, unknown> {
  // Other clients have a list of tools here, or a switch for each (Copilot CLI: ["*"]).
  return Object.fromEntries(
    OWN_KEYS.flatMap((key) =>
      entry[key] === undefined || (key === 'tools' && !isObject(entry[key])) ? [] : [[key, entry[key]]],
    ),
  );
}

function mergeInto(settings: Record<string, unknown>, key: string, more: Record<string, unknown>): void {
  if (Object.keys(more).length === 0) return;
  const own = settings[key];
  settings[key] = { ...more, ...(isObject(own) ? own : {}) };
}

function noteUnknown(entry: PlainObject, notes: string[]): void {
  const known = new Set<string>([
    ...Object.values(FROM).flat(),
    ...OWN_KEYS,
    ...ELSE_KNOWN,
    'envFile',
    'oauth',
  ]);
  known.add('auth').add('authProviderType').add('oauth_resource').add('scopes');
  const unknown = Object.keys(entry).filter((key) => !known.has(key) && !CLIENTS_OWN.test(key));
  if (unknown.length > 0) notes.push(`not taken over: ${unknown.join(', ')}`);
}

/** References in texts that may hold some, and what their inputs are. */
function translated(
  settings: Record<string, unknown>,
  dialect: Dialect,
  inputs: readonly DraftInput[],
  notes: string[],
): Pick<Draft, 'settings' | 'inputs' | 'notes'> {
  const ids = new Set<string>();
  const translate = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(translate);
    if (isObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translate(item)]));
    if (typeof value !== 'string') return value;
    const { text, inputs: asked, notes: said } = translateReferences(value, dialect);
    for (const id of asked) ids.add(id);
    notes.push(...said);
    return text;
  };
  for (const key of ['command', 'args', 'env', 'cwd', 'url', 'headers'])
    if (settings[key] !== undefined) settings[key] = translate(settings[key]);
  const asked = [...ids].map((id): DraftInput => {
    const declared = inputs.find((input) => input.id === id);
    return { ...declared, id: inputName(id) };
  });
  for (const { id } of asked)
    notes.push(`it asks for ${id}: give it a value with signalbox secret set --input ${id}`);
  return { settings, inputs: asked, notes: [...new Set(notes)] };
}
