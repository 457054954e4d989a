import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Places, places } from '#engine/places.ts';
import type { EngineStarter } from '../../../../main/cli/connect/reach/engine-starter.ts';
import { Shim } from '../../../../main/cli/connect/shim.ts';
import type { ShimLimits } from '../../../../main/cli/connect/shim-options.ts';
import { type PipeEngine, type Rpc, startPipeEngine } from '../../../fakes/pipe-engine.ts';

const PATIENCE = { timeout: 30_000, interval: 10 };
/** Longer than a test takes, so that only what a test sets can run out. */
const NEVER_MS = 600_000;

const initialize: Rpc = { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } };

let folder: string;
let home: Places;
const engines: PipeEngine[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-shim-'));
  home = places({ SIGNALBOX_HOME: folder });
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(script: Parameters<typeof startPipeEngine>[1] = {}): Promise<PipeEngine> {
  const engine = await startPipeEngine(home, script);
  engines.push(engine);
  return engine;
}

interface Run {
  readonly heard: Rpc[];
  readonly notes: string[];
  readonly exitCode: Promise<number>;
  say(...messages: Rpc[]): void;
  leave(): void;
  /** What the client says stays in its pipe. */
  isHeldUp(): boolean;
  answerTo(id: number | string): Promise<Rpc>;
}

function connect(limits: Partial<ShimLimits> = {}, starter: EngineStarter | null = null): Run {
  const input = new PassThrough();
  const output = new PassThrough();
  const heard: Rpc[] = [];
  const notes: string[] = [];
  let rest = '';
  output.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    heard.push(...lines.map((line) => JSON.parse(line) as Rpc));
  });
  const exitCode = new Shim({
    target: { runtimeFile: home.runtimeFile, server: 'memory', label: null, token: null },
    input,
    output,
    note: (line) => void notes.push(line),
    loadStarter: starter === null ? null : async () => starter,
    limits: {
      firstMs: NEVER_MS,
      returnMs: NEVER_MS,
      graceMs: 0,
      lingerMs: NEVER_MS,
      greetingMs: NEVER_MS,
      firstRequestMs: NEVER_MS,
      ...limits,
    },
  }).run();
  return {
    heard,
    notes,
    exitCode,
    say: (...messages) => {
      for (const message of messages) input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    },
    leave: () => void input.end(),
    isHeldUp: () => input.isPaused(),
    answerTo: (id) =>
      vi.waitFor(() => {
        const answer = heard.find((message) => message.id === id && message.method === undefined);
        if (answer === undefined) throw new Error(`no answer to ${id} in ${JSON.stringify(heard)}`);
        return answer;
      }, PATIENCE),
  };
}

/** Starts nothing; counts how often it was asked to. */
function idleStarter(failures: string[] = []): EngineStarter & { starts: number } {
  return {
    starts: 0,
    start() {
      this.starts += 1;
    },
    takeFailure: () => failures.shift() ?? null,
  };
}

test('an engine is started for a client that finds none, and gets what the client said meanwhile', async () => {
  const starter = idleStarter();
  const client = connect({}, starter);
  client.say(initialize);
  await vi.waitFor(() => expect(starter.starts).toBeGreaterThan(0), PATIENCE);
  await start();
  expect(await client.answerTo(0)).toHaveProperty('result');
  client.leave();
  expect(await client.exitCode).toBe(0);
});

test('an engine that does not come up in time is told, and that is the end', async () => {
  const client = connect({ firstMs: 100 }, idleStarter());
  client.say(initialize);
  expect(await client.answerTo(0)).toMatchObject({ error: { data: { reason: 'no-engine' } } });
  expect(await client.exitCode).toBe(3);
});

test('the reason why an engine could not start is told to a client that asks later', async () => {
  const client = connect({}, idleStarter(['The engine that was started ended with code 1: no disk']));
  await vi.waitFor(() => expect(client.notes.join()).toContain('no disk'), PATIENCE);
  client.say(initialize);
  expect(await client.answerTo(0)).toMatchObject({ error: { message: expect.stringContaining('no disk') } });
  expect(await client.exitCode).toBe(3);
});

test('an engine that its owner ended stays ended while nobody asks for anything but news', async () => {
  const engine = await start();
  const starter = idleStarter();
  const client = connect({}, starter);
  client.say(initialize, { id: 'listen', method: 'subscriptions/listen' });
  await client.answerTo(0);
  await engine.stop();
  await vi.waitFor(() => expect(client.notes).toHaveLength(1), PATIENCE);
  // Several looks for an engine.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(starter.starts).toBe(0);
  client.say({ id: 1, method: 'tools/list' });
  await vi.waitFor(() => expect(starter.starts).toBeGreaterThan(0), PATIENCE);
});

test('a request that waits too long for the engine to come back gets an error; later ones go on', async () => {
  const engine = await start();
  const client = connect({ returnMs: 100 });
  client.say(initialize);
  await client.answerTo(0);
  await engine.stop();
  client.say({ id: 1, method: 'tools/list' });
  expect(await client.answerTo(1)).toMatchObject({ error: { data: { reason: 'no-engine' } } });
  await start();
  await vi.waitFor(() => expect(client.notes.at(-1)).toBe('Connected again.'), PATIENCE);
  client.say({ id: 2, method: 'tools/list' });
  expect(await client.answerTo(2)).toHaveProperty('result');
});

test('a client of the modern era, which has no session, goes on too', async () => {
  const modern = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
  const silent = { onMessage: ({ id }: Rpc) => id === 'discover' };
  const first = await start(silent);
  const client = connect();
  client.say({ id: 'discover', method: 'server/discover', params: modern });
  await vi.waitFor(() => expect(first.pipes[0]?.said).toHaveLength(1), PATIENCE);
  await first.stop();
  const second = await start();
  expect(await client.answerTo('discover')).toHaveProperty('result');
  expect(second.pipes[0]?.said.map(({ method }) => method)).toEqual(['server/discover']);
});

test('a client of the modern era is told when the engine stays away, and goes on when it is back', async () => {
  const first = await start();
  const client = connect({ returnMs: 100 });
  client.say({ id: 0, method: 'server/discover' });
  await client.answerTo(0);
  await first.stop();
  client.say({ id: 1, method: 'tools/list' });
  expect(await client.answerTo(1)).toHaveProperty('error');
  await start();
  client.say({ id: 2, method: 'tools/list' });
  expect(await client.answerTo(2)).toHaveProperty('result');
});

test('what was under way is asked again before what came later', async () => {
  const first = await start({ onMessage: ({ id }) => id === 1 });
  const client = connect();
  client.say(initialize, { id: 1, method: 'tools/list' });
  await vi.waitFor(() => expect(first.pipes[0]?.said).toHaveLength(2), PATIENCE);
  await first.stop();
  await vi.waitFor(() => expect(client.notes).toHaveLength(1), PATIENCE);
  client.say({ id: 2, method: 'prompts/list' });
  const second = await start();
  await client.answerTo(2);
  expect(second.pipes[0]?.said.map(({ method }) => method)).toEqual([
    'initialize',
    'tools/list',
    'prompts/list',
  ]);
});

test('a request that is taken back while there is no engine is never sent', async () => {
  const first = await start();
  const client = connect();
  client.say(initialize);
  await client.answerTo(0);
  await first.stop();
  await vi.waitFor(() => expect(client.notes).toHaveLength(1), PATIENCE);
  client.say({ id: 1, method: 'tools/call' }, { id: 2, method: 'tools/list' });
  client.say({ method: 'notifications/cancelled', params: { requestId: 1 } });
  const second = await start();
  await client.answerTo(2);
  expect(second.pipes[0]?.said.map(({ id }) => id)).not.toContain(1);
});

test('an engine that refuses the session is asked again, with pauses, until it takes it', async () => {
  let refusals = 3;
  const first = await start();
  const client = connect();
  client.say(initialize);
  await client.answerTo(0);
  await first.stop();
  await start({
    onMessage({ id, method }, pipe) {
      if (method !== 'initialize' || refusals === 0 || id === undefined) return false;
      refusals -= 1;
      pipe.send({ id, error: { code: -31_001, message: 'not yet' } });
      return true;
    },
  });
  client.say({ id: 1, method: 'tools/list' });
  expect(await client.answerTo(1)).toHaveProperty('result');
  expect(refusals).toBe(0);
});

test('what waits for an engine that never takes the session is told why', async () => {
  const first = await start();
  const client = connect({ returnMs: 100 });
  client.say(initialize);
  await client.answerTo(0);
  await first.stop();
  const error = { code: -31_001, message: 'memory is stopped by you' };
  await start({
    onMessage({ id, method }, pipe) {
      if (method === 'initialize' && id !== undefined) pipe.send({ id, error });
      return true;
    },
  });
  client.say({ id: 1, method: 'tools/list' });
  expect(await client.answerTo(1)).toMatchObject({ error: { message: error.message } });
});

test('after the end of the input what is under way is waited for, but not for ever', async () => {
  await start({ onMessage: ({ id }) => id === 1 });
  const client = connect({ lingerMs: 100 });
  client.say(initialize, { id: 1, method: 'tools/call' });
  await client.answerTo(0);
  client.leave();
  expect(await client.exitCode).toBe(0);
  expect(client.heard).toHaveLength(1);
});

test('a client that says much without an engine is not read further than 16 MiB, and loses nothing', async () => {
  const client = connect({}, idleStarter());
  const text = 'x'.repeat(1_000_000);
  client.say(initialize);
  const ids = Array.from({ length: 20 }, (_, index) => index + 1);
  for (const id of ids) {
    client.say({ id, method: 'tools/call', params: { name: 'echo', arguments: { message: text } } });
  }
  await vi.waitFor(() => expect(client.isHeldUp()).toBe(true), PATIENCE);
  await start();
  for (const id of ids) expect(await client.answerTo(id)).toHaveProperty('result');
});
