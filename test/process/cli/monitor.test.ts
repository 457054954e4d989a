import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { runSignalbox, serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

const COMMAND = fileURLToPath(new URL('../../../main/cli/signalbox.js', import.meta.url));
/** Of util-linux: it runs a command on a terminal of its own. */
const SCRIPT = '/usr/bin/script';
const LEAVE_SCREEN = '\u001b[?1049l';

/** `signalbox monitor` on a terminal of 24 lines and 100 columns. */
function monitorOnTerminal(home: Home, nodeOptions = '') {
  const command = `stty rows 24 cols 100; exec env NODE_OPTIONS='${nodeOptions}' '${process.execPath}' '${COMMAND}' monitor --interval 1`;
  const child = spawn(SCRIPT, ['-qefc', command, '/dev/null'], {
    env: { ...process.env, SIGNALBOX_HOME: home.folder, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    ended,
    written: () => written,
    /** To the monitor itself, past the terminal. */
    async signal(name: NodeJS.Signals) {
      const [pid] = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).split(' ');
      process.kill(Number(pid), name);
    },
    type: (text: string) => void child.stdin.write(text),
    shows: (text: string) =>
      until(`the terminal shows ${text}`, () => (written.includes(text) ? true : undefined), {
        seen: () => written.slice(-2000),
      }),
  };
}

test.runIf(existsSync(SCRIPT))(
  'on a terminal a server is watched, restarted and read, and q gives it back',
  async () => {
    const home = await makeHome();
    await home.configure({ good: fixture('well-behaved'), other: fixture('well-behaved') });
    const engine = await serve(home);
    const [good] = await engine.untilReady('good', 'other');
    const terminal = monitorOnTerminal(home);
    await terminal.shows('2 of 2 ready');
    await terminal.shows('› ●  good');

    terminal.type('r');
    await terminal.shows('Restart good? y restarts it');
    terminal.type('y');
    await engine.untilServer('good', 'runs anew', ({ state, pid }) => state === 'ready' && pid !== good?.pid);
    await terminal.shows('good was stopped and is starting again');

    terminal.type('l');
    await terminal.shows('good: what it writes');
    terminal.type('\u001b');
    await terminal.shows('↑↓ select');

    terminal.type('q');
    expect(await terminal.ended).toBe(0);
    expect(terminal.written().trimEnd().endsWith(LEAVE_SCREEN)).toBe(true);
  },
);

test.runIf(existsSync(SCRIPT))('Ctrl+C gives the terminal back, and the servers go on', async () => {
  const home = await makeHome();
  await home.configure({ good: fixture('well-behaved') });
  const engine = await serve(home);
  const [good] = await engine.untilReady('good');
  const terminal = monitorOnTerminal(home);
  await terminal.shows('› ●  good');
  terminal.type('\u0003');
  expect(await terminal.ended).toBe(0);
  expect(terminal.written()).toContain(LEAVE_SCREEN);
  expect(await engine.server('good')).toMatchObject({ state: 'ready', pid: good?.pid });
});

test.runIf(existsSync(SCRIPT))(
  'a signal and a fault of the monitor give the terminal back, too',
  async () => {
    const home = await makeHome();
    await home.configure({ good: fixture('well-behaved') });
    const engine = await serve(home);
    await engine.untilReady('good');

    const ended = monitorOnTerminal(home);
    await ended.shows('› ●  good');
    await ended.signal('SIGTERM');
    expect(await ended.ended).toBe(0);
    expect(ended.written().trimEnd().endsWith(LEAVE_SCREEN)).toBe(true);

    const fails = join(home.folder, 'fails.mjs');
    await writeFile(fails, `process.on('SIGUSR2', () => { throw new Error('made-up fault'); });`);
    const broken = monitorOnTerminal(home, `--import=${fails}`);
    await broken.shows('› ●  good');
    await broken.signal('SIGUSR2');
    expect(await broken.ended).not.toBe(0);
    const [, after = ''] = broken.written().split(LEAVE_SCREEN);
    expect(after).toContain('made-up fault');
  },
);

test('in a pipe it prints figures, and measures for as long as it was asked to', async () => {
  const home = await makeHome();
  await home.configure({
    good: fixture('well-behaved'),
    off: { ...fixture('well-behaved'), disabled: true },
  });
  const engine = await serve(home);
  const [good] = await engine.untilReady('good');

  const once = runSignalbox(home, 'monitor', '--once', '--json');
  expect(await once.ended, once.stderr()).toBe(0);
  expect(JSON.parse(once.stdout())).toMatchObject({
    running: ['good'],
    not_running: ['off'],
    servers: [
      { name: 'good', state: 'ready', pid: good?.pid },
      { name: 'off', state: 'stopped' },
    ],
  });

  const measured = runSignalbox(home, 'monitor', '--duration', '5', '--json');
  expect(await measured.ended, measured.stderr()).toBe(0);
  const report = JSON.parse(measured.stdout());
  expect(report.duration_seconds).toBeGreaterThanOrEqual(5);
  expect(report.processes).toMatchObject([{ server: 'good', pid: good?.pid, root: true }]);
  expect(report.servers[0].measured.samples).toBeGreaterThanOrEqual(1);
  expect(report.servers[0].measured.memory_bytes.min).toBeGreaterThan(1_000_000);
  expect(report.servers[0].measured.restarts).toBe(0);

  const blocks = runSignalbox(home, 'monitor', '--interval', '1');
  await until('two blocks', () => (blocks.stdout().match(/^● {2}good/gm)?.length ?? 0) >= 2 || undefined);
  expect(blocks.stdout()).not.toContain('\u001b');
  // Nobody reads on, as after `| head`.
  blocks.child.stdout?.destroy();
  expect(await blocks.ended).toBe(0);
  expect(blocks.stderr()).toBe('');
});
