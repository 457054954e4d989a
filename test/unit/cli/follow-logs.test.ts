import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogLine } from '#contract/log-line.ts';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';
import { type CliHome, type CliRun, makeCliHome } from './run-cli.ts';
import { logLine, logPage } from './views.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };

let home: CliHome;
let lines: LogLine[] = [];
const engines: FakeEngine[] = [];
const refusing: Server[] = [];

/** An engine whose log is `lines`. */
async function startEngine(): Promise<FakeEngine> {
  const engine = await startFakeEngine((_, input) => {
    const { after = 0 } = input as { after?: number };
    const page = lines.filter(({ seq }) => seq > after);
    return { status: 200, body: logPage(page) };
  });
  engines.push(engine);
  await home.writeRuntimeFile(engine.runtime);
  return engine;
}

/** Takes the port and hangs up on everybody. */
async function refuseAll(port: number): Promise<{ count: number }> {
  const attempts = { count: 0 };
  const server = createServer((socket) => {
    attempts.count += 1;
    socket.destroy();
  });
  refusing.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return attempts;
}

const texts = ({ out }: CliRun): string[] => out.map((line) => (JSON.parse(line) as LogLine).text);
const shows = (run: CliRun, expected: string[]) =>
  vi.waitFor(() => expect(texts(run)).toEqual(expected), PATIENCE);

beforeEach(async () => {
  home = await makeCliHome();
  lines = [logLine(1, 'one'), logLine(2, 'two')];
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  for (const server of refusing.splice(0)) server.close();
  await home.remove();
});

test('logs -f shows the newest lines, then each new one once, until Ctrl+C', async () => {
  const engine = await startEngine();
  const run = home.run('logs', '-f', '--json');
  await shows(run, ['one', 'two']);
  engine.publish({ topic: 'logs', data: [logLine(2, 'two'), logLine(3, 'three')] });
  await shows(run, ['one', 'two', 'three']);
  run.interrupt();
  expect(await run.exitCode).toBe(0);
});

test('logs -f keeps to what was asked for', async () => {
  const engine = await startEngine();
  const run = home.run('logs', 'memory', '-f', '--json', '--level', 'warn');
  await vi.waitFor(() => expect(engine.calls.length).toBe(1), PATIENCE);
  const warned = logLine(5, 'warned', { level: 'warn' });
  engine.publish({
    topic: 'logs',
    data: [logLine(3, 'info'), logLine(4, 'other', { server: 'time' }), warned],
  });
  await vi.waitFor(() => expect(texts(run)).toContain('warned'), PATIENCE);
  expect(texts(run)).not.toContain('info');
  expect(texts(run)).not.toContain('other');
  run.interrupt();
  expect(await run.exitCode).toBe(0);
});

test('after a dropped connection logs -f says so, connects again and shows what was missed', async () => {
  const engine = await startEngine();
  const run = home.run('logs', '-f', '--json');
  await shows(run, ['one', 'two']);
  lines = [...lines, logLine(3, 'missed')];
  engine.dropFollowers();
  await shows(run, ['one', 'two', 'missed']);
  expect(run.notes).toEqual(['The connection to the engine was lost; trying again.', 'Connected again.']);
  run.interrupt();
  expect(await run.exitCode).toBe(0);
});

test('logs -f finds the engine again when it comes back on another port', async () => {
  const first = await startEngine();
  const run = home.run('logs', '-f', '--json');
  await shows(run, ['one', 'two']);
  await first.close();
  const attempts = await refuseAll(first.runtime.port);
  await vi.waitFor(() => expect(attempts.count).toBeGreaterThan(1), PATIENCE);
  expect(run.notes).toEqual(['The connection to the engine was lost; trying again.']);
  lines = [...lines, logLine(9, 'after the restart')];
  await startEngine();
  await shows(run, ['one', 'two', 'after the restart']);
  run.interrupt();
  expect(await run.exitCode).toBe(0);
});

test('logs -f without an engine ends at once', async () => {
  expect(await home.run('logs', '-f').exitCode).toBe(3);
});
