import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '#engine/ports.ts';
import { FollowedFile } from '../../../../main/engine/logs/output/follow-file.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const PATIENCE = { timeout: 30_000, interval: 10 };

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-output-'));
  file = join(folder, 'run.log');
  writeFileSync(file, '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function follow(cutBytes?: number, clock: Clock = systemClock) {
  const stream = new FollowedFile(file, clock, cutBytes);
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  return { stream, text: () => text };
}

it('gives what is there and what is added, and ends with the last of it', async () => {
  appendFileSync(file, 'one\n');
  const { stream, text } = follow();
  await vi.waitFor(() => expect(text()).toBe('one\n'), PATIENCE);
  appendFileSync(file, 'two\n');
  await vi.waitFor(() => expect(text()).toBe('one\ntwo\n'), PATIENCE);
  appendFileSync(file, 'last');
  stream.finish();
  await finished(stream);
  expect(text()).toBe('one\ntwo\nlast');
});

it('goes on where the last reader had got to', async () => {
  appendFileSync(file, 'one\n');
  const first = follow();
  await vi.waitFor(() => expect(first.text()).toBe('one\n'), PATIENCE);
  first.stream.destroy();
  await new Promise((resolve) => first.stream.once('close', resolve));
  appendFileSync(file, 'two\n');
  const second = follow();
  second.stream.finish();
  await finished(second.stream);
  expect(second.text()).toBe('two\n');
});

it('shows a line twice rather than never when the last reader was killed before the line was safe', async () => {
  appendFileSync(file, 'one\n');
  // Its time stands still, so that nothing is ever old enough to be safe.
  const killed = follow(undefined, new FakeClock());
  await vi.waitFor(() => expect(killed.text()).toBe('one\n'), PATIENCE);
  // What is on disk at this moment is all that a killed reader leaves.
  const position = readFileSync(`${file}.read`, 'utf8');
  killed.stream.destroy();
  await new Promise((resolve) => killed.stream.once('close', resolve));
  writeFileSync(`${file}.read`, position);
  const next = follow();
  next.stream.finish();
  await finished(next.stream);
  expect(next.text()).toBe('one\n');
});

it('cuts a long file back once it is read, and misses nothing that comes afterwards', async () => {
  const { stream, text } = follow(10);
  appendFileSync(file, 'longer than ten\n');
  await vi.waitFor(() => expect(statSync(file).size).toBe(0), PATIENCE);
  appendFileSync(file, 'short\n');
  await vi.waitFor(() => expect(text()).toBe('longer than ten\nshort\n'), PATIENCE);
  stream.finish();
  await finished(stream);
});

it('reads a file from its beginning when it is shorter than what was read of it', async () => {
  writeFileSync(file, 'new\n');
  writeFileSync(`${file}.read`, '0000000000001000');
  const { stream, text } = follow();
  stream.finish();
  await finished(stream);
  expect(text()).toBe('new\n');
});

it('fails for a file that is not there', async () => {
  rmSync(file);
  const { stream } = follow();
  await expect(finished(stream)).rejects.toThrow('ENOENT');
});
