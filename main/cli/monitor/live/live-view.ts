import type { TopicEnvelope } from '#contract/channels.ts';
import type { LogLine } from '#contract/log-line.ts';
import { type Context, engineOf } from '../../context.ts';
import type { EngineClient } from '../../engine-client.ts';
import { CliError } from '../../exit-codes.ts';
import { followTopics } from '../../follow-topic.ts';
import type { TerminalScreen } from '../../terminal.ts';
import { drawFrame, pageIn } from '../draw/draw-frame.ts';
import { type Figures, figuresOf, withChange, withPass } from '../figures.ts';
import { sortServers } from '../sort-servers.ts';
import { readKeys } from './keys.ts';
import { paintedScreen } from './painted-screen.ts';
import { FIRST_VIEW, press, type View, type Wish } from './view.ts';

/** More than any terminal has lines. */
const KEPT_LOG_LINES = 500;
/** What happens within this time is drawn together. */
const GATHER_MS = 50;
/** How long the last line says what became of a wish. */
const NOTICE_MS = 5_000;

/**
 * The live dashboard, until `q`, Ctrl+C or a signal. The terminal is given back as it was, however it ends, but for
 * SIGKILL. Rejects when no engine runs at the beginning; one that goes away later is waited for.
 *
 * @param intervalMs how often figures are drawn anew; a change of state and a key are drawn at once
 */
export async function liveView(context: Context, screen: TerminalScreen, intervalMs: number): Promise<void> {
  const monitor = new LiveMonitor(context, screen);
  const ending = new AbortController();
  const signal = AbortSignal.any([context.untilInterrupted(), ending.signal]);
  // The screen is taken only when there is something to show: without an engine the message is all.
  const giveBack = (): void => monitor.close();
  process.once('uncaughtExceptionMonitor', giveBack);
  process.once('exit', giveBack);
  const drawing = setInterval(() => monitor.draw(), intervalMs);
  monitor.onQuit = () => ending.abort();
  try {
    await followTopics({
      topics: ['servers', 'samples', 'logs'],
      find: () => engineOf(context),
      signal,
      onConnected: (engine) => monitor.connected(engine),
      onMessage: (message) => monitor.take(message),
      onLost: () => monitor.lost(),
    });
  } finally {
    clearInterval(drawing);
    process.off('uncaughtExceptionMonitor', giveBack);
    process.off('exit', giveBack);
    monitor.close();
  }
}

class LiveMonitor {
  onQuit: () => void = () => {};
  readonly #context: Context;
  readonly #screen: TerminalScreen;
  readonly #painted: ReturnType<typeof paintedScreen>;
  #engine: EngineClient | null = null;
  #figures: Figures | null = null;
  #view: View = FIRST_VIEW;
  #logs: LogLine[] = [];
  #gathering: NodeJS.Timeout | null = null;
  #forgetting: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Empty while the terminal is not ours. */
  #held: (() => void)[] = [];

  constructor(context: Context, screen: TerminalScreen) {
    this.#context = context;
    this.#screen = screen;
    this.#painted = paintedScreen(screen);
  }

  async connected(engine: EngineClient): Promise<void> {
    this.#engine = engine;
    this.#figures = figuresOf(await engine.call('snapshot', {}));
    this.#view = { ...this.#view, selected: this.#view.selected ?? this.#names()[0] ?? null };
    if (this.#view.showing === 'logs') await this.#readLogs();
    if (this.#held.length === 0) this.#hold();
    this.draw();
  }

  lost(): void {
    this.#engine = null;
    this.draw();
  }

  take(message: TopicEnvelope): void {
    if (this.#figures === null) return;
    switch (message.topic) {
      case 'samples':
        // Drawn at the next interval.
        this.#figures = withPass(this.#figures, message.data);
        return;
      case 'servers': {
        const states = statesOf(this.#figures);
        this.#figures = withChange(this.#figures, message.data);
        if (statesOf(this.#figures) !== states) this.#drawSoon();
        return;
      }
      case 'logs':
        this.#takeLogs(message.data);
        return;
      default:
        return;
    }
  }

  draw(): void {
    if (this.#figures === null || this.#held.length === 0) return;
    const lines = drawFrame(
      {
        figures: this.#figures,
        view: this.#view,
        connected: this.#engine !== null,
        logs: this.#logs,
        now: this.#context.now(),
      },
      this.#screen.size(),
      this.#context.terminal.color,
    );
    this.#painted.paint(lines);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    clearTimeout(this.#forgetting);
    this.#release();
  }

  #hold(): void {
    this.#painted.enter();
    this.#held = [
      this.#screen.onInput((text) => this.#typed(text)),
      this.#screen.onResize(() => {
        this.#painted.forget();
        this.draw();
      }),
    ];
  }

  #release(): void {
    for (const end of this.#held.splice(0)) end();
    this.#painted.leave();
  }

  #drawSoon(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null;
      this.draw();
    }, GATHER_MS);
  }

  #names(): string[] {
    return this.#figures === null ? [] : sortServers(this.#figures, this.#view.sort).map(({ name }) => name);
  }

  #typed(text: string): void {
    for (const key of readKeys(text)) {
      const { view, wish } = press(this.#view, key, this.#names(), pageIn(this.#screen.size()));
      this.#view = view;
      if (wish !== null) this.#carryOut(wish);
    }
    this.draw();
  }

  #carryOut(wish: Wish): void {
    switch (wish.kind) {
      case 'quit':
        this.onQuit();
        return;
      case 'suspend':
        this.#suspend();
        return;
      case 'restart':
        this.#tell(`Restarting ${wish.server} …`);
        this.#attempt(async (engine) => {
          await engine.call('restart', { names: [wish.server] });
          this.#tell(`${wish.server} was stopped and is starting again`);
        });
        return;
      case 'open-logs':
        this.#logs = [];
        this.#attempt(() => this.#readLogs());
        return;
      case 'close-logs':
        this.#logs = [];
        return;
      default:
        wish satisfies never;
    }
  }

  /** As Ctrl+Z does with any program; `fg` brings it back. */
  #suspend(): void {
    this.#release();
    process.once('SIGCONT', () => {
      this.#hold();
      this.draw();
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  async #readLogs(): Promise<void> {
    const server = this.#view.selected;
    if (server === null || this.#engine === null) return;
    const page = await this.#engine.call('logs', { servers: [server], limit: KEPT_LOG_LINES });
    if (this.#view.showing !== 'logs' || this.#view.selected !== server) return;
    // Lines that came while it was asked are in both.
    const last = page.lines.at(-1)?.seq ?? -1;
    this.#logs = [...page.lines, ...this.#logs.filter(({ seq }) => seq > last)].slice(-KEPT_LOG_LINES);
  }

  #takeLogs(lines: readonly LogLine[]): void {
    if (this.#view.showing !== 'logs') return;
    const fresh = lines.filter(({ server }) => server === this.#view.selected);
    if (fresh.length === 0) return;
    this.#logs = [...this.#logs, ...fresh].slice(-KEPT_LOG_LINES);
    this.#drawSoon();
  }

  /** What the engine refuses is said on the last line; whatever else goes wrong ends the monitor. */
  #attempt(act: (engine: EngineClient) => Promise<void>): void {
    if (this.#engine === null) {
      this.#tell('The engine is not there at the moment');
      return;
    }
    act(this.#engine).then(
      () => this.draw(),
      (error: unknown) => {
        if (!(error instanceof CliError)) throw error;
        this.#tell(error.message);
        this.draw();
      },
    );
  }

  #tell(notice: string): void {
    // The answer to a wish may come when all is over.
    if (this.#isClosed) return;
    this.#view = { ...this.#view, notice };
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => {
      if (this.#view.notice === notice) this.#view = { ...this.#view, notice: null };
      this.draw();
    }, NOTICE_MS);
  }
}

/** Differs when something happened that nobody should wait to see. */
function statesOf({ overview, servers }: Figures): string {
  return [
    overview.lamp,
    ...servers.map(({ name, state, lamp, pid }) => `${name} ${state} ${lamp} ${pid}`),
  ].join('|');
}
