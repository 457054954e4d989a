import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogFilter, type LogLine } from '#contract/log-line.ts';
import { type Logs, openLogs } from '#engine/logs/logs.ts';
import { SegmentWriter } from '#engine/logs/segments/segment-writer.ts';
import { systemClock } from '#engine/ports.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const PATIENCE = { timeout: 60_000, interval: 20 };

let folder: string;
let logs: Logs;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-logs-'));
  logs = await openLogs({ folder, clock: systemClock });
});

afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await logs.close();
  await rm(folder, { recursive: true, force: true });
});

function run(script: string, secrets: readonly string[] = []): ChildProcess {
  const started = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'ignore', 'pipe'] });
  child = started;
  logs.capture('flood', started.stderr, secrets);
  return started;
}

const lines = (limit = 5000): readonly LogLine[] => logs.query(LogFilter.parse({ limit })).lines;
const texts = (): readonly string[] => lines().map(({ text }) => text);

async function onDisk(server: string): Promise<LogLine[]> {
  const names = (await readdir(join(folder, server))).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, server, name), 'utf8')));
  return files.flatMap((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line): LogLine => JSON.parse(line)),
  );
}

test('of 200,000 lines each is there in order, or counted as dropped', async () => {
  const told: LogLine[] = [];
  logs.subscribe((batch) => told.push(...batch));
  const script = `const fs = require('node:fs');
    for (let n = 0; n < 200000; n += 100) {
      let text = Buffer.from(Array.from({ length: 100 }, (_, i) => 'line ' + (n + i) + '\\n').join(''));
      while (text.length > 0) {
        try { text = text.subarray(fs.writeSync(2, text)); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
      }
    }`;
  await once(run(script), 'close');
  expect(logs.lastLine('flood')).toBe('line 199999');
  await logs.close();

  let expected = 0;
  for (const { text } of told) {
    const dropped = /^… ([\d,]+) lines \([\d,]+ bytes\) dropped/.exec(text)?.[1];
    if (dropped !== undefined) {
      expected += Number(dropped.replaceAll(',', ''));
    } else {
      expect(text).toBe(`line ${expected}`);
      expected++;
    }
  }
  expect(expected).toBe(200_000);
  expect(await onDisk('flood')).toEqual(told);
  for (const [index, { seq }] of told.entries()) expect(seq).toBeGreaterThan(told[index - 1]?.seq ?? 0);
});

test('half a line at the exit is kept', async () => {
  await once(run(`process.stderr.write('whole\\nhalf of')`), 'close');
  expect(texts()).toEqual(['whole', 'half of']);
  expect(logs.lastLine('flood')).toBe('half of');
});

test('a line that a kill broke off is kept', async () => {
  const killed = run(`process.stderr.write('first\\nbroken'); setInterval(() => {}, 1000)`);
  await vi.waitFor(() => expect(texts()).toEqual(['first']), PATIENCE);
  killed.kill('SIGKILL');
  await once(killed, 'close');
  expect(texts()).toEqual(['first', 'broken']);
});

test('why a Node server died is its last line', async () => {
  await once(run(`throw new TypeError('no such tool')`), 'close');
  expect(logs.lastLine('flood')).toBe('TypeError: no such tool');
  expect(lines().some(({ level }) => level === 'error')).toBe(true);
});

test('secrets reach neither memory nor disk', async () => {
  await once(run(`console.error('using s3cret-value')`, ['s3cret-value']), 'close');
  logs.stray('flood', 's3cret-value on stdout', ['s3cret-value']);
  expect(texts()).toEqual(['using •••', '••• on stdout']);
  await logs.close();
  expect(JSON.stringify(await onDisk('flood'))).not.toContain('s3cret');
});

test('a stray line on stdout is a warning, is cut when it is huge, and is not the last line', () => {
  logs.stray('a', 'listening on 3000', []);
  logs.stray('a', 'x'.repeat(100_000), []);
  const [first, second] = lines();
  expect(first).toMatchObject({ server: 'a', stream: 'stray', level: 'warn', text: 'listening on 3000' });
  expect(second?.text.endsWith('x … 34,464 bytes cut')).toBe(true);
  expect(logs.lastLine('a')).toBeNull();
});

test('lines from before a restart are seen again, and the order goes on above them', async () => {
  await once(run(`console.error('before')`), 'close');
  const [before] = lines();
  await logs.close();
  logs = await openLogs({ folder, clock: { ...systemClock, now: () => 5 } });
  logs.stray('flood', 'after', []);
  const [first, second] = lines();
  expect(first).toEqual(before);
  expect(second?.text).toBe('after');
  expect(second?.seq).toBeGreaterThan(first?.seq ?? Number.NaN);
});

test('half a line on disk, left by a crash, costs nothing but itself', async () => {
  logs.stray('a', 'before', []);
  await logs.close();
  await appendFile(join(folder, 'a', 'current.jsonl'), '{"seq":99,"at":"20');
  logs = await openLogs({ folder, clock: systemClock });
  logs.stray('a', 'after', []);
  await logs.close();
  logs = await openLogs({ folder, clock: systemClock });
  expect(texts()).toEqual(['before', 'after']);
});

test('files and folders are their owner’s alone', async () => {
  logs.stray('a', 'x', []);
  await logs.close();
  expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'a', 'current.jsonl'))).mode & 0o777).toBe(0o600);
});

test('a disk that does not take the lines costs no line in memory', async () => {
  // A file where the server's folder should be: every write fails, for root too.
  await writeFile(join(folder, 'a'), '');
  logs.stray('a', 'one', []);
  logs.stray('a', 'two', []);
  expect(texts()).toEqual(['one', 'two']);
  await logs.close();
});

const rotation = () => ({ maxBytes: 16_000_000, files: 5 });

test('lines below the level that is kept are counted, and neither shown nor on disk', async () => {
  let level: LogLine['level'] = 'warn';
  await logs.close();
  logs = await openLogs({ folder, clock: systemClock, settings: () => ({ level, rotation: rotation() }) });
  const stderr = new PassThrough();
  logs.capture('a', stderr, []);
  stderr.end('plain words\nWARN: look\nERROR: broken\n');
  await vi.waitFor(() => expect(logs.counts('a').lines).toBe(3), PATIENCE);
  expect(texts()).toEqual(['WARN: look', 'ERROR: broken']);
  expect(logs.counts('a')).toEqual({ lines: 3, errors: 1 });
  // Why a server went down is known all the same.
  expect(logs.lastLine('a')).toBe('ERROR: broken');
  level = 'debug';
  logs.stray('a', 'from now on all', []);
  expect(texts()).toContain('from now on all');
  await logs.close();
  expect((await onDisk('a')).map(({ text }) => text)).not.toContain('plain words');
});

test('lines that are not on disk are counted, and told when it works again', async () => {
  const clock = new FakeClock();
  const lost: [number, string][] = [];
  const onLost = (count: number, why: string): number => lost.push([count, why]);
  const writer = new SegmentWriter({ folder, server: 'a', clock, rotation, onLost });
  const append = (text: string): void =>
    writer.append({
      seq: 1,
      at: '2026-01-01T00:00:00.000Z',
      server: 'a',
      stream: 'stderr',
      level: 'info',
      text,
    });
  await writeFile(join(folder, 'a'), '');
  append('one');
  append('two');
  await writer.flush();
  await rm(join(folder, 'a'));
  append('three, too soon after the failure');
  await writer.flush();
  expect(lost).toEqual([]);
  clock.advance(1000);
  append('four');
  await writer.flush();
  expect(lost).toEqual([[3, 'EEXIST']]);
  await writer.close();
  expect((await onDisk('a')).map(({ text }) => text)).toEqual(['four']);
});

test('the disk that one server takes is bounded, and the newest lines stay', async () => {
  let files = 5;
  const writer = new SegmentWriter({
    folder,
    server: 'a',
    clock: systemClock,
    rotation: () => ({ maxBytes: 2000, files }),
    onLost: () => {},
  });
  await mkdir(join(folder, 'a'));
  const write = async (seq: number): Promise<void> => {
    writer.append({
      seq,
      at: new Date().toISOString(),
      server: 'a',
      stream: 'stderr',
      level: 'info',
      text: 'x'.repeat(100),
    });
    await writer.flush();
    await new Promise((resolve) => setTimeout(resolve, 2));
  };
  for (let seq = 0; seq < 150; seq++) await write(seq);
  expect(await readdir(join(folder, 'a'))).toHaveLength(5);
  // As after an edit of logging.rotation.
  files = 3;
  for (let seq = 150; seq < 200; seq++) await write(seq);
  await writer.close();
  const names = await readdir(join(folder, 'a'));
  expect(names).toHaveLength(3);
  const kept = (await onDisk('a')).map(({ seq }) => seq);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 200 - kept.length + index));
});

test('a stream that fails is told, and the rest of the engine goes on', async () => {
  const stream = new PassThrough();
  logs.capture('a', stream, []);
  stream.write('last words');
  await vi.waitFor(() => expect(stream.readableLength).toBe(0), PATIENCE);
  stream.destroy(Object.assign(new Error('read EIO'), { code: 'EIO' }));
  await vi.waitFor(() => {
    expect(texts()).toEqual(['last words', '… stderr could not be read any further: EIO']);
  }, PATIENCE);
});

test('after closing, a child can go on writing without being blocked or heard', async () => {
  const writing = run(`
    process.stderr.write('begun\\n');
    process.stdin.once('data', () => process.stderr.write('x'.repeat(1000000), () => process.exit(7)))`);
  await vi.waitFor(() => expect(texts()).toEqual(['begun']), PATIENCE);
  await logs.close();
  writing.stdin?.write('go');
  const [code] = await once(writing, 'close');
  expect(code).toBe(7);
  expect(texts()).toEqual(['begun']);
});

test('a stream that has ended already is captured as empty', async () => {
  const stream = new PassThrough();
  stream.end();
  stream.resume();
  await once(stream, 'close');
  logs.capture('a', stream, []);
  expect(logs.lastLine('a')).toBeNull();
});
