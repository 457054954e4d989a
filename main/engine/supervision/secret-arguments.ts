/** Parts of a name that make what it names a secret: `GITHUB_TOKEN`, `x-api-key`, `db.password`, `clientSecret`. */
const SECRET_WORD =
  /^(?:\w*tokens?|\w*secrets?|(?:api|app|access|account|auth|secret|private|master|license|ssh)?keys?|\w*passw(?:or)?ds?|passwort|passphrase|passcode|pass|\w*pwd|\w*auth|authorization|authentication|credentials?|creds?|cookies?|bearer|jwt|pat|dsn|sig|signature|private)$/;
/** A last word that says that the name is of something about a secret, such as the file that holds it. */
const PLAIN_LAST_WORD =
  /^(?:files?|path|dir|directory|folder|ur[il]|endpoint|host|port|type|mode|method|scheme|provider|server|name|user|username|domain|env|var|limit|budget|count|size|length|ttl|timeout|expiry|lifetime|algorithm|format|prefix|store|jar|through|enabled|disabled|required)$/;
/** Counts of tokens, keys that are no secret, and switches. */
const PLAIN_WORD = /^(?:max|min|num|public|primary|foreign|sort|partition|no|disable|enable|skip|without)$/;
/** What a flag with a secret name may say without telling a secret. */
const PLAIN_VALUE =
  /^(?:|true|false|yes|no|on|off|none|null|auto|default|basic|bearer|digest|oauth2?|jwt|\$\w+|\$\{[^}]*\}|%\w+%|[\w./~\\: -]*\.(?:pem|key|crt|cer|p12|pfx|pub|jks|json|txt))$/i;

const FLAG = /^--?[A-Za-z][\w.-]*$/;
const HEADER_FLAG = /^(?:-H|--?headers?)$/;
const USER_FLAG = /^(?:-u|--?(?:proxy-)?user|--?basic-auth)$/;
/** The next argument is a whole command line. */
const SHELL_FLAG = /^-\w*c$/;
const ASSIGNMENT = /^-{0,2}([A-Za-z][\w.-]*)=([\s\S]*)$/;
const ASSIGNMENTS = /(?<![\w.-])-{0,2}([A-Za-z][\w.-]*)=(?=([^\s;&#"']*))/g;
const HEADER = /^["']?([A-Za-z][\w-]*):(\s*)([\s\S]+?)["']?$/;
const KNOWN_HEADER = /^(?:x-[\w-]+|(?:proxy-)?authorization|(?:set-)?cookie|api-key)$/i;
const JSON_PAIR = /["']([\w.-]+)\\*["']\s*:\s*\\*["']((?:[^"'\\]|\\[^"'])*)/g;
const BEARER = /\bBearer\s+([\w.~+/=-]{4,})/gi;
/** `bob:PASS@` of a web address; in careless ones the password holds marks that should have been encoded. */
const WEB_PASSWORD = /\bhttps?:\/\/([^\s/?#:@"']*):(?:([^\s"'/?#]*)|((?!\d+[/?#])[^\s"']*?))@/g;
/** `bob:PASS@` of a database and its kin, where hardly anything after the host holds an @. */
const OTHER_PASSWORD = /(?<!\bhttps?):\/\/[^\s/?#:@"']*:((?!\d+[/?#])[^\s"']*)@/g;
/** With HTTP a user without a password is a token. */
const ADDRESS_TOKEN = /\bhttps?:\/\/([^\s/?#:@"']+)@/g;
/** `bob:PASS@tcp(host)/db`, as programs in Go take it. */
const GO_ADDRESS = /^[\w.-]+:(\S+)@(?:tcp|unix)?\(/;
/** The marks by which well-known services make their tokens known. */
const KNOWN_TOKEN =
  /(?<![\w-])(?:gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|sk-[\w-]{20,}|xox[abprs]-[\w-]{10,}|eyJ[\w-]{8,}\.eyJ[\w-]+\.[\w-]*)/g;

/** The shortest of {@link KNOWN_TOKEN}. */
const MIN_TOKEN_CHARS = 15;

/** `sh -c` inside `sh -c`, and JSON inside JSON, are followed this deep. */
const MAX_DEPTH = 4;

/** The secrets on a command line, in the forms in which servers are commonly given them; any length, unordered. */
export function secretArguments(args: readonly string[], depth = MAX_DEPTH): string[] {
  return args.flatMap((arg, index) => {
    const before = args[index - 1] ?? '';
    return [...ofArgument(arg, before), ...ofText(arg), ...ofWords(arg, depth), ...ofJson(arg, depth)];
  });
}

/** By the flag before it, or as `NAME=value` or `Name: value` as a whole. */
function ofArgument(arg: string, before: string): string[] {
  const found = ofContent(arg, before);
  if (FLAG.test(before) && !arg.startsWith('--')) found.push(...named(before, arg));
  if (/^bearer$/i.test(before)) found.push(...named('bearer', arg));
  const [, name, value] = ASSIGNMENT.exec(arg) ?? [];
  if (name !== undefined && value !== undefined && !SHELL_FLAG.test(before))
    found.push(...named(name, value), ...ofContent(value, `--${name}`));
  return found;
}

/** What a flag is given: a header, or a user with a password. */
function ofContent(arg: string, flag: string): string[] {
  const found: string[] = [];
  const [, header = '', space, content = ''] = HEADER.exec(arg) ?? [];
  // Without a space it may be an image and its tag, as `my-auth:latest`.
  if (space !== '' || HEADER_FLAG.test(flag) || KNOWN_HEADER.test(header))
    found.push(...named(header, content));
  if (USER_FLAG.test(flag)) {
    const [user, password = ''] = arg.split(/:(.*)/s);
    // `docker run -u 1000:1000` and `-u node:node` name a group.
    if (user !== password && !/^\d*$/.test(password)) found.push(password);
  }
  const goPassword = GO_ADDRESS.exec(arg)?.[1];
  return goPassword === undefined ? found : [...found, goPassword];
}

/** What can be told anywhere in a text: in addresses, their queries, connection strings and JSON that is cut off. */
function ofText(text: string): string[] {
  const tokens = text.length < MIN_TOKEN_CHARS ? [] : matches(KNOWN_TOKEN, text).map(([token]) => token);
  // Most texts have none of the signs without which no other pattern fits.
  if (!/[=:\s]/.test(text)) return tokens;
  return [
    ...matches(ASSIGNMENTS, text).flatMap(([, name = '', value = '']) => named(name, value)),
    ...matches(JSON_PAIR, text).flatMap(([, name = '', value = '']) => named(name, value)),
    ...matches(WEB_PASSWORD, text).flatMap(([, user = '', password, careless = '']) => [
      password ?? careless,
      // In `https://TOKEN:x-oauth-basic@…` the user is the secret.
      ...(user.length >= 16 ? [user] : []),
    ]),
    ...matches(OTHER_PASSWORD, text).map(([, password = '']) => password),
    ...matches(ADDRESS_TOKEN, text).flatMap(([, token = '']) => (token === 'git' ? [] : [token])),
    ...matches(BEARER, text).map(([, token = '']) => token),
    ...tokens,
  ];
}

/** An argument may be a whole command line itself, as for `sh -c`. */
function ofWords(arg: string, depth: number): string[] {
  if (depth === 0 || !/[\s"']/.test(arg)) return [];
  const words = arg.match(/(?:[^\s"']+|"[^"]*"|'[^']*'|["'])+/g) ?? [];
  const bare = words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  return bare.length === 1 && bare[0] === arg ? [] : secretArguments(bare, depth - 1);
}

function ofJson(arg: string, depth: number): string[] {
  if (depth === 0 || !/^\s*[[{]/.test(arg)) return [];
  try {
    return ofValue('', JSON.parse(arg), depth);
  } catch (error) {
    // It only looks like JSON.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function ofValue(name: string, value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [...named(name, value), ...secretArguments([value], depth - 1)];
  if (typeof value === 'number') return named(name, String(value));
  if (Array.isArray(value)) {
    const texts = value.filter((item) => typeof item === 'string');
    return [
      ...secretArguments(texts, depth - 1),
      ...value.flatMap((item: unknown) => ofValue(name, item, depth)),
    ];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => ofValue(key, item, depth));
}

/** The value with that name, if it is a secret; also as it is without the word for its scheme, as in `Bearer …`. */
function named(name: string, value: string): string[] {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_.]+/)
    .filter((word) => word !== '');
  if (!words.some((word) => SECRET_WORD.test(word))) return [];
  if (words.some((word) => PLAIN_WORD.test(word)) || PLAIN_LAST_WORD.test(words.at(-1) ?? '')) return [];
  // `--tokens 4096` is a count.
  if (PLAIN_VALUE.test(value) || (words.at(-1) === 'tokens' && /^\d+$/.test(value))) return [];
  const credentials = /^(?:Bearer|Basic|Token|Digest|ApiKey)\s+(.+)$/is.exec(value)?.[1];
  const quoted = /^(["'])(.+)\1$/s.exec(value)?.[2];
  return [value, credentials, quoted].filter((secret) => secret !== undefined);
}

function matches(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  return [...text.matchAll(pattern)];
}
