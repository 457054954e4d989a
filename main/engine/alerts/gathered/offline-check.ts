import type { SystemFacts } from '../../health/health.ts';
import type { Clock } from '../../ports.ts';

const ASK_MS = 5_000;
/** As the network watch says it of a name server, as against a name that is not known. */
const NO_NAME_SERVER = 'no name server answers';

/**
 * Whether there is no network, for servers that need one. The watch of the machine looks once a minute, which is too
 * late to know why servers went down meanwhile: so it is asked here while something that is reached by network is missing.
 */
export function createOfflineCheck(
  clock: Clock,
  isNetworkUp: () => boolean,
): (facts: SystemFacts | null, isMissed: boolean) => boolean | null {
  let asked: { readonly atMs: number; readonly isUp: boolean } | null = null;

  function isUp(): boolean {
    const atMs = clock.monotonic();
    if (asked === null || atMs - asked.atMs >= ASK_MS) asked = { atMs, isUp: isNetworkUp() };
    return asked.isUp;
  }

  return (facts, isMissed) => {
    const network = facts?.network ?? null;
    if (isMissed || network?.isUp === false) {
      if (!isUp()) return true;
    } else if (facts === null) return null;
    if (network === null || !network.isUp || network.hosts === 0) return false;
    return (
      network.missing.length === network.hosts && network.missing.every(({ why }) => why === NO_NAME_SERVER)
    );
  };
}
