import { rename, writeFile } from 'node:fs/promises';
import type { ConfigurationStatus, Finding, Plan } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import {
  type Configuration,
  type LoadResult,
  loadConfiguration,
  planChanges,
  type StarterServer,
  watchConfiguration,
  writeStarterConfiguration,
} from './configuration/configuration.ts';
import type { Clock } from './ports.ts';
import type { Register } from './state/state.ts';
import type { Supervision } from './supervision/supervision.ts';

export interface ConfigurationKeeper {
  readonly status: ConfigurationStatus;
  readonly current: Configuration | null;
  /** Reads the file now. Throws ProblemError `configuration-broken` and changes nothing when it is broken. */
  reload(): Promise<Plan>;
  close(): Promise<void>;
}

/**
 * Keeps the servers that run in step with the file. A broken file changes nothing: the last good configuration runs
 * on, and is kept on disk too, so that a start with a broken file has something to run.
 */
export async function keepConfiguration(options: {
  readonly file: string;
  readonly lastGoodFile: string;
  /** Written when there is no file yet; null writes none. */
  readonly starter: readonly StarterServer[] | null;
  readonly supervision: Supervision;
  readonly register: Register;
  readonly clock: Clock;
  readonly onStatus: (status: ConfigurationStatus) => void;
}): Promise<ConfigurationKeeper> {
  const { file, lastGoodFile, supervision, register, clock } = options;
  let current: Configuration | null = null;
  let status: ConfigurationStatus = { file, valid: true, findings: [], applied_at: null, plan: null };
  /** Changes are applied one after the other. */
  let queue: Promise<unknown> = Promise.resolve();

  function tell(change: Partial<ConfigurationStatus>): void {
    status = { ...status, ...change };
    options.onStatus(status);
  }

  function refuse(findings: readonly Finding[]): void {
    const first = findings.find(({ severity }) => severity === 'error');
    const where = first === undefined ? '' : ` line ${first.line}: ${first.message.replace(/\.$/, '')}.`;
    const running =
      current === null ? 'Nothing runs until it is mended.' : 'The last good one keeps running.';
    register.add({
      lamp: 'bad',
      kind: 'configuration-refused',
      server: null,
      text: `Configuration not applied:${where} ${running}`,
    });
    tell({ valid: false, findings: [...findings] });
  }

  async function adopt(configuration: Configuration): Promise<Plan> {
    const plan = planChanges(current, configuration);
    const isFirst = current === null;
    const wasBroken = !status.valid;
    current = configuration;
    const removed = supervision.apply(configuration, plan);
    const changes = plan.start.length + plan.stop.length + plan.restart.length + plan.update.length;
    if (!isFirst && (changes > 0 || wasBroken)) {
      register.add({
        lamp: 'info',
        kind: 'configuration-applied',
        server: null,
        text: `Configuration applied: ${sayPlan(plan)}`,
      });
    }
    tell({
      valid: true,
      findings: [...configuration.findings],
      applied_at: new Date(clock.now()).toISOString(),
      plan,
    });
    await removed;
    return plan;
  }

  async function take(result: LoadResult): Promise<Plan> {
    if (!result.ok) {
      refuse(result.findings);
      const first = result.findings[0];
      const at = first === undefined ? file : `${first.file}:${first.line}:${first.column} ${first.message}`;
      throw new ProblemError('configuration-broken', at);
    }
    const plan = await adopt(result.configuration);
    await keepLastGood(result.configuration);
    return plan;
  }

  async function keepLastGood(configuration: Configuration): Promise<void> {
    const draft = `${lastGoodFile}.tmp`;
    await writeFile(draft, configuration.text, { mode: 0o600, flush: true });
    await rename(draft, lastGoodFile);
  }

  function inTurn(result: () => Promise<LoadResult> | LoadResult): Promise<Plan> {
    const turn = queue.then(async () => take(await result()));
    queue = turn.catch(() => {});
    return turn;
  }

  if (options.starter !== null) await writeStarterConfiguration(file, options.starter);
  const first = await loadConfiguration(file);
  if (first.ok) await take(first);
  else {
    const lastGood = await loadConfiguration(lastGoodFile);
    if (lastGood.ok) await adopt({ ...lastGood.configuration, file, findings: [] });
    refuse(first.findings);
  }

  const watch = watchConfiguration(
    file,
    (result) => {
      // A refusal is in the register and in the status already.
      inTurn(() => result).catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
      });
    },
    { clock, known: first },
  );
  return {
    get status() {
      return status;
    },
    get current() {
      return current;
    },
    reload: () => inTurn(() => loadConfiguration(file)),
    async close() {
      await watch.close();
      await queue;
    },
  };
}

/** "starts time, restarts github, leaves 8 alone" */
function sayPlan(plan: Plan): string {
  const part = (verb: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${verb} ${names.join(', ')}`];
  const parts = [
    ...part('starts', plan.start),
    ...part('stops', plan.stop),
    ...part('restarts', plan.restart),
    ...part('takes new settings for', plan.update),
  ];
  const kept = plan.keep.length + plan.update.length;
  if (parts.length === 0) return 'nothing changes';
  return [...parts, ...(kept > 0 ? [`leaves ${kept} running`] : [])].join(', ');
}
