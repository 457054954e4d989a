import type { Clock } from '../ports.ts';
import type { Genealogy, ProcessRecords } from '../state/state.ts';
import { type CommandFinder, createCommandFinder } from './executables/command-finder.ts';
import { type CommandSpec, type Executables, openExecutables } from './executables/executables.ts';
import { startGuard } from './guard.ts';
import { makeGuardReport } from './guard-reports.ts';
import { inheritedEnvironment } from './inherited-environment.ts';
import { installerOf } from './installers/installer-of.ts';
import { isInstalling } from './installers/is-installing.ts';
import { isCached } from './installers/npx-cache.ts';
import { createPrewarmQueue, type PrewarmQueue } from './installers/prewarm.ts';
import { type LaunchResult, launch } from './launch.ts';
import type { LaunchContext } from './launch-context.ts';
import type { LaunchSpec } from './launch-spec.ts';
import { detectLimiters } from './limits/limiters.ts';
import { createMarks } from './mark.ts';
import { freePort, type PortFreed } from './ports/free-port.ts';
import { findPortHolder, type HolderFound } from './ports/port-holder.ts';
import { readBootId, readProcessEntry } from './process-table.ts';
import { reapLeftovers } from './reap-leftovers.ts';
import { type CommandRunner, createCommandRunner } from './run-command.ts';
import type { TreeSample } from './sampling/process-figures.ts';
import { createTreeSampler } from './sampling/sample-trees.ts';
import { createSurvivors, type Survivors } from './survivors/survivors.ts';
import { type Swept, sweepLeftovers } from './sweep.ts';
import { workingFolder } from './working-folder.ts';

export type { Child, ChildOutput, Exit } from './child.ts';
export type { CommandFinder } from './executables/command-finder.ts';
export type { Installer } from './installers/installer-of.ts';
export type { Prewarmed } from './installers/prewarm.ts';
export type { LaunchResult } from './launch.ts';
export { launchHash } from './launch-hash.ts';
export { type LaunchProblem, portTaken } from './launch-problem.ts';
export type { LaunchSpec } from './launch-spec.ts';
export type { PortFreed } from './ports/free-port.ts';
export { type HolderFound, localPortOf } from './ports/port-holder.ts';
export type { CommandOutcome, ShortCommand } from './run-command.ts';
export type { Counted, TreeSample } from './sampling/process-figures.ts';
export { NO_USAGE, sumUsage } from './sampling/usage.ts';
export type { Graces, StopOutcome, StopReport } from './stop-ladder.ts';
export type { Survivor } from './survivors/survivors.ts';
export type { Swept } from './sweep.ts';
export { patientClock, wait, within } from './wait.ts';

/** The only room that spawns, signals or samples. */
export interface Processes
  extends Survivors,
    PrewarmQueue,
    Pick<CommandRunner, 'run'>,
    Pick<Executables, 'shellPath' | 'refreshShellPath' | 'watchForMend'> {
  readonly commandFinder: CommandFinder;
  /** Once the signal is given nothing is spawned any more; the answer is then a problem that is not worth telling. */
  launch(spec: LaunchSpec, signal?: AbortSignal): Promise<LaunchResult>;
  /** By server name and the pid of its process; see {@link createTreeSampler}. One pass at a time. */
  sample(roots: ReadonlyMap<string, number>): Promise<Map<string, TreeSample>>;
  /**
   * Who listens where a server of this host and port would; null for nobody. For a server that ended because its
   * address is in use.
   */
  holderOf(port: number, host: string): Promise<HolderFound | null>;
  /**
   * See {@link freePort}; by port alone, every address of the machine is meant. A server that is supervised here should be
   * stopped instead, else it comes back.
   */
  freePort(port: number, host?: string): Promise<PortFreed>;
  /**
   * Ends what a server has left behind: processes with its mark whose own start is over, so nothing of one that runs. How
   * many that were. None where the system has no /proc, for no mark can be read there.
   */
  reapLeftovers(server: string): Promise<number>;
  /**
   * Whether the package that an installer such as npx would run is on this machine already; null where that can't be
   * known without running it, and for a command that is no installer.
   */
  isCached(spec: CommandSpec): Promise<boolean | null>;
  /** Whether a server's command is an installer such as npx, which fetches a package before it runs it. */
  hasInstaller(spec: { readonly command: string; readonly args: readonly string[] }): boolean;
  /** Whether the installer that was launched as this process is still fetching. */
  isInstalling(
    pid: number,
    spec: { readonly command: string; readonly args: readonly string[] },
  ): Promise<boolean>;
  /**
   * To be called when every child has been stopped or released. Ends what an earlier engine left for a takeover that did
   * not come, but for what is to keep running; then the guard, without a sweep.
   */
  close(): Promise<void>;
}

/**
 * Sweeps what earlier engines of this home left, but for local HTTP servers that may be taken over; then starts the guard
 * of this engine. Nothing else runs before it.
 */
export async function openProcesses(options: {
  readonly homeId: string;
  readonly records: ProcessRecords;
  readonly genealogy: Genealogy;
  readonly clock: Clock;
  /** Holds the reports of guards. */
  readonly stateFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onGuardLost: (reason: string) => void;
  readonly onFault: (message: string) => void;
}): Promise<{ processes: Processes; swept: readonly Swept[] }> {
  const { records, clock, stateFolder } = options;
  const marks = createMarks(options.homeId);
  const environment = inheritedEnvironment(options.environment);
  const limiters = await detectLimiters({ environment, homeId: options.homeId, run: marks.run, clock });
  const { swept, survivors } = await sweepLeftovers({
    records,
    genealogy: options.genealogy,
    marks,
    clock,
    stateFolder,
    limiters,
    onFault: options.onFault,
  });
  const guard = startGuard({
    markPrefix: marks.runPrefix,
    reportFile: await makeGuardReport(stateFolder, marks.run),
    clock,
    onLost: options.onGuardLost,
  });
  const executables = openExecutables({
    environment,
    clock,
    onFault: options.onFault,
    onGroup(pid) {
      const startTicks = readProcessEntry(pid)?.startTicks ?? null;
      guard.watch({ pid, startTicks }, marks.make('login-shell'), 'group');
      return () => guard.release(pid);
    },
  });
  const context: LaunchContext = {
    marks,
    records,
    genealogy: options.genealogy,
    guard,
    limiters,
    families: new Map(),
    clock,
    bootId: readBootId(),
    executables,
    onFault: options.onFault,
  };
  const commands = createCommandRunner(context);
  const sampler = createTreeSampler(clock, context.families);
  const { close: endUnadopted, ...takeovers } = createSurvivors(context, survivors);
  return {
    swept,
    processes: {
      commandFinder: createCommandFinder(executables, clock),
      launch: (spec, signal) => launch(context, spec, signal),
      run: commands.run,
      ...createPrewarmQueue(clock, (spec, signal) => launch(context, spec, signal)),
      get shellPath() {
        return executables.shellPath;
      },
      refreshShellPath: executables.refreshShellPath,
      watchForMend: executables.watchForMend,
      async isCached({ command, args, cwd, env }) {
        const installer = installerOf(command, args);
        if (installer === null) return null;
        const inherited = await executables.environment();
        const place = { cwd: workingFolder({ cwd }), platform: process.platform };
        return isCached(installer, { ...place, environment: { ...inherited, ...env } });
      },
      hasInstaller: ({ command, args }) => installerOf(command, args) !== null,
      async isInstalling(pid, { command, args }) {
        const installer = installerOf(command, args);
        return installer !== null && (await isInstalling(pid, installer));
      },
      ...takeovers,
      holderOf: (port, host) => findPortHolder(port, host, marks.homePrefix),
      freePort: (port, host = '0.0.0.0') => freePort({ port, host }, marks.homePrefix, clock),
      reapLeftovers: (server) =>
        reapLeftovers(server, { marks, records, clock, commandMarks: commands.runningMarks }),
      sample: sampler.sample,
      async close() {
        sampler.close();
        await executables.close();
        await commands.close();
        await endUnadopted();
        await guard.close();
        limiters.close();
      },
    },
  };
}

/** For who only looks whether commands are there, and starts nothing. */
export function openCommandFinder(options: {
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): CommandFinder & { close(): Promise<void> } {
  const executables = openExecutables({
    clock: options.clock,
    environment: inheritedEnvironment(options.environment),
    onGroup: () => () => {},
    onFault: () => {},
  });
  return { ...createCommandFinder(executables, options.clock), close: () => executables.close() };
}
