import type { ServerConfig } from '../configuration/configuration.ts';
import type { Logs } from '../logs/logs.ts';
import type { LaunchSpec } from '../process/process.ts';
import { commandShower } from './command-line.ts';

/** What the process room has to know to launch a server, or to see that one that runs is the one that is wanted. */
export async function launchSpec(
  config: ServerConfig,
  which: { readonly instance: number; readonly run: number },
  logs: Logs,
): Promise<LaunchSpec> {
  const { name, command, args, env, cwd, url, keepRunning, limits } = config;
  return {
    server: name,
    ...which,
    command,
    args,
    env,
    cwd,
    url,
    keepRunning,
    limits,
    showCommand: commandShower(config),
    // What may outlive us must not break when a pipe to us does.
    output:
      config.transport === 'http'
        ? { kind: 'file', path: await logs.newOutputFile(name) }
        : { kind: 'pipes' },
  };
}
