import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { TerminalScreen } from '../../../../main/cli/terminal.ts';
import { makeCliHome } from '../run-cli.ts';
import { logLine } from '../views.ts';
import { type MonitoredHome, makeMonitoredHome } from './monitored-home.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };

let home: MonitoredHome;
beforeEach(async () => {
  home = await makeMonitoredHome();
});

/** A terminal of 24 lines and 120 columns that keeps all that was written to it. */
function fakeScreen() {
  const listeners = { resize: new Set<() => void>(), input: new Set<(text: string) => void>() };
  const written: string[] = [];
  const listen =
    <Listener>(set: Set<Listener>) =>
    (listener: Listener) => {
      set.add(listener);
      return () => set.delete(listener);
    };
  const screen: TerminalScreen = {
    size: () => ({ columns: 120, rows: 24 }),
    write: (text) => void written.push(text),
    onResize: listen(listeners.resize),
    onInput: listen(listeners.input),
  };
  return {
    screen,
    written,
    all: () => written.join(''),
    listeners: () => listeners.resize.size + listeners.input.size,
    type: (text: string) => listeners.input.forEach((listener) => void listener(text)),
    resize: () => listeners.resize.forEach((listener) => void listener()),
  };
}

describe('monitor on a terminal', () => {
  const ENTER = '\u001b[?1049h';
  const LEAVE = '\u001b[?1049l';

  async function open(...argv: string[]) {
    const terminal = fakeScreen();
    const run = home.runOn(terminal.screen, 'monitor', ...argv);
    const shows = (text: string) => vi.waitFor(() => expect(terminal.all()).toContain(text), PATIENCE);
    await shows('● All clear');
    return { ...terminal, run, shows };
  }

  test('takes the screen, and gives it back as it was on q, Ctrl+C and a signal', async () => {
    for (const end of ['q', '\u0003', null]) {
      const { run, type, all, listeners } = await open();
      expect(all().startsWith(ENTER)).toBe(true);
      if (end === null) run.interrupt();
      else type(end);
      expect(await run.exitCode).toBe(0);
      expect(all().endsWith(LEAVE)).toBe(true);
      expect(all()).toContain('\u001b[?25h');
      expect(listeners()).toBe(0);
      expect(run.out).toEqual([]);
    }
  });

  test('leaves the screen alone where no engine runs', async () => {
    const other = await makeCliHome();
    const terminal = fakeScreen();
    expect(await other.runOn(terminal.screen, 'monitor').exitCode).toBe(3);
    expect(terminal.written).toEqual([]);
    await other.remove();
  });

  test('writes only the lines that changed', async () => {
    const { run, type, written } = await open('--interval', '60');
    const before = written.length;
    type('j');
    const [change = ''] = written.slice(before);
    expect(written).toHaveLength(before + 1);
    expect(change).not.toContain('\u001b[2J');
    expect(change).toContain('› ○  off');
    expect(change).not.toContain('All clear');
    type('x');
    expect(written).toHaveLength(before + 1);
    run.interrupt();
    await run.exitCode;
  });

  test('draws all anew when the terminal was resized', async () => {
    const { run, resize, written } = await open('--interval', '60');
    const before = written.length;
    resize();
    expect(written).toHaveLength(before + 1);
    expect(written.at(-1)).toContain('\u001b[2J');
    expect(written.at(-1)).toContain('All clear');
    run.interrupt();
    await run.exitCode;
  });

  test('shows at once that a server went down', async () => {
    const { run, shows } = await open('--interval', '60');
    const changed = home.withMemory({ state: 'backing-off', lamp: 'bad' }).servers;
    const order = ['memory', 'off'];
    home.engine.publish({
      topic: 'servers',
      data: { overview: home.snapshot.overview, changed, removed: [], order },
    });
    await shows('backing-off');
    run.interrupt();
    await run.exitCode;
  });

  test('restarts the selected server after a yes', async () => {
    const { run, type, shows } = await open();
    const restarts = () => home.engine.calls.filter(({ path }) => path === '/commands/restart');
    type('rn');
    expect(restarts()).toEqual([]);
    type('r');
    await shows('Restart memory? y restarts it');
    type('y');
    await shows('memory was stopped and is starting again');
    expect(restarts()).toMatchObject([{ input: { names: ['memory'] } }]);
    run.interrupt();
    await run.exitCode;
  });

  test('opens the log of a server and goes on with it', async () => {
    const { run, type, shows, all } = await open();
    type('l');
    await shows('from the log');
    home.engine.publish({
      topic: 'logs',
      data: [logLine(2, 'of another', { server: 'off' }), logLine(3, 'new line')],
    });
    await shows('new line');
    expect(all()).not.toContain('of another');
    type('\u001b');
    await shows('↑↓ select');
    run.interrupt();
    await run.exitCode;
  });

  test('says that the engine is away, and goes on when it is back', async () => {
    const { run, shows, written } = await open('--interval', '60');
    home.engine.dropFollowers();
    await shows('The connection to the engine was lost');
    const before = written.length;
    await vi.waitFor(() => expect(written.slice(before).join('')).toContain('All clear'), PATIENCE);
    run.interrupt();
    expect(await run.exitCode).toBe(0);
  });
});
