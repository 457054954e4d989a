import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BARE_SHAPES, newTag, TREE_SHAPES, type TreeShape } from '../fixtures/tree-shapes.ts';
import { makeHome } from './harness/home.ts';
import { pidsNaming } from './harness/processes.ts';
import { createRandom } from './harness/random.ts';
import { openRoom, type Room } from './harness/room.ts';

const REPETITIONS = 20;
/** Ladders at the same time. */
const AT_ONCE = 6;
/** Before a stop: some trees are whole by then, some are being made. */
const MOMENTS_MS = [0, 5, 20, 60, 150, 400];

/** Starts a tree, ends it after a while, and tells what is left of it in the moment that the stop is told as done. */
async function endOne(room: Room, { name, script }: TreeShape, afterMs: number): Promise<number[]> {
  const tag = newTag();
  const launched = await room.processes.launch({
    server: name.replaceAll(/\W+/g, '-'),
    command: 'sh',
    args: ['-c', script, tag],
    env: {},
    cwd: null,
  });
  if (!launched.ok) throw new Error(launched.problem.message);
  await sleep(afterMs);
  const report = await launched.child.stop({ stdinCloseMs: 20, terminateMs: 50 });
  expect(report.left).toEqual([]);
  return pidsNaming(tag);
}

test.each([...TREE_SHAPES, ...BARE_SHAPES])('a stop leaves nothing of a tree: $name', async (shape) => {
  const room = await openRoom(await makeHome());
  const random = createRandom();
  const moments = random.shuffle(
    Array.from({ length: REPETITIONS }, (_, at) => MOMENTS_MS[at % MOMENTS_MS.length] ?? 0),
  );
  const left: number[] = [];
  while (moments.length > 0) {
    const batch = moments.splice(0, AT_ONCE);
    left.push(...(await Promise.all(batch.map((afterMs) => endOne(room, shape, afterMs)))).flat());
  }
  expect(left, random.told).toEqual([]);
});
