import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FIXTURES } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

/** Far longer than the test sleeps: what is not forced by then comes to SIGTERM. */
const POLITE_MS = 4_000;

/** Runs a deaf server that writes its signals down; gives them when all is over. */
async function signalsAfter(interrupt: (engine: Awaited<ReturnType<typeof serve>>) => Promise<void>) {
  const home = await makeHome();
  const notes = join(home.folder, 'notes');
  const read = () => readFile(notes, 'utf8').catch(() => '');
  const args = [join(FIXTURES, '..', 'notes-signals.js'), notes];
  const timeouts = { start: '60s', handshake: '60s', stdinClose: `${POLITE_MS}ms`, terminate: '1s' };
  await home.configure({ deaf: { command: process.execPath, args, timeouts } });
  const engine = await serve(home);
  await until('the server listens', async () => ((await read()).includes('listening') ? true : undefined));
  await interrupt(engine);
  expect(await engine.ended).toBe(0);
  expect(home.pidsOf('deaf')).toEqual([]);
  return await read();
}

test('a second Ctrl+C half a second later does not wait: the server is killed before it is asked', async () => {
  const signals = await signalsAfter(async ({ child }) => {
    child.kill('SIGINT');
    await sleep(500);
    child.kill('SIGINT');
  });
  expect(signals).not.toContain('SIGTERM');
});

test('two signals at once, as from the terminal and from npm, are one wish', async () => {
  const signals = await signalsAfter(async ({ child }) => {
    // Two of one kind could arrive as one.
    child.kill('SIGINT');
    child.kill('SIGTERM');
  });
  expect(signals).toContain('SIGTERM');
});
