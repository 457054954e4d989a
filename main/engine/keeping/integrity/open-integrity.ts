import { join } from 'node:path';
import { z } from 'zod';
import type { ConfigurationStatus } from '#contract/configuration-status.ts';
import type { IntegrityCheck } from '#contract/configuration-text.ts';
import type { Clock } from '../../ports.ts';
import { type DatabaseLook, lookAtDatabase, type Register, type Shelves } from '../../state/state.ts';
import type { ConfigurationHistory } from '../history/keep-history.ts';
import { checkBackups } from './check-backups.ts';
import { bytesOf, checkOpened } from './check-databases.ts';
import { checkLogs } from './check-logs.ts';

export interface IntegrityOptions {
  readonly places: {
    readonly state: string;
    readonly logs: string;
    readonly databaseFile: string;
    /** Of the figures. */
    readonly historyFile: string;
  };
  readonly state: { readonly shelves: Shelves; readonly register: Register };
  readonly startedAtMs: number;
  readonly clock: Clock;
  readonly history: ConfigurationHistory;
  readonly keeper: { readonly status: ConfigurationStatus };
  /** As the store found its file when it was opened; null where it has nothing to say. */
  readonly secrets: { readonly integrity: IntegrityCheck | null } | null;
}

export interface Integrity {
  /** Resolves when all has been looked at, the figures too. */
  checks(): Promise<readonly IntegrityCheck[]>;
  close(): Promise<void>;
}

/** A start has more to do in its first seconds than to read a hundred megabytes. */
const FIGURES_AFTER_MS = 20_000;
const FIGURES_LIMIT_MS = 30_000;

/**
 * Looks at all that Signalbox keeps, once, while the servers start; what was wrong is told in the register, unless it was told
 * at an earlier start just so. Nothing is deleted.
 */
export function openIntegrity(options: IntegrityOptions): Integrity {
  const { clock, places, history } = options;
  const stateFolder = places.state;
  const telling = createTelling(options);
  let figures: Promise<IntegrityCheck> | null = null;
  let look: DatabaseLook | null = null;
  let isClosed = false;

  const early = lookEarly().then((checks) => {
    telling(checks);
    return checks;
  });
  const cancelFigures = clock.after(FIGURES_AFTER_MS, () => void lookAtFigures());

  async function lookEarly(): Promise<readonly IntegrityCheck[]> {
    const quarantine = join(stateFolder, 'quarantine');
    const secrets = options.secrets?.integrity ?? null;
    const backups = join(stateFolder, 'backups');
    return [
      checkConfiguration(options.keeper.status, history.draftsFound, stateFolder),
      await looked('backups', backups, checkBackups(history.backups, backups, quarantine)),
      history.check,
      await checkOpened('state', places.databaseFile, options.startedAtMs),
      await looked('logs', places.logs, checkLogs(places.logs)),
      ...(secrets === null ? [] : [secrets]),
    ];
  }

  function lookAtFigures(): Promise<IntegrityCheck> {
    figures ??= looked('figures', places.historyFile, lookAtPages()).then((check) => {
      telling([check]);
      return check;
    });
    return figures;
  }

  async function lookAtPages(): Promise<IntegrityCheck> {
    const file = places.historyFile;
    const opened = await checkOpened('figures', file, options.startedAtMs);
    if (!opened.ok || isClosed || (await bytesOf(file)) === 0) return opened;
    const running = lookAtDatabase(file);
    look = running;
    const cancel = clock.after(FIGURES_LIMIT_MS, () => void running.end());
    const found = await running.found;
    cancel();
    if (found === 'ok') return opened;
    if (found === null) return { ...opened, says: 'too large to be looked at in half a minute' };
    const says = `some of its pages are damaged (${found}); it is put aside when it can't be used any more`;
    return { ...opened, ok: false, says };
  }

  return {
    checks: async () => [...(await early), await lookAtFigures()],
    async close() {
      isClosed = true;
      cancelFigures();
      await look?.end();
      await figures;
      await early;
    },
  };
}

/** What can't even be looked at is not whole. */
async function looked(
  what: IntegrityCheck['what'],
  file: string,
  check: Promise<IntegrityCheck>,
): Promise<IntegrityCheck> {
  return await check.catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    return { what, file, ok: false, says: `it could not be looked at: ${why}`, quarantine: null };
  });
}

/** That a text is broken is told by whoever reads it. */
function checkConfiguration(
  { file, valid, findings }: ConfigurationStatus,
  drafts: number,
  stateFolder: string,
): IntegrityCheck {
  const check = { what: 'configuration', file } as const;
  if (drafts > 0) {
    const folder = join(stateFolder, 'backups');
    const left = drafts === 1 ? 'a text' : `${drafts} texts`;
    const says = `whole; a save that was ended half-way had left ${left} beside it, now among the backups`;
    return { ...check, ok: false, says, quarantine: folder };
  }
  if (valid) return { ...check, ok: true, says: 'whole', quarantine: null };
  const [first] = findings.filter(({ severity }) => severity === 'error');
  const says = `line ${first?.line ?? 1}: ${first?.message ?? 'it is broken'}; what ran before runs, and any version can be restored`;
  return { ...check, ok: false, says, quarantine: null };
}

const Told = z.object({ says: z.string() });

function createTelling({ state: { register, shelves }, clock }: IntegrityOptions) {
  const told = shelves<z.infer<typeof Told>>({
    name: 'integrity-told',
    schema: Told,
    rows: 20,
    days: 36_500,
    isKept: () => true,
  });
  return (checks: readonly IntegrityCheck[]): void => {
    for (const { what, ok, says, quarantine } of checks) {
      if (ok) told.remove(what);
      if (ok || told.get(what)?.says === says) continue;
      told.put(what, clock.now(), { says });
      // The database and a broken file have been told of by whoever opened them.
      if (what === 'state' || (what === 'configuration' && quarantine === null)) continue;
      const where = quarantine === null ? '' : ` (${quarantine})`;
      const text = `${TITLES[what]}: ${says}${where}`;
      register.add({
        lamp: what === 'configuration' ? 'info' : 'warn',
        kind: 'integrity',
        server: null,
        text,
      });
    }
  };
}

const TITLES: Readonly<Record<IntegrityCheck['what'], string>> = {
  configuration: 'The configuration file',
  backups: 'Backups of the configuration',
  history: 'The history of the configuration',
  state: 'The database',
  figures: 'The figures',
  logs: 'The logs',
  secrets: 'The secrets',
};
