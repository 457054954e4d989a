import type { Logs } from '../logs/logs.ts';
import type { Processes } from '../process/process.ts';
import type { Register } from '../state/state.ts';
import type { ServerGroup } from './group.ts';
import { launchSpec } from './launch-spec.ts';

/** Fetches the packages of servers that sleep, so that the first request does not wait for a download. */
export interface FetchAhead {
  /** To be called with all servers when the configuration changed. */
  look(groups: readonly ServerGroup[]): void;
  close(): void;
}

export function fetchAhead(context: {
  readonly processes: Processes;
  readonly logs: Logs;
  readonly register: Register;
  readonly onFault: (message: string) => void;
}): FetchAhead {
  const { processes, logs, register } = context;
  /** Each command once for each run of the engine. */
  const asked = new Set<string>();
  const closed = new AbortController();

  async function fetchFor(group: ServerGroup): Promise<void> {
    const { config, name } = group;
    if (await processes.isCached({ ...config, server: name })) return;
    if (closed.signal.aborted || !sleeps(group)) return;
    const spec = await launchSpec(config, { instance: 1, run: 0 }, logs);
    const { ok, message } = await processes.prewarm(spec, config.timeouts.installMs, closed.signal);
    if (closed.signal.aborted) return;
    const text = ok
      ? `${name}: ${message}, for its first start`
      : `${name}: ${message}. It is tried again at its start.`;
    register.add({ lamp: ok ? 'info' : 'warn', kind: 'fetched', server: name, text });
  }

  return {
    look(groups) {
      for (const group of groups) {
        const { command, args, transport } = group.config;
        const key = JSON.stringify([command, args]);
        if (
          transport !== 'stdio' ||
          asked.has(key) ||
          !sleeps(group) ||
          !processes.hasInstaller(group.config)
        )
          continue;
        asked.add(key);
        void fetchFor(group).catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          context.onFault(`What ${group.name} runs could not be fetched ahead: ${why}`);
        });
      }
    },
    close: () => closed.abort(),
  };
}

function sleeps({ primary }: ServerGroup): boolean {
  const { phase } = primary.life;
  return phase.kind === 'stopped' && phase.why === 'idle';
}
