import type { ServerConfig } from '../configuration/configuration.ts';
import { maskSecrets, secretValues } from '../logs/logs.ts';

const MASK = '•••';
/** `--api-key VALUE` and `--token=VALUE`: the flags under which servers take secrets on their command line. */
const SECRET_FLAG = /^--?[\w-]*(token|key|secret|passw|pwd|auth|credential)[\w-]*(=|$)/i;

/** The command line for people's eyes, secrets masked; the URL for a server that is reached by one. */
export function showCommandLine({ transport, url, command, args, env }: ServerConfig): string {
  if (transport === 'http') return withoutCredentials(url ?? '');
  const shown: string[] = [command];
  for (const [index, arg] of args.entries()) {
    const flag = SECRET_FLAG.exec(arg);
    const before = SECRET_FLAG.exec(args[index - 1] ?? '');
    if (flag?.[2] === '=') shown.push(`${flag[0]}${MASK}`);
    else if (before !== null && before[2] === '' && flag === null) shown.push(MASK);
    else shown.push(arg);
  }
  return maskSecrets(shown.join(' '), secretValues(env));
}

/** User, password and query of a URL may each hold a secret. */
function withoutCredentials(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  if (parsed.password !== '') parsed.password = MASK;
  if (parsed.search !== '') parsed.search = '?…';
  return decodeURI(parsed.href);
}
