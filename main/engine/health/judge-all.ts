import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import type { Lamp } from '#contract/server-state.ts';

/** Worst first. A stopped server is its owner's wish and never makes the whole look worse. */
const SEVERITY: readonly Lamp[] = ['bad', 'warn', 'info', 'ok', 'off'];

/** At its first start: one that starts again after a fault is unhealthy, and counted as that. */
function isStarting({ state, health }: ServerView): boolean {
  return (state === 'starting' || state === 'waiting') && health === 'unknown';
}

/** All servers at a glance, and whether the file that configures them can be applied. */
export function judgeAll(servers: readonly ServerView[], isConfigurationValid: boolean): Overview {
  const attention = servers
    .filter(({ lamp }) => lamp === 'bad' || lamp === 'warn')
    .toSorted((a, b) => SEVERITY.indexOf(a.lamp) - SEVERITY.indexOf(b.lamp))
    .map(({ name }) => name);
  const wanted = servers.filter(({ state, lamp }) => state !== 'stopped' && lamp !== 'off');
  const down = wanted.filter(({ health }) => health === 'unhealthy');
  const starting = servers.filter(isStarting);
  const lamps = new Set(servers.map(({ lamp }) => lamp));
  if (!isConfigurationValid) lamps.add('warn');
  return {
    ...words(servers, attention, starting.length, wanted.length, isConfigurationValid),
    lamp: SEVERITY.find((lamp) => lamps.has(lamp)) ?? 'off',
    status: overallStatus({
      wanted: wanted.length,
      down: down.length,
      attention: attention.length,
      starting: starting.length,
    }),
    attention,
    total: servers.length,
    ready: servers.filter(({ state }) => state === 'ready').length,
    cpu_percent: sum(servers.map(({ cpu_percent }) => cpu_percent)),
    memory_bytes: sum(servers.map(({ memory_bytes }) => memory_bytes)),
    processes: sum(servers.map(({ processes }) => processes)),
  };
}

function overallStatus(count: {
  wanted: number;
  down: number;
  attention: number;
  starting: number;
}): Overview['status'] {
  if (count.wanted === 0) return 'idle';
  if (count.down === count.wanted) return 'unhealthy';
  if (count.attention > 0) return 'degraded';
  return count.starting > 0 ? 'starting' : 'healthy';
}

function words(
  servers: readonly ServerView[],
  attention: readonly string[],
  starting: number,
  wanted: number,
  isConfigurationValid: boolean,
): { sentence: string; detail: string } {
  const count = (test: (server: ServerView) => boolean, word: string) => {
    const found = servers.filter(test).length;
    return found === 0 ? [] : [`${found} ${word}`];
  };
  const detail = [
    ...count(({ health }) => health === 'healthy', 'healthy'),
    ...count(({ health }) => health === 'degraded', 'degraded'),
    ...count(({ health }) => health === 'unhealthy', 'unhealthy'),
    ...count(isStarting, 'starting'),
    ...count(({ state, health }) => state === 'stopping' && health === 'unknown', 'stopping'),
    ...count(({ state }) => state === 'stopped', 'stopped'),
    ...count(({ state, lamp }) => state !== 'stopped' && lamp === 'off', 'not supervised'),
  ].join(' · ');
  if (attention.length > 0) {
    return {
      sentence: `${attention.length} ${attention.length === 1 ? 'server needs' : 'servers need'} attention`,
      detail,
    };
  }
  if (!isConfigurationValid) return { sentence: 'The configuration can’t be applied', detail };
  if (servers.length === 0) return { sentence: 'No servers configured', detail };
  if (wanted === 0) return { sentence: 'All servers are stopped', detail };
  if (starting > 0) return { sentence: `Starting ${starting} of ${servers.length}`, detail };
  return { sentence: 'All clear', detail };
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
