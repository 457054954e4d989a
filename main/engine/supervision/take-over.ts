import { type Child, type LaunchSpec, launchHash, type Processes } from '../process/process.ts';

/**
 * The process of a local HTTP server that outlived an earlier engine, if there is one that was launched as it would be
 * launched now; one that was launched otherwise is ended first, for it holds the port. Whether it answers is for the
 * handshake to find out.
 */
export async function takeOver(processes: Processes, wanted: LaunchSpec): Promise<Child | null> {
  const survivor = processes.survivors().find(({ server }) => server === wanted.server);
  if (survivor === undefined) return null;
  if (survivor.launchHash === launchHash(wanted)) return processes.adopt(wanted.server, wanted);
  await processes.endSurvivor(wanted.server);
  return null;
}
