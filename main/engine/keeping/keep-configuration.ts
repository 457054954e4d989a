import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationStatus, Finding, Plan } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import {
  type Configuration,
  type ConfigurationEdit,
  type EditOptions,
  editConfiguration,
  type LoadResult,
  loadConfiguration,
  parseConfiguration,
  planChanges,
  type ReadingContext,
  replaceConfiguration,
  type StarterServer,
  switchToolEdits,
  watchConfiguration,
  writeStarterConfiguration,
} from '../configuration/configuration.ts';
import type { Clock } from '../ports.ts';
import type { Register } from '../state/state.ts';
import type { Supervision } from '../supervision/supervision.ts';

export interface ConfigurationKeeper {
  readonly status: ConfigurationStatus;
  readonly current: Configuration | null;
  /** Reads the file now. Throws ProblemError `configuration-broken` and changes nothing when it is broken. */
  reload(): Promise<Plan>;
  /**
   * Changes the file, keeps what it was as a backup, and applies it. A function makes the edits from the file as it is in
   * its turn; what it throws comes through. Resolves when nothing is left of what had to stop.
   * Throws ProblemError and changes nothing: `configuration-broken` when the file is broken now or would be afterwards,
   * `bad-input` for an edit that has no place in it, a file that can't be written or that somebody else just changed.
   */
  edit(
    edits: readonly ConfigurationEdit[] | ((now: Configuration) => readonly ConfigurationEdit[]),
  ): Promise<Plan>;
  /** As {@link edit}, with a whole new text. */
  replace(text: string): Promise<Plan>;
  /** What is to be said of a text, were it the file; errors and warnings. Changes nothing. */
  check(text: string): readonly Finding[];
  /**
   * As {@link edit}: lets clients see a tool, by the server's own name, or hides it from all of them. Throws `bad-input`
   * too where a glob of the file says otherwise, and `unknown-server`.
   */
  switchTool(server: string, tool: string, enabled: boolean): Promise<Plan>;
  close(): Promise<void>;
}

interface Adopted {
  readonly plan: Plan;
  /** Fulfilled when nothing is left of the servers that had to stop. */
  readonly done: Promise<void>;
}

/**
 * Keeps the servers that run in step with the file. A broken file changes nothing: the last good configuration runs
 * on, and is kept on disk too, so that a start with a broken file has something to run.
 */
export async function keepConfiguration(options: {
  readonly file: string;
  /** Holds a copy of the last good text of each configuration file that was used. */
  readonly stateFolder: string;
  /** Written when there is no file yet; null writes none. */
  readonly starter: readonly StarterServer[] | null;
  /** What the file is read with, now. */
  readonly reading: () => ReadingContext;
  readonly supervision: Supervision;
  readonly register: Register;
  readonly clock: Clock;
  readonly onStatus: (status: ConfigurationStatus) => void;
}): Promise<ConfigurationKeeper> {
  const { file, supervision, register, clock, reading } = options;
  const fileId = createHash('sha256').update(file).digest('hex').slice(0, 12);
  const lastGoodFile = join(options.stateFolder, `last-good-${fileId}.json`);
  let current: Configuration | null = null;
  let status: ConfigurationStatus = {
    file,
    format: 'jsonc',
    valid: true,
    findings: [],
    applied_at: null,
    plan: null,
    revision: null,
    version: null,
    outdated: false,
    rollbacks: [],
  };
  let ownEdits = 0;
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

  /** As an edit of ours is when the watch sees it. */
  function isApplied(result: LoadResult): boolean {
    return result.ok && status.valid && isSameSource(result.configuration, current);
  }

  function adopt(configuration: Configuration): Adopted {
    const plan = planChanges(current, configuration);
    const isFirst = current === null;
    const wasBroken = !status.valid;
    current = configuration;
    const done = supervision.apply(configuration, plan);
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
    return { plan, done };
  }

  async function take(result: LoadResult): Promise<Adopted> {
    if (!result.ok) {
      refuse(result.findings);
      const first = result.findings[0];
      const at = first === undefined ? file : `${first.file}:${first.line}:${first.column} ${first.message}`;
      throw new ProblemError('configuration-broken', at);
    }
    const adopted = adopt(result.configuration);
    await keepLastGood(result.configuration.text);
    return adopted;
  }

  /** A copy that can't be written is no reason not to run what was just read. */
  async function keepLastGood(text: string): Promise<void> {
    const draft = `${lastGoodFile}.tmp`;
    try {
      await writeFile(draft, text, { mode: 0o600, flush: true });
      await rename(draft, lastGoodFile);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const said = `The configuration runs, but its copy for the next start could not be kept: ${why}`;
      register.add({ lamp: 'warn', kind: 'configuration-applied', server: null, text: said });
    }
  }

  /** Answers once the change is under way; what has to stop for it may take longer, and holds up no later change. */
  function inTurn(result: () => Promise<LoadResult> | LoadResult): Promise<Adopted> {
    const turn = queue.then(async () => take(await result()));
    queue = turn.catch(() => {});
    return turn;
  }

  /** An edit that comes to nothing is its caller's affair alone: the file is as it was. */
  async function editInTurn(edit: (to: EditOptions) => Promise<Configuration>): Promise<Plan> {
    const { plan, done } = await inTurn(async () => {
      const to = { file, backupFolder: join(options.stateFolder, 'backups'), now: clock.now(), reading };
      const configuration = await edit(to);
      ownEdits += 1;
      return { ok: true, configuration };
    });
    await done;
    return plan;
  }

  if (options.starter !== null) await writeStarterConfiguration(file, options.starter);
  const first = await loadConfiguration(file, reading());
  if (first.ok) await take(first);
  else {
    const text = await readFile(lastGoodFile, 'utf8').catch(() => null);
    // Read as if it stood where the broken file stands: relative folders are relative to that.
    const lastGood = text === null ? null : parseConfiguration(file, text, reading());
    if (lastGood?.ok === true) adopt({ ...lastGood.configuration, findings: [] });
    refuse(first.findings);
  }

  const watch = watchConfiguration(
    file,
    (result) => {
      const before = ownEdits;
      const turn = queue.then(async () => {
        // What the watch saw may be older than an edit of ours that came before its turn.
        const newest = ownEdits === before ? result : await loadConfiguration(file, reading());
        if (!isApplied(newest)) await take(newest);
      });
      queue = turn.catch((error: unknown) => {
        // A refusal is in the register and in the status already.
        if (error instanceof ProblemError) return;
        const why = error instanceof Error ? error.message : String(error);
        const text = `The configuration could not be applied: ${why}`;
        register.add({ lamp: 'bad', kind: 'configuration-refused', server: null, text });
      });
    },
    { clock, known: first, reading },
  );
  return {
    get status() {
      return status;
    },
    get current() {
      return current;
    },
    async reload() {
      const { plan, done } = await inTurn(() => loadConfiguration(file, reading()));
      await done;
      return plan;
    },
    edit: (edits) => editInTurn((to) => editConfiguration(to, edits)),
    replace: (text) => editInTurn((to) => replaceConfiguration(to, text)),
    check(text) {
      const result = parseConfiguration(file, text, reading());
      return result.ok ? result.configuration.findings : result.findings;
    },
    switchTool: (server, tool, enabled) =>
      editInTurn((to) => editConfiguration(to, (now) => switchToolEdits(now, server, tool, enabled))),
    async close() {
      await watch.close();
      await queue;
    },
  };
}

/** Whether two were read from the same text, with the same `.env`. */
function isSameSource(a: Configuration, b: Configuration | null): boolean {
  return a.text === b?.text && isDeepStrictEqual(a.readWith.envFile, b.readWith.envFile);
}

/** "starts time, restarts github, leaves 8 as they are" */
function sayPlan(plan: Plan): string {
  const part = (verb: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${verb} ${names.join(', ')}`];
  const parts = [
    ...part('starts', plan.start),
    ...part('stops', plan.stop),
    ...part('restarts', plan.restart),
    ...part('takes new settings for', plan.update),
  ];
  const kept = plan.keep.length;
  if (parts.length === 0) return 'nothing changes';
  return [...parts, ...(kept > 0 ? [`leaves ${kept} as they are`] : [])].join(', ');
}
