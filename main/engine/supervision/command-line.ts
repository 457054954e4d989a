import type { ServerConfig } from '../configuration/configuration.ts';
import { maskSecrets, secretValues } from '../logs/logs.ts';

const MASK = '•••';
/** `--api-key VALUE` and `--token=VALUE`: the flags under which servers take secrets on their command line. */
const SECRET_FLAG = /^--?[\w-]*(token|key|secret|passw|pwd|auth|credential)[\w-]*(=|$)/i;

/** The command line for people's eyes, secrets masked; the URL for a server that is reached by one. */
export function showCommandLine(config: ServerConfig): string {
  const known = shown.get(config);
  if (known !== undefined) return known;
  const text =
    config.command === ''
      ? withoutCredentials(config.url ?? '')
      : commandShower(config)([config.command, ...config.args]);
  shown.set(config, text);
  return text;
}

/** Views are made many times a second, and a configuration never changes. */
const shown = new WeakMap<ServerConfig, string>();

/** For the command lines of a server's whole tree: masks what its configuration holds and what stands behind a secret flag. */
export function commandShower(config: ServerConfig): (argv: readonly string[]) => string {
  const secrets = configuredSecrets(config);
  const configured = secretArguments(config.args);
  return (argv) => {
    // An argument may be a whole command line itself, as for `sh -c`.
    const words = argv.flatMap((arg) => arg.split(/\s+/));
    let shown = argv.join(' ');
    // Short values are masked here too, though in a log they would mask ordinary words.
    for (const secret of [...configured, ...secretArguments(argv), ...secretArguments(words)])
      if (secret !== '') shown = shown.replaceAll(secret, MASK);
    return maskSecrets(shown, secrets);
  };
}

/** User, password and query of a URL may each hold a secret. */
function withoutCredentials(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return MASK;
  const user = parsed.username === '' && parsed.password === '' ? '' : `${MASK}@`;
  return `${parsed.protocol}//${user}${parsed.host}${parsed.pathname}${parsed.search === '' ? '' : '?…'}`;
}

/** The values on a command line that are secret by the flag before them. */
function secretArguments(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const flag = SECRET_FLAG.exec(arg);
    if (flag?.[2] === '=') return [arg.slice(flag[0].length)];
    return !arg.startsWith('--') && SECRET_FLAG.exec(args[index - 1] ?? '')?.[2] === '' ? [arg] : [];
  });
}

/** Everything in a server's configuration that must not be seen in its log. */
export function configuredSecrets({ args, env, headers }: ServerConfig): readonly string[] {
  const named = Object.fromEntries(secretArguments(args).map((value, index) => [`token-${index}`, value]));
  return secretValues({ ...headers, ...env, ...named });
}
