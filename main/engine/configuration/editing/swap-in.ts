import { linkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileExchange } from './exchange-files.ts';

export interface Swap {
  readonly files: FileExchange;
  /** Holds `ours`. Afterwards it holds what is not in the file any more, and all of it is kept elsewhere. */
  readonly draft: string;
  readonly target: string;
  readonly ours: Buffer;
  /** What `ours` was made from. */
  readonly before: Buffer;
  readonly keep: (text: string) => Promise<unknown>;
}

/** Somebody who saves as fast as the disk allows comes in between a few times in a row at most. */
const MAX_ROUNDS = 50;
/** Between two looks at a file that somebody is writing; two equal reads so far apart are one at rest. */
const LOOK_MS = 5;
/** A program that keeps the old file open for longer without writing is not in the middle of a save. */
const MAX_REST_MS = 1_000;

/**
 * Lets the draft and the file change places, and looks at what came out. When it is not what the new text was made from,
 * it goes back, and what then comes out must be ours, or else is newer still and goes back itself. So what somebody else
 * saved last is what stands; what a newer save of others took the place of meanwhile goes to `keep`.
 * @returns whether ours stands; null where this file system can't exchange files, and nothing has changed
 */
export async function swapIn({ files, draft, target, ours, before, keep }: Swap): Promise<boolean | null> {
  const first = files.exchange(draft, target);
  if (first !== 'exchanged') return first === 'missing' ? false : null;
  let put = ours;
  let expected = before;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const came = await readAtRest(files, draft);
    const isExpected = came.equals(expected);
    if (expected !== before && expected !== ours) await keep(expected.toString('utf8'));
    if (isExpected) return put === ours;
    expected = put;
    put = came;
    if (files.exchange(draft, target) !== 'exchanged') return await putBack(draft, target, put, keep);
  }
  await keep(put.toString('utf8'));
  await keep((await readAtRest(files, draft)).toString('utf8'));
  return false;
}

/** Somebody has deleted the file, perhaps to write it anew: what he has not seen is kept in any case. */
async function putBack(draft: string, target: string, put: Buffer, keep: Swap['keep']): Promise<false> {
  await keep(put.toString('utf8'));
  try {
    linkSync(draft, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return false;
}

/**
 * A file that no path leads to any more but ours: whoever has it open for writing may still write, and nobody new can come.
 * Waits until none has, a second at most.
 */
async function readAtRest(files: FileExchange, file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    let bytes: Buffer | null = null;
    for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
      const isWritten = files.isBeingWritten(handle.fd);
      const last = bytes;
      bytes = await readAll(handle);
      const isAtRest =
        isWritten === null ? last?.equals(bytes) === true && waitedMs >= 2 * LOOK_MS : !isWritten;
      if (isAtRest || waitedMs >= MAX_REST_MS) return bytes;
      await sleep(LOOK_MS);
    }
  } finally {
    await handle.close();
  }
}

async function readAll(handle: Awaited<ReturnType<typeof open>>): Promise<Buffer> {
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
  return buffer.subarray(0, bytesRead);
}
