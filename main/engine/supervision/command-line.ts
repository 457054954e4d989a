import { MASK } from '#contract/mask.ts';
import type { ServerConfig } from '../configuration/configuration.ts';
import { maskSecrets, secretForms, secretValues } from '../logs/logs.ts';
import { secretArguments } from './secret-arguments.ts';

/** Nobody reads further. More is looked at than shown: of a secret that is cut off one may not see that it is one. */
const MAX_SHOWN = 2_000;
const MAX_CHARACTERS = 8_000;

/** The command line for people's eyes, secrets masked; the URL for a server that is reached by one. */
export function showCommandLine(config: ServerConfig): string {
  const known = shown.get(config);
  if (known !== undefined) return known;
  const text =
    config.command === ''
      ? maskSecrets(withoutCredentials(config.url ?? ''), secretForms(config.references.secrets))
      : commandShower(config)(writtenCommand(config));
  shown.set(config, text);
  return text;
}

/** The command line with the names of secrets that it has in the file, which are for all to see. */
function writtenCommand({ command, args, references: { written } }: ServerConfig): readonly string[] {
  return [written['command'] ?? command, ...args.map((arg, index) => written[`args.${index}`] ?? arg)];
}

/** Views are made many times a second, and a configuration never changes. */
const shown = new WeakMap<ServerConfig, string>();

/** For the command lines of a server's whole tree: masks what its configuration holds and what looks like a secret. */
export function commandShower(config: ServerConfig): (argv: readonly string[]) => string {
  const secrets = [
    ...secretForms(config.references.secrets),
    ...secretValues({ ...config.headers, ...config.env }),
  ].sort((a, b) => b.length - a.length);
  const configured = secretArguments(config.args);
  return (whole) => {
    const argv = withinLimit(whole);
    const found = [...configured, ...secretArguments(argv)];
    const written = new Set(found.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
    // Longest first, so that no part of one stays.
    const byLength = [...written].sort((a, b) => b.length - a.length);
    const text = maskSecrets(byLength.reduce(maskOne, argv.join(' ')), secrets);
    return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  };
}

/** What is shown is looked at for secrets, which must not take long however long a command line is. */
function withinLimit(argv: readonly string[]): readonly string[] {
  let left = MAX_CHARACTERS;
  const kept: string[] = [];
  for (const arg of argv) {
    if (arg.length > left) return [...kept, `${arg.slice(0, left)}…`];
    kept.push(arg);
    left -= arg.length + 1;
  }
  return kept;
}

/** Short values are masked here too, though in a log they would mask ordinary words; but not within a word or a flag. */
function maskOne(text: string, secret: string): string {
  if (secret === '') return text;
  if (secret.length >= 8 && !/^[a-z]+$/i.test(secret)) return text.replaceAll(secret, MASK);
  const literal = secret.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return text.replaceAll(new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, 'g'), MASK);
}

/** User, password and query of a URL may each hold a secret. */
function withoutCredentials(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return MASK;
  const user = parsed.username === '' && parsed.password === '' ? '' : `${MASK}@`;
  return `${parsed.protocol}//${user}${parsed.host}${parsed.pathname}${parsed.search === '' ? '' : '?…'}`;
}

/** Everything in a server's configuration that must not be seen in its log. */
export function configuredSecrets({ args, env, headers, references }: ServerConfig): readonly string[] {
  const variables = Object.entries(env).flatMap(([name, value]) => secretArguments([`${name}=${value}`]));
  const found = [...secretArguments(args), ...variables];
  const named = Object.fromEntries(found.map((value, index) => [`token-${index}`, value]));
  const all = [...secretForms(references.secrets), ...secretValues({ ...headers, ...env, ...named })];
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
