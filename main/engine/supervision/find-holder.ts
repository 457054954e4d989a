import { type HolderFound, localPortOf, type Processes } from '../process/process.ts';

/**
 * Who holds the port of a server that ended because its address is in use, by its last line on stderr; null when that
 * says no such thing, names no port (and the server has no URL here), or nobody holds it any more.
 */
export async function findHolder(
  processes: Pick<Processes, 'holderOf'>,
  url: string | null,
  lastStderr: string | null,
): Promise<HolderFound | null> {
  if (lastStderr === null || !IN_USE.test(lastStderr)) return null;
  const named = namedPort(lastStderr);
  const place =
    (url === null ? null : localPortOf(url)) ?? (named === null ? null : { host: '0.0.0.0', port: named });
  return place === null ? null : processes.holderOf(place.port, place.host);
}

const IN_USE =
  /EADDRINUSE|AddrInUse|address (is )?already in use|\bport[ :=]+\d+ (is |was )?(already )?in use/i;

/** The port in a message, whatever other numbers it has: of a date, of the error, of a line in a source file. */
function namedPort(message: string): number | null {
  const ofAddresses = message.split(/[\s'"`()<>,;]+/).flatMap((word) => portOfAddress(word) ?? []);
  // The last one: what comes before may be a place in a source file.
  const port =
    ofAddresses.at(-1) ??
    /['"], ?(\d{1,5})[,)]/.exec(message)?.[1] ??
    /\bport[ :=]+(\d{1,5})\b/i.exec(message)?.[1];
  const number = Number(port ?? 0);
  return number > 0 && number <= 65_535 ? number : null;
}

/** Of `127.0.0.1:3000`, `[::1]:3000`, `:::3000`, `*:3000`, `:3000` or a URL; null for anything else, as `15:01:02`. */
function portOfAddress(word: string): string | null {
  const plain = word.replace(/^\w+:\/\//, '').replace(/(\/.*|[.:]+)$/, '');
  const [, host = '', port] = /^(.*):(\d{1,5})$/.exec(plain) ?? [];
  return port !== undefined && HOST.test(host) ? port : null;
}

const HOST = /^(|\*|localhost|\d+(\.\d+){3}|\[[0-9a-f:.]+(%\w+)?\]|[0-9a-f:]*::[0-9a-f:.]*)$/i;
