import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HistoryProof } from '#contract/configuration-text.ts';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';
import type { Backups } from '../backups/backups.ts';
import type { ChangeLog, ChangeNote } from '../change-log.ts';
import { type ChainedEntry, chainEntry, NO_HASH } from './chain.ts';
import { describeChange, type TextReader } from './describe-change.ts';
import { openHistoryFile, writePrivate } from './history-file.ts';
import { undoneBy } from './undone-by.ts';

export const HISTORY_NAME = 'configuration-history.jsonl';

/** A program that read the file before a change of ours, and saved after it, does so within this. */
const UNSEEN_MS = 10_000;

const BY_FILE = { kind: 'file', name: null } as const;

const Head = z.object({ id: z.number().int(), hash: z.string() });
type Head = z.infer<typeof Head>;

export interface ChangeLogOptions extends TextReader {
  readonly stateFolder: string;
  /** For what is put aside. */
  readonly quarantineFolder: string;
  readonly clock: Clock;
  readonly backups: Backups;
  /** Masks secrets in what people write; leaves all as it is when left out. */
  readonly mask?: ((text: string) => string) | undefined;
  /** The newest entry is remembered in the database too, so that a history that was cut short is seen. */
  readonly shelves: Shelves;
  /** A program that had not seen a change saved over it: a sentence for people. */
  readonly onUnseen: (sentence: string) => void;
}

export interface OpenedChangeLog {
  readonly log: ChangeLog;
  /** Where a line was put that an end at the wrong moment had cut short; null for none. */
  readonly setAside: string | null;
}

/** Opens the history and reads all of it. Throws where it can't be read or written. */
export function openChangeLog(options: ChangeLogOptions): OpenedChangeLog {
  const { stateFolder, quarantineFolder, clock, backups, shelves } = options;
  const heads = shelves<Head>({
    name: 'configuration-history',
    schema: Head,
    rows: 1,
    days: 36_500,
    isKept: () => true,
  });
  let setAside: string | null = null;
  const { file } = openHistoryFile(join(stateFolder, HISTORY_NAME), (torn) => {
    const time = new Date(clock.now()).toISOString().replaceAll(':', '-');
    mkdirSync(quarantineFolder, { recursive: true, mode: 0o700 });
    setAside = join(quarantineFolder, `${HISTORY_NAME}.torn-${time}`);
    writePrivate(setAside, torn);
  });
  let queue: Promise<unknown> = Promise.resolve();

  /** Also where entries are missing at the end: the next one must not take the place of one that is gone. */
  function last(): Head | null {
    const found = file.state().last ?? null;
    const head = heads.get('head');
    return found !== null && (head === null || found.id >= head.id) ? found : head;
  }

  async function add(given: ChangeNote): Promise<number> {
    const change = { ...given, before: withoutMark(given.before), after: withoutMark(given.after) };
    const missed = await missedBefore(change);
    if (missed !== null) await addOne(missed);
    return await addOne(change);
  }

  /** A save by another program that nobody has seen: a change of ours came before anybody looked. */
  async function missedBefore({ by, action, before }: ChangeNote): Promise<ChangeNote | null> {
    if (by.kind === 'file' || action === 'refused' || before === null) return null;
    const [last, earlier] = file.newest(2, ({ after }) => after !== null);
    const known = last?.action === 'refused' ? [last, earlier] : [last];
    const texts = await Promise.all(known.map((entry) => backups.read(entry?.after ?? '')));
    const [text] = texts;
    if (text === undefined || text === null || texts.includes(before)) return null;
    return { by: BY_FILE, action: 'edit', why: null, before: text, after: before };
  }

  async function addOne(change: ChangeNote): Promise<number> {
    const { by, action, before, after } = change;
    const why = change.why === null ? null : (options.mask?.(change.why) ?? change.why);
    const names = {
      before: before === null ? null : await backups.keep(before),
      after: after === null ? null : await backups.keep(after),
    };
    const { changes, summary } = describeChange(await readableBefore(before), after, options);
    const atMs = clock.now();
    const undone =
      by.kind === 'file'
        ? undoneBy(changes, names.before, file.newest(1, () => true)[0], atMs - UNSEEN_MS)
        : null;
    const said = change.summary ?? summary;
    const previous = last();
    const entry = chainEntry(
      {
        id: (previous?.id ?? 0) + 1,
        at: new Date(atMs).toISOString(),
        by,
        action,
        why,
        summary: undone === null ? said : `${said}; ${undone}`,
        changes: [...(change.changes ?? changes)],
        ...names,
      },
      previous?.hash ?? NO_HASH,
    );
    await file.append(entry);
    heads.put('head', atMs, { id: entry.id, hash: entry.hash });
    if (undone !== null) options.onUnseen(`The configuration was saved by another program: ${undone}`);
    return entry.id;
  }

  /** A change that mends a broken file, or brings back one that was gone, is told by what ran before that. */
  async function readableBefore(before: string | null): Promise<string | null> {
    if (before !== null && isReadable(before)) return before;
    const [good] = file.newest(1, ({ action, after }) => action !== 'refused' && after !== null);
    const text = good === undefined ? null : await backups.read(good.after ?? '');
    return text !== null && isReadable(text) ? text : null;
  }

  function ifKept(name: string | null): string | null {
    return name !== null && backups.isKept(name) ? name : null;
  }

  function isReadable(text: string): boolean {
    const value = options.readValue(text);
    return value !== null && value !== undefined;
  }

  function proof(): HistoryProof {
    const { fault, last: found } = file.state();
    const cut = missingAtEnd(found, heads.get('head'));
    return { intact: fault === null && cut === null, fault: fault ?? cut };
  }

  return {
    setAside,
    log: {
      record(change) {
        const turn = queue.then(() => add(change));
        queue = turn.catch(() => {});
        return turn;
      },
      keep: (text) => backups.keep(text),
      list: ({ server, limit }) =>
        file
          .newest(limit, (entry) => server === undefined || isAbout(entry, server), server)
          .map(({ prev, ...entry }) => ({
            ...entry,
            before: ifKept(entry.before),
            after: ifKept(entry.after),
          })),
      version: (name) => backups.read(name),
      proof,
      async close() {
        await queue;
      },
    },
  };
}

/** Some editors write one; it says nothing. */
function withoutMark(text: string | null): string | null {
  return text?.startsWith('\uFEFF') === true ? text.slice(1) : text;
}

function isAbout({ changes }: ChainedEntry, server: string): boolean {
  const key = `mcpServers.${server}`;
  return changes.some((change) => change.key === key || change.key.startsWith(`${key}.`));
}

/** The database may be behind the file, after a power cut; it is never ahead of it. */
function missingAtEnd(last: ChainedEntry | undefined, head: Head | null): string | null {
  if (head === null || (last !== undefined && last.id > head.id)) return null;
  if (last?.id === head.id)
    return last.hash === head.hash ? null : `entry ${head.id} is another than was written`;
  const from = (last?.id ?? 0) + 1;
  return from === head.id
    ? `the newest entry, ${head.id}, is missing`
    : `the newest entries, ${from} to ${head.id}, are missing`;
}
