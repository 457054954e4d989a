/** Keys and indices from the top of the file. */
export type ValuePath = readonly (string | number)[];

/** Said where a reference stands elsewhere. */
export const PLACES =
  'the command, args, env, cwd, url, headers, checks and metrics of a server, in channels for alerts, in monitoring.otlp and in gateway.admin.ranking';

const SERVER_TEXTS: ReadonlySet<unknown> = new Set(['command', 'cwd', 'url', 'serverUrl', 'httpUrl']);
const SERVER_LISTS: ReadonlySet<unknown> = new Set(['args', 'env', 'headers']);
const CHECK_KEYS: ReadonlySet<unknown> = new Set(['http', 'headers', 'file', 'run', 'args']);
const CHANNEL_KEYS: ReadonlySet<unknown> = new Set([
  'url',
  'headers',
  'secret',
  'user',
  'password',
  'command',
  'args',
]);

/** Whether a reference that stands there is resolved. */
export function isReferencePlace(path: ValuePath): boolean {
  const [section, second, third, fourth] = path;
  switch (section) {
    case 'mcpServers':
      return isPlaceOfServer(path.slice(2));
    case 'alerts':
      return second === 'channels' && CHANNEL_KEYS.has(fourth);
    case 'monitoring':
      return second === 'otlp' && (third === 'url' || third === 'headers');
    case 'gateway':
      return second === 'admin' && third === 'ranking' && (fourth === 'url' || fourth === 'key');
    default:
      return false;
  }
}

function isPlaceOfServer([key, second, , fourth, ...rest]: ValuePath): boolean {
  if (SERVER_TEXTS.has(key)) return second === undefined;
  if (SERVER_LISTS.has(key)) return true;
  if (key === 'metrics') return second === 'command' || second === 'args';
  // A check stands in a list, or alone.
  if (key === 'health' && second === 'checks') return CHECK_KEYS.has(fourth) || CHECK_KEYS.has(rest[0]);
  return false;
}

/** Whether `~` stands for the home folder at its start: in what a server is started with. */
export function isHomePlace([section, , key, ...rest]: ValuePath): boolean {
  if (section !== 'mcpServers') return false;
  return (
    ((key === 'command' || key === 'cwd') && rest.length === 0) ||
    ((key === 'args' || key === 'env') && rest.length <= 1)
  );
}

/** Whether what stands there is part of a command line, which others on the machine can read. */
export function isCommandLine(path: ValuePath): boolean {
  const keys = path.slice(2);
  return path[0] === 'mcpServers'
    ? keys[0] !== 'env' && keys[0] !== 'headers' && keys.some((key) => key === 'args' || key === 'command')
    : path[0] === 'alerts' && (path[3] === 'args' || path[3] === 'command');
}
