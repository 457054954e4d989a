import { ProblemError } from '#contract/problem.ts';
import { localPortOf, type Processes } from '../process/process.ts';
import type { ServerGroup } from './group.ts';

/**
 * Ends what holds the port of a local HTTP server, then starts the server. A server of this Signalbox that holds it is
 * stopped as by its owner, for it would come back else. Throws ProblemError: `not-ours` for a stranger, `bad-input` for
 * a server that has no port on this machine.
 */
export async function freePort(
  group: ServerGroup,
  groups: ReadonlyMap<string, ServerGroup>,
  processes: Processes,
): Promise<void> {
  const { url, command } = group.config;
  const place = url === null || command === '' ? null : localPortOf(url);
  if (place === null)
    throw new ProblemError('bad-input', `${group.name} has no port on this machine to be freed`);
  const holder = await processes.holderOf(place.port, place.host);
  if (holder !== null) {
    const other = holder.server === null ? undefined : groups.get(holder.server);
    if (other !== undefined && other !== group && other.isWanted) await other.stop('owner');
    else await endHolder(place, processes);
  }
  group.start('owner');
}

async function endHolder(
  { port, host }: { readonly port: number; readonly host: string },
  processes: Processes,
): Promise<void> {
  const outcome = await processes.freePort(port, host);
  switch (outcome) {
    case 'not-ours': {
      const message = `port ${port} is held by a process that this Signalbox did not start: end it yourself`;
      throw new ProblemError('not-ours', message);
    }
    case 'stuck':
      throw new ProblemError('internal', `not even SIGKILL ends what holds port ${port}`);
    case 'freed':
    case 'nobody':
      return;
    default:
      outcome satisfies never;
  }
}
