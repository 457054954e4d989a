import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '#contract/caller.ts';
import type { ConfigurationStatus, Finding } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import {
  brokenConfiguration,
  type Configuration,
  changeConfiguration,
  checkFileText,
  type Edited,
  editConfiguration,
  type FileText,
  formatOf,
  type LoadResult,
  parseConfiguration,
  type ReadingContext,
  readFileText,
  type StarterServer,
  watchConfiguration,
  writeStarterConfiguration,
} from '../configuration/configuration.ts';
import type { Clock } from '../ports.ts';
import type { Register } from '../state/state.ts';
import type { Supervision } from '../supervision/supervision.ts';
import { type Adopted, createAdoption } from './adoption.ts';
import type { ChangeLog, ChangeNote } from './change-log.ts';
import { envFileChange } from './env-file-change.ts';
import type { ChangeBy, ConfigurationKeeper } from './keeper.ts';
import { openLastGood } from './last-good.ts';
import { keepRollbacks } from './rollback/keep-rollbacks.ts';
import { createEditor } from './texts/editor.ts';
import { createRevisions } from './texts/revision.ts';
import { sayConflict } from './texts/say-conflict.ts';
import { touchedBy } from './touched-by.ts';

export interface KeepingOptions {
  readonly file: string;
  /** Holds a copy of the last good text of each configuration file that was used. */
  readonly stateFolder: string;
  /** Written when there is no file yet; null writes none. */
  readonly starter: readonly StarterServer[] | null;
  /** What the file is read with, now. */
  readonly reading: () => ReadingContext;
  readonly log: ChangeLog;
  /** What is to be said of a configuration beyond its shape: whether its commands are there, and the like. */
  readonly surroundings: (configuration: Configuration) => Promise<readonly Finding[]>;
  readonly supervision: Supervision;
  readonly register: Register;
  readonly clock: Clock;
  readonly onStatus: (status: ConfigurationStatus) => void;
}

/** What a turn of the queue comes to. */
interface Turn extends Adopted {
  readonly revision: string;
  /** What ran before, and what runs now. */
  readonly from: Configuration | null;
  readonly to: Configuration;
}

/**
 * Keeps the servers that run in step with the file. A broken file changes nothing: the last good configuration runs
 * on, and is kept on disk too, so that a start with a broken file has something to run. Changes are applied one after the
 * other, each told to the history.
 */
export async function keepConfiguration(options: KeepingOptions): Promise<ConfigurationKeeper> {
  const { file, supervision, register, clock, reading, log } = options;
  const lastGood = openLastGood(options.stateFolder, file);
  const revisionOf = createRevisions();
  const adoption = createAdoption({
    ...options,
    format: formatOf(file).kind,
    onAdopting: (plan) => rollbacks.see(touchedBy(plan)),
    onAdopted: (before, after, plan) => rollbacks.noteChange(before, after, plan),
  });
  const rollbacks = keepRollbacks({
    clock,
    register,
    view: (server) => supervision.view(server),
    setting: () => adoption.current?.operations.rollback ?? 'offer',
    current: () => adoption.current,
    onOffers: (offers) => adoption.tellRollbacks(offers),
    edit: (edits, change) => edit(edits, change),
  });
  let passedOver = 0;
  let lastChange: { readonly by: ChangeBy['by']; readonly atMs: number } | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let looking: Promise<unknown> = Promise.resolve();

  async function record(change: ChangeBy, before: string | null, after: string | null): Promise<void> {
    lastChange = { by: change.by, atMs: clock.now() };
    const { by, action = 'edit', why = null, summary } = change;
    const note: ChangeNote = {
      by,
      action,
      why,
      before,
      after,
      ...(summary === undefined ? {} : { summary }),
    };
    await complain('it could not be written into the history', () => log.record(note));
  }

  /** What another `.env` changed, after the change of the text that it came with. */
  async function recordBeside({ from, to }: Turn): Promise<void> {
    if (from === null) return;
    const { text } = to;
    const note = { by: BY_FILE, action: 'edit', why: null, before: text, after: text } as const;
    await complain('what another .env changed could not be written into the history', async () => {
      const change = envFileChange(from, to);
      if (change !== null) await log.record({ ...note, ...change });
    });
  }

  /** What runs, runs: that something beside it could not be written is told, and no reason to stop. */
  async function complain(says: string, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const text = `The configuration is applied, but ${says}: ${messageOf(error)}`;
      register.add({ lamp: 'warn', kind: 'configuration-applied', server: null, text });
    }
  }

  async function adopt(configuration: Configuration, text: string, by: Caller): Promise<Turn> {
    const revision = revisionOf(text);
    const before = adoption.current;
    const adopted = adoption.adopt(configuration, revision, by);
    // Never waited for: whether a command is there is for people to read, not for servers to wait for.
    looking = options.surroundings(configuration).then(
      (findings) => adoption.addFindings(configuration, findings),
      (error: unknown) => {
        const said = `What the configuration names could not be looked at: ${messageOf(error)}`;
        register.add({ lamp: 'warn', kind: 'configuration-applied', server: null, text: said });
      },
    );
    await complain('its copy for the next start could not be kept', () => lastGood.keep(configuration.text));
    return { ...adopted, revision, from: before, to: configuration };
  }

  /** Takes the file as it was found. Throws ProblemError `configuration-broken`. */
  async function take(found: FileText, change: ChangeBy, read?: LoadResult): Promise<Turn> {
    const result = read ?? checkFileText(file, found, reading());
    const before = adoption.current?.text ?? null;
    const text = found.kind === 'text' ? found.text : null;
    if (!result.ok || text === null) {
      const findings = result.ok ? [] : result.findings;
      const isNews = adoption.status.valid || text === null || revisionOf(text) !== adoption.status.revision;
      adoption.refuse(findings, text === null ? null : revisionOf(text));
      // Of what is no text at all, the finding says more than the difference would.
      const summary = found.kind === 'unreadable' ? { summary: found.message } : {};
      if (isNews) await record({ ...change, action: 'refused', ...summary }, before, text);
      throw brokenConfiguration(findings);
    }
    const turn = await adopt(result.configuration, text, change.by);
    if (before !== result.configuration.text) await record(change, before, text);
    await recordBeside(turn);
    return turn;
  }

  /** Answers once the change is under way; what has to stop for it may take longer, and holds up no later change. */
  function inTurn(work: () => Promise<Turn>): Promise<Turn> {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  }

  /** An edit that comes to nothing is its caller's affair alone: the file is as it was. */
  async function change(by: ChangeBy, write: () => Promise<Edited>) {
    const { plan, done, revision } = await inTurn(async () => {
      const { configuration, before, after } = await write();
      watch.noteRead({ kind: 'text', text: after }, configuration.readWith.envFile);
      const turn = await adopt(configuration, after, by.by);
      if (before !== after) await record(by, before, after);
      await recordBeside(turn);
      return turn;
    });
    await done;
    return { plan, revision };
  }

  const to = { file, reading, keep: (text: string) => log.keep(text) };
  const edit: ConfigurationKeeper['edit'] = (edits, by) => change(by, () => editConfiguration(to, edits));

  /** Who made the file what it is; null where that was not seen yet. */
  const changedBy = (revision: string | null) => (revision === adoption.status.revision ? lastChange : null);
  const editor = createEditor({
    ...options,
    revisionOf,
    current: () => adoption.current,
    inFlight: (server) => supervision.view(server)?.in_flight ?? 0,
  });

  if (options.starter !== null) await writeStarterConfiguration(file, options.starter);
  const runBefore = await lastGood.read();
  const found = await readFileText(file);
  const first = checkFileText(file, found, reading());
  if (first.ok && found.kind === 'text') {
    await adopt(first.configuration, found.text, BY_FILE);
    if (runBefore !== first.configuration.text) {
      const action = runBefore === null ? 'first' : 'edit';
      const why = runBefore === null ? null : 'while Signalbox was not running';
      await record({ by: BY_FILE, action, why }, runBefore, found.text);
    }
  } else if (!first.ok) {
    // Read as if it stood where the broken file stands: relative folders are relative to that.
    const ran = runBefore === null ? null : parseConfiguration(file, runBefore, reading());
    if (ran?.ok === true) adoption.adopt({ ...ran.configuration, findings: [] }, undefined, BY_FILE);
    adoption.refuse(first.findings, found.kind === 'text' ? revisionOf(found.text) : null);
  }

  const watch = watchConfiguration(
    file,
    (result, seen) => {
      const turn = queue.then(async () => {
        // Never what the watch saw: it may have read that before an edit of ours, and tell it only after that.
        const newest = await readFileText(file);
        const isSeen = isDeepStrictEqual(newest, seen);
        if (isApplied(newest)) {
          passedOver = 0;
          if (!isSeen) watch.noteRead(newest);
          return;
        }
        // Somebody is writing just now, so that it may be half of a text.
        if (!isSeen && passedOver < MAX_PASSED_OVER) {
          passedOver += 1;
          watch.lookAgain();
          return;
        }
        passedOver = 0;
        await take(newest, { by: BY_FILE }, isSeen ? result : undefined);
      });
      queue = turn.catch((error: unknown) => {
        // A refusal is in the register and in the status already.
        if (error instanceof ProblemError) return;
        const text = `The configuration could not be applied: ${messageOf(error)}`;
        register.add({ lamp: 'bad', kind: 'configuration-refused', server: null, text });
      });
    },
    { clock, known: first, reading },
  );

  /** As an edit of ours is when the watch sees it. */
  function isApplied(found: FileText): boolean {
    const { current, status } = adoption;
    if (found.kind !== 'text' || current === null || !status.valid) return false;
    if (withoutMark(found.text) !== current.text) return false;
    return isDeepStrictEqual(reading().envFile, current.readWith.envFile);
  }

  return {
    get status() {
      return adoption.status;
    },
    get current() {
      return adoption.current;
    },
    async reload() {
      const { plan, done } = await inTurn(async () => {
        const found = await readFileText(file);
        // Else a file that is broken now and mended before the watch looks would be told to be broken for ever.
        watch.noteRead(found);
        return take(found, { by: BY_FILE });
      });
      await done;
      return plan;
    },
    edit,
    apply: (text, by) =>
      change(by, () =>
        changeConfiguration(to, (now) => {
          const revision = now.kind === 'text' ? revisionOf(now.text) : null;
          if (by.revision !== undefined && by.revision !== revision)
            throw new ProblemError('conflict', sayConflict(file, revision !== null, changedBy(revision)));
          return editor.restore(text, now);
        }),
      ),
    async reread(by) {
      const { plan, done } = await inTurn(async () => {
        const found = await readFileText(file);
        const result = checkFileText(file, found, reading());
        const isGood = result.ok && found.kind === 'text';
        const text = isGood ? found.text : null;
        const before = adoption.current?.text ?? null;
        if (isGood) {
          const turn = await adopt(result.configuration, found.text, by.by);
          await record(by, before, text);
          await recordBeside(turn);
          return turn;
        }
        // The file is broken: what runs is read anew instead.
        const again = before === null ? null : parseConfiguration(file, before, reading());
        await record(by, before, before);
        if (again?.ok !== true) throw brokenConfiguration(result.ok ? [] : result.findings);
        const to = again.configuration;
        return { ...adoption.adopt(to, undefined, by.by), revision: '', from: null, to };
      });
      await done;
      return plan;
    },
    source: editor.source,
    text: editor.text,
    check: editor.check,
    findings: editor.findings,
    rollBack: (server, by) => rollbacks.rollBack(server, by),
    dismissRollback: (server) => rollbacks.dismiss(server),
    serverChanged: (server) => rollbacks.look(server),
    async close() {
      await watch.close();
      rollbacks.close();
      await queue;
      await looking;
    },
  };
}

const BY_FILE = { kind: 'file', name: null } as const;

/** A file that is never the same for two looks is taken as it is after so many of them. */
const MAX_PASSED_OVER = 3;

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
