import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { configurationFileIn } from './configuration-files.ts';

/** Where one engine keeps its files. All paths are absolute. */
export interface Places {
  /** The one folder that holds everything; null when the system's folders are used. */
  readonly home: string | null;
  readonly config: string;
  readonly state: string;
  readonly logs: string;
  readonly configFile: string;
  /** Whether `SIGNALBOX_CONFIG` names it: then it is its owner's, and nothing is written there unasked. */
  readonly isConfigFileNamed: boolean;
  readonly databaseFile: string;
  readonly historyFile: string;
  readonly runtimeFile: string;
  /** Holds the pid alone, for programs that look for such files; null where nobody asked for one. */
  readonly pidFile: string | null;
}

/**
 * `SIGNALBOX_HOME` puts everything under one folder; without it each kind goes where the system keeps it.
 * `SIGNALBOX_CONFIG` names the configuration; without it that is the first that is there of servers.json, servers.jsonc,
 * servers.yaml and servers.yml. `MCP_LOG_DIR` is the folder for logs, `MCP_PID_DIR` that of a file with the pid.
 */
export function places(env: Readonly<Record<string, string | undefined>>): Places {
  const home = env['SIGNALBOX_HOME']?.trim() ? resolve(env['SIGNALBOX_HOME'].trim()) : null;
  const system = envPaths('signalbox', { suffix: '' });
  const config = home ?? system.config;
  const pidFolder = folderIn(env['MCP_PID_DIR']);
  const named = env['SIGNALBOX_CONFIG']?.trim() ?? '';
  const state = home === null ? system.data : join(home, 'state');
  return {
    home,
    config,
    state,
    logs: folderIn(env['MCP_LOG_DIR']) ?? (home === null ? system.log : join(home, 'logs')),
    configFile: named === '' ? configurationFileIn(config) : resolve(named),
    isConfigFileNamed: named !== '',
    databaseFile: join(state, 'signalbox.sqlite'),
    historyFile: join(state, 'history.sqlite'),
    runtimeFile: join(state, 'runtime.json'),
    pidFile: pidFolder === null ? null : join(pidFolder, 'signalbox.pid'),
  };
}

function folderIn(variable: string | undefined): string | null {
  return variable?.trim() ? resolve(variable.trim()) : null;
}

/** Makes the folders that are missing, open to their owner alone. A folder that is there keeps its mode. */
export async function makePlaces({ config, state, logs, pidFile }: Places): Promise<void> {
  const folders = [config, state, logs, ...(pidFile === null ? [] : [dirname(pidFile)])];
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 });
}
