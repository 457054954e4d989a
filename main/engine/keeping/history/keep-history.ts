import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { IntegrityCheck } from '#contract/configuration-text.ts';
import { plainValue, readFileText, takeUpDrafts } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import type { Register, Shelves } from '../../state/state.ts';
import { backUpNowAndThen } from '../backups/back-up-now-and-then.ts';
import { type Backups, openBackups, type Retention } from '../backups/backups.ts';
import type { ChangeLog } from '../change-log.ts';
import { showText } from '../texts/shown-text.ts';
import { type ChangeLogOptions, HISTORY_NAME, openChangeLog } from './open-change-log.ts';

export interface HistorySettings {
  readonly backups: Retention;
  /** Null for never. */
  readonly backupIntervalMs: number | null;
}

export interface HistoryOptions {
  readonly file: string;
  readonly places: { readonly state: string };
  readonly state: { readonly shelves: Shelves; readonly register: Register };
  readonly clock: Clock;
  /** Masks secrets in the reasons that people give. */
  readonly mask?: (text: string) => string;
  /** As the file has it now; null before it was read. */
  readonly settings: () => HistorySettings | null;
}

export interface ConfigurationHistory {
  readonly log: ChangeLog;
  readonly backups: Backups;
  /** Texts beside the file that saves had left which were killed half-way; they are among the backups now. */
  readonly draftsFound: number;
  readonly check: IntegrityCheck;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** The documented defaults. */
const BEFORE_FILE: HistorySettings = {
  backups: { keep: 50, ageMs: 90 * DAY_MS },
  backupIntervalMs: DAY_MS,
};
const BY_ENGINE = { kind: 'engine', name: null } as const;

/**
 * Opens the history of the configuration and the texts that it was, takes up what killed saves have left, and keeps the
 * file every now and then. Called before the file is read. Never rejects for a history that can't be used: what can't be
 * read is put aside.
 */
export async function keepHistory(options: HistoryOptions): Promise<ConfigurationHistory> {
  const { file, clock } = options;
  const { register, shelves } = options.state;
  const stateFolder = options.places.state;
  const settings = () => options.settings() ?? BEFORE_FILE;
  const backups = openBackups({
    folder: join(stateFolder, 'backups'),
    file,
    clock,
    retention: () => settings().backups,
  });
  const { log, check } = openLog({
    stateFolder,
    clock,
    shelves,
    quarantineFolder: join(stateFolder, 'quarantine'),
    backups,
    mask: options.mask,
    readValue: (text) => plainValue(file, text),
    show: (text) => showText(file, { text, isReadable: isObject(plainValue(file, text)) }, null),
    onUnseen: (text) => void register.add({ lamp: 'warn', kind: 'configuration-backup', server: null, text }),
  });
  const complain = (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    const text = `The configuration could not be backed up: ${why}`;
    register.add({ lamp: 'warn', kind: 'configuration-backup', server: null, text });
  };
  const draftsFound = await takeUpDrafts(file, (text) => backups.keep(text)).catch((error: unknown) => {
    complain(error);
    return 0;
  });
  if (draftsFound > 0) {
    const left = draftsFound === 1 ? 'a text' : `${draftsFound} texts`;
    const summary = `${left} that a save had left half-way went to the backups`;
    await log
      .record({ by: BY_ENGINE, action: 'backup', why: null, before: null, after: null, summary })
      .catch(complain);
  }

  async function backUp(): Promise<void> {
    const found = await readFileText(file);
    if (found.kind !== 'text') return;
    const { text } = found;
    const known = await backups.names();
    if (known.includes(await backups.keep(text))) return;
    const summary = 'kept as a backup';
    await log.record({ by: BY_ENGINE, action: 'backup', why: null, before: text, after: text, summary });
  }

  const endBackups = backUpNowAndThen({
    clock,
    intervalMs: () => settings().backupIntervalMs,
    backUp,
    onFault: complain,
  });
  return {
    log,
    backups,
    draftsFound,
    check,
    async close() {
      await endBackups();
      await log.close();
    },
  };
}

function openLog(options: ChangeLogOptions): { readonly log: ChangeLog; readonly check: IntegrityCheck } {
  const path = join(options.stateFolder, HISTORY_NAME);
  const check = { what: 'history', file: path, ok: true, says: 'whole', quarantine: null } as const;
  try {
    const { log, setAside } = openChangeLog(options);
    const { fault } = log.proof();
    if (fault !== null) {
      const says = `${fault}; it is left as it is, and goes on from its last entry`;
      return { log, check: { ...check, ok: false, says, quarantine: setAside } };
    }
    if (setAside === null) return { log, check };
    const says = 'its last line was only half written; it was put aside, and all the others are whole';
    return { log, check: { ...check, ok: false, says, quarantine: setAside } };
  } catch (error) {
    return beginAnew(options, path, check, error);
  }
}

function beginAnew(
  options: ChangeLogOptions,
  path: string,
  check: IntegrityCheck,
  error: unknown,
): { readonly log: ChangeLog; readonly check: IntegrityCheck } {
  const why = messageOf(error);
  try {
    const time = new Date(options.clock.now()).toISOString().replaceAll(':', '-');
    const quarantine = join(options.quarantineFolder, `${HISTORY_NAME}.damaged-${time}`);
    mkdirSync(options.quarantineFolder, { recursive: true, mode: 0o700 });
    renameSync(path, quarantine);
    const { log } = openChangeLog(options);
    const says = `it could not be read (${why}); it was put aside, and a new one begun`;
    return { log, check: { ...check, ok: false, says, quarantine } };
  } catch (again) {
    const says = `it can't be used, so that changes are not written down: ${messageOf(again)}`;
    return { log: withoutHistory(options.backups, says), check: { ...check, ok: false, says } };
  }
}

/** Backups are kept all the same. */
function withoutHistory(backups: Backups, says: string): ChangeLog {
  return {
    record: () => Promise.reject(new Error(says)),
    keep: (text) => backups.keep(text),
    list: () => [],
    version: (name) => backups.read(name),
    proof: () => ({ intact: false, fault: says }),
    close: async () => {},
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
