import type { ServerDraft } from '#contract/configuration-text.ts';
import type { NewServer } from '../../store/adding/save-server.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface Row {
  /** For React alone. */
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

/** A server as the form shows it. */
export interface FormDraft {
  readonly name: string;
  readonly reach: 'command' | 'url';
  readonly command: string;
  /** One a line. */
  readonly args: string;
  readonly cwd: string;
  readonly env: readonly Row[];
  readonly url: string;
  readonly transport: 'http' | 'sse';
  readonly headers: readonly Row[];
  /** What the entry says besides, such as `timeouts`. */
  readonly rest: Settings;
  /** Arguments that the engine takes for secrets. */
  readonly secretArgs: readonly string[];
  /** Keys of secrets that are to stand in the file as they are. */
  readonly inFile: ReadonlySet<string>;
  /** Names for the secret store that were typed, by key. */
  readonly names: Readonly<Record<string, string>>;
}

/** Something in the form that had better not stand in the file. */
export interface FoundSecret {
  /** `env.GITHUB_TOKEN`, `headers.Authorization`, `args.2`. */
  readonly key: string;
  readonly value: string;
  /** What it would be called in the secret store. */
  readonly name: string;
}

const SHOWN = ['command', 'args', 'cwd', 'env', 'url', 'type', 'transport', 'headers'];
const SECRET_NAME =
  /token|secret|passw|passphrase|api.?key|access.?key|private.?key|credential|authorization|\bauth\b|cookie/i;

const SAYS_LITTLE =
  /^(?:secret|token|key|password|passwd|auth|authorization|credentials?|cookie|(?:api|access|auth|secret|private|x-api)-(?:key|token))$/;

let rows = 0;

export function rowOf(name: string, value: string): Row {
  rows += 1;
  return { id: rows, name, value };
}

export function formOf(
  draft: Pick<ServerDraft, 'name' | 'settings'> & { readonly secrets?: readonly string[] },
): FormDraft {
  const { settings } = draft;
  const args = listOf(settings['args']);
  return {
    name: draft.name,
    reach: typeof settings['url'] === 'string' && settings['command'] === undefined ? 'url' : 'command',
    command: textOf(settings['command']),
    args: args.join('\n'),
    cwd: textOf(settings['cwd']),
    env: rowsOf(settings['env']),
    url: textOf(settings['url']),
    transport: settings['type'] === 'sse' ? 'sse' : 'http',
    headers: rowsOf(settings['headers']),
    rest: Object.fromEntries(Object.entries(settings).filter(([key]) => !SHOWN.includes(key))),
    secretArgs: (draft.secrets ?? []).flatMap((key) => {
      const [section, index] = key.split('.');
      return section === 'args' ? [args[Number(index)] ?? ''] : [];
    }),
    inFile: new Set(),
    names: {},
  };
}

/** An entry of `mcpServers`, secrets as they are. */
export function settingsOf(form: FormDraft): Record<string, unknown> {
  const local = form.reach === 'command';
  const args = argsOf(form);
  return {
    ...(local
      ? { command: form.command.trim(), ...(args.length > 0 ? { args } : {}) }
      : { type: form.transport, url: form.url.trim() }),
    ...objectOf('env', local ? form.env : []),
    ...objectOf('headers', local ? [] : form.headers),
    ...(local && form.cwd.trim() !== '' ? { cwd: form.cwd.trim() } : {}),
    ...form.rest,
  };
}

/** What looks like a secret in the form; `taken` are names that the secret store has already. */
export function secretsOf(form: FormDraft, taken: ReadonlySet<string>): readonly FoundSecret[] {
  const found = [
    ...pairsOf('env', form.reach === 'command' ? form.env : []),
    ...pairsOf('headers', form.reach === 'url' ? form.headers : []),
    ...(form.reach === 'command' ? argsOf(form) : []).flatMap((arg, index) =>
      form.secretArgs.includes(arg)
        ? [{ key: `args.${index}`, value: partsOf(arg)[1], word: flagOf(arg) }]
        : [],
    ),
  ];
  const used = new Set(taken);
  return found.map(({ key, value, word }) => {
    const name = form.names[key] ?? freeName(secretName(form.name, word), used);
    used.add(name);
    return { key, value, name };
  });
}

/** What is saved: references in place of the secrets that are to be kept elsewhere. */
export function newServerOf(form: FormDraft, taken: ReadonlySet<string>): NewServer {
  const kept = secretsOf(form, taken).filter(({ key }) => !form.inFile.has(key));
  const settings = kept.reduce((entry, { key, value, name }) => {
    const [section = '', ...rest] = key.split('.');
    return withReference(entry, section, rest.join('.'), value, `\${secret:${name}}`);
  }, settingsOf(form));
  return { name: form.name.trim(), settings, secrets: kept.map(({ name, value }) => ({ name, value })) };
}

/** Why it can't be saved or tried yet, in a few words; null when it can. */
export function missingIn(form: FormDraft, servers: readonly string[]): string | null {
  const name = form.name.trim();
  if (name === '') return 'It needs a name';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    return 'A name has letters, digits, dots, _ and - only';
  if (servers.some((server) => server.toLowerCase() === name.toLowerCase()))
    return `There is a server ${name} already`;
  if (form.reach === 'command') return form.command.trim() === '' ? 'It needs a command to run' : null;
  return form.url.trim() === '' ? 'It needs an address to connect to' : null;
}

function withReference(
  entry: Record<string, unknown>,
  section: string,
  key: string,
  value: string,
  reference: string,
): Record<string, unknown> {
  const within = entry[section];
  const replace = (text: unknown): unknown =>
    typeof text === 'string' && text.endsWith(value) ? text.slice(0, -value.length) + reference : text;
  if (Array.isArray(within))
    return {
      ...entry,
      [section]: within.map((item, index) => (String(index) === key ? replace(item) : item)),
    };
  const texts = within as Readonly<Record<string, unknown>>;
  return { ...entry, [section]: { ...texts, [key]: replace(texts[key]) } };
}

function pairsOf(section: string, pairs: readonly Row[]): { key: string; value: string; word: string }[] {
  return pairs.flatMap(({ name, value }) => {
    const secret = /^(?:(?:Bearer|Basic|Token)\s+)?(.*)$/is.exec(value)?.[1] ?? value;
    const isPlain = secret === '' || secret.includes('${');
    return isPlain || !SECRET_NAME.test(name)
      ? []
      : [{ key: `${section}.${name}`, value: secret, word: name }];
  });
}

/** `--api-key=` and what it is given. */
function partsOf(arg: string): readonly [string, string] {
  const [, flag = '', value = arg] = /^(-{0,2}[A-Za-z][\w.-]*[=:]\s*)(.+)$/s.exec(arg) ?? [];
  return [flag, value];
}

function flagOf(arg: string): string {
  return partsOf(arg)[0].replaceAll(/^-+|[=:\s]+$/g, '') || 'secret';
}

/** GITHUB_TOKEN is github-token; what says little gets the server's name before it. */
function secretName(server: string, word: string): string {
  const name = slug(word);
  const own = slug(server);
  if (own === '' || name.startsWith(own) || !SAYS_LITTLE.test(name)) return name;
  return `${own}-${name === 'authorization' ? 'token' : name}`;
}

function slug(text: string): string {
  return text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 90);
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let proposal = name === '' ? 'secret' : name;
  for (let number = 2; taken.has(proposal); number += 1) proposal = `${name}-${number}`;
  return proposal;
}

function argsOf({ args }: FormDraft): string[] {
  return args.split('\n').filter((line) => line.trim() !== '');
}

function objectOf(key: string, pairs: readonly Row[]): Record<string, unknown> {
  const named = pairs.filter(({ name }) => name.trim() !== '');
  return named.length === 0
    ? {}
    : { [key]: Object.fromEntries(named.map(({ name, value }) => [name.trim(), value])) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function rowsOf(value: unknown): Row[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, text]) => rowOf(name, String(text)));
}
