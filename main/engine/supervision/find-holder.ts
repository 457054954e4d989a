import { type HolderFound, localPortOf, type Processes } from '../process/process.ts';

/**
 * Who holds the port of a server that ended because its address is in use, by its last line on stderr; null when that
 * says no such thing or nobody holds it any more.
 */
export async function findHolder(
  processes: Processes,
  url: string | null,
  lastStderr: string | null,
): Promise<HolderFound | null> {
  if (
    lastStderr === null ||
    !/EADDRINUSE|address already in use|port \d+ is (already )?in use/i.test(lastStderr)
  )
    return null;
  const named = /[^\d](\d{2,5})\b/.exec(lastStderr)?.[1];
  const place =
    (url === null ? null : localPortOf(url)) ?? (named === undefined ? null : anyHost(Number(named)));
  return place === null ? null : processes.holderOf(place.port, place.host);
}

function anyHost(port: number): { readonly host: string; readonly port: number } | null {
  return port <= 65_535 ? { host: '0.0.0.0', port } : null;
}
