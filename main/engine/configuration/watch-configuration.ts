import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type FSWatcher, watch } from 'chokidar';
import type { Clock } from '../ports.ts';
import { formatOf } from './formats/format-of.ts';
import { checkFileText, type FileText, readFileText } from './load-configuration.ts';
import type { LoadResult } from './server-config.ts';
import { envFileOf } from './sources/read-env-file.ts';
import type { EnvFile, ReadingContext } from './sources/reading-context.ts';
import { watchLinks } from './watch-links.ts';

/** The events of one save come together. */
const GATHER_MS = 5;
/** Between two reads. */
const LOOK_MS = 20;
/** No part of a JSON text is a good one, so that it is whole when it is good: once more is for those written over another. */
const SETTLE_MS = LOOK_MS;
/** The first half of a YAML text, or of an `.env` file, mostly is a good one too, so it must stay as it is for longer. */
const SETTLE_OPEN_ENDED_MS = 160;
/** Most editors end a file with a line break, so that a YAML text without one may be cut off in the middle of a line. */
const SETTLE_UNENDED_MS = 1000;
/** A broken text may be half of a good one. */
const SETTLE_BROKEN_MS = 400;
/** Saving by delete and create leaves a moment without a file. */
const MISSING_GRACE_MS = 2000;
/** A file that never comes to rest is told as it is then. */
const MAX_SETTLE_MS = 10_000;
/** Full watch tables, and file systems that are not known to be silent, send no events. */
const POLL_MS = 5000;
const POLL_WITHOUT_EVENTS_MS = 1000;

export interface WatchOptions {
  readonly clock: Clock;
  /** What the caller has loaded already; only a difference from it is told. Without it the first read is told. */
  readonly known?: LoadResult;
  /** What the file is read with, now: a change of `.env` is a change of the configuration. */
  readonly reading: () => ReadingContext;
  /** How often it looks without having heard of a change; 5 s, or 1 s where changes are not heard of. */
  readonly pollMs?: number;
}

export interface WatchHandle {
  /** What its owner has read or written meanwhile: only a difference from that is told. */
  noteRead(text: FileText, envFile?: EnvFile | null): void;
  /** What was told was not taken, for the file was another by then: what it comes to rest at is told in any case. */
  lookAgain(): void;
  /** After it resolves nothing is told any more. */
  close(): Promise<void>;
}

/**
 * Tells every new state of the file, the newest last: a text only when it differs from the one told before, and once
 * it is at rest; a file that is missing for 2 s as a finding. Saving by rename, delete and re-create, and a symbolic
 * link to a file elsewhere are followed.
 */
export function watchConfiguration(
  file: string,
  onChange: (result: LoadResult, found: FileText) => void,
  { clock, known, reading, pollMs: wantedPollMs }: WatchOptions,
): WatchHandle {
  let closed = false;
  let dirty = false;
  let running: Promise<void> | null = null;
  let told: Found | undefined;
  let unknown = known;
  let pollMs = wantedPollMs ?? POLL_MS;
  let cancelPoll = (): void => {};
  let cancelGather: (() => void) | null = null;
  let wake = (): void => {};

  /** Ends early when the watch is closed. */
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });

  /** With what is to be read with it: `.env` is read once for both. */
  const look = async (): Promise<Look> => {
    const text = await readFileText(file);
    const context = reading();
    return { found: { text, envFile: context.envFile }, context };
  };

  /** Reads until the file is at rest. */
  const settled = async (): Promise<Found> => {
    const since = clock.monotonic();
    let { found, context } = await look();
    if (isDeepStrictEqual(found, told)) return found;
    let restMs = restNeededMs(file, found, told, context);
    let equalReads = 0;
    while (!closed && clock.monotonic() - since < MAX_SETTLE_MS) {
      if (isDeepStrictEqual(found, told)) return found;
      await pause(LOOK_MS);
      const before = found;
      ({ found, context } = await look());
      equalReads = isDeepStrictEqual(before, found) ? equalReads + 1 : 0;
      if (equalReads === 0) restMs = restNeededMs(file, found, told, context);
      // Counted in reads, so that a stalled machine does not pass for a writer at rest.
      if (equalReads * LOOK_MS >= restMs) return found;
    }
    return found;
  };

  const work = async (): Promise<void> => {
    while (dirty && !closed) {
      dirty = false;
      // What a link leads to is watched before it is read, so that nothing that is written after that is missed.
      await links.renew();
      const found = await settled();
      if (closed || isDeepStrictEqual(found, told)) continue;
      told = found;
      const result = checkFileText(file, found.text, reading());
      const news = !isDeepStrictEqual(result, unknown);
      unknown = undefined;
      if (news) onChange(result, found.text);
    }
  };

  const check = (): void => {
    if (closed) return;
    dirty = true;
    running ??= work().finally(() => {
      running = null;
      if (dirty) check();
    });
  };

  const poll = (): void => {
    cancelPoll = clock.after(pollMs, () => {
      check();
      poll();
    });
  };

  const listener: FolderListener = {
    onEvent() {
      if (closed) return;
      cancelGather ??= clock.after(GATHER_MS, () => {
        cancelGather = null;
        check();
      });
    },
    onError() {
      pollMs = wantedPollMs ?? POLL_WITHOUT_EVENTS_MS;
      check();
    },
  };
  const events = watchFolders(file, listener);
  const links = watchLinks([file, envFileOf(file)], listener);
  check();
  void isSilent(file).then((silent) => {
    if (silent) pollMs = wantedPollMs ?? POLL_WITHOUT_EVENTS_MS;
    if (!closed) poll();
  });

  return {
    noteRead(text, envFile = reading().envFile) {
      told = { text, envFile };
      unknown = undefined;
    },
    lookAgain() {
      told = undefined;
      check();
    },
    async close() {
      closed = true;
      cancelPoll();
      cancelGather?.();
      wake();
      links.close();
      await running;
      await events.close();
    },
  };
}

interface Look {
  readonly found: Found;
  readonly context: ReadingContext;
}

/** A state of the file, and of the one beside it. */
interface Found {
  readonly text: FileText;
  readonly envFile: EnvFile | null;
}

function restNeededMs(
  file: string,
  { text, envFile }: Found,
  told: Found | undefined,
  context: ReadingContext,
): number {
  if (text.kind === 'missing') return MISSING_GRACE_MS;
  if (!checkFileText(file, text, context).ok) return SETTLE_BROKEN_MS;
  const isYaml = formatOf(file).kind === 'yaml';
  if (isYaml && !/[\n\r]$/.test(text.kind === 'text' ? text.text : '')) return SETTLE_UNENDED_MS;
  const isEnvFileOther = !isDeepStrictEqual(envFile, told?.envFile ?? null);
  return isYaml || isEnvFileOther ? SETTLE_OPEN_ENDED_MS : SETTLE_MS;
}

/** Of Linux: NFS, SMB (two of them), 9p, and what is in user space, such as sshfs. Changes from elsewhere send no events. */
const SILENT_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x6969, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546,
]);

async function isSilent(file: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  return await statfs(dirname(file)).then(
    ({ type }) => SILENT_FILE_SYSTEMS.has(type),
    () => false,
  );
}

interface FolderListener {
  onEvent(): void;
  onError(error: unknown): void;
}

/** The folder, for a file that is replaced takes a watch on itself along. */
function watchFolders(file: string, { onEvent, onError }: FolderListener): { close(): Promise<void> } {
  const path = resolve(file);
  const wanted = new Set([path, dirname(path), resolve(envFileOf(path))]);
  const watcher: FSWatcher = watch(dirname(path), {
    depth: 0,
    ignoreInitial: true,
    atomic: false,
    ignored: (candidate) => !wanted.has(resolve(candidate)),
  });
  watcher.on('all', onEvent);
  watcher.on('ready', onEvent);
  watcher.on('error', onError);
  return { close: () => watcher.close() };
}
