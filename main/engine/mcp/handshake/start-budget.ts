import type { Clock } from '../../ports.ts';
import type { NegotiateOptions } from '../mcp.ts';
import type { McpErrorCode } from '../mcp-error.ts';

/** While an installer runs, it is looked at again this often. */
const LOOK_AGAIN_MS = 1_000;
/** A look at the processes that takes longer is taken for a no. */
const LOOK_MAX_MS = 5_000;
/** The default of `timeouts.install` in servers.json. */
const INSTALL_MAX_MS = 600_000;

interface Over {
  readonly code: McpErrorCode;
  readonly clause: string;
}

type OnOver = (code: McpErrorCode, clause: string) => void;

/**
 * The time until a server's first answer. Once it has run out, it is asked whether an installer is still at work: then
 * the time starts anew when the installer is done, which may take up to `installMs` from the beginning.
 */
export class StartBudget {
  readonly #options: NegotiateOptions;
  readonly #clock: Clock;
  readonly #endsInstallMs: number;
  #cancel: () => void;
  #cancelLook = () => {};
  #isStopped = false;
  #sawInstaller = false;
  #over: Over | null = null;
  #onOver: OnOver = () => {};

  constructor(options: NegotiateOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#endsInstallMs = clock.monotonic() + (options.installMs ?? INSTALL_MAX_MS);
    this.#cancel = clock.after(options.startMs, () => this.#runOut());
  }

  /** False from the first answer on, and when it is over. */
  get isRunning(): boolean {
    return !this.#isStopped;
  }

  /** What was told at its end; null before. */
  get over(): Over | null {
    return this.#over;
  }

  /** The one who is told when the time is over: at once, if it is over already. */
  tell(onOver: OnOver): void {
    this.#onOver = onOver;
    if (this.#over) onOver(this.#over.code, this.#over.clause);
  }

  /** An answer came, or nobody waits any more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
    this.#cancelLook();
  }

  #runOut(): void {
    const { isInstalling } = this.#options;
    if (isInstalling) void this.#look(isInstalling).then((is) => this.#judge(is));
    else this.#judge(false);
  }

  #judge(isInstalling: boolean): void {
    if (this.#isStopped) return;
    const { startMs, installMs = INSTALL_MAX_MS } = this.#options;
    if (isInstalling) {
      this.#sawInstaller = true;
      const leftMs = this.#endsInstallMs - this.#clock.monotonic();
      if (leftMs > 0) this.#cancel = this.#clock.after(Math.min(LOOK_AGAIN_MS, leftMs), () => this.#runOut());
      else this.#end('install-timeout', `was still being installed after ${minutes(installMs)}`);
      return;
    }
    if (this.#sawInstaller) {
      this.#sawInstaller = false;
      this.#cancel = this.#clock.after(startMs, () => this.#runOut());
      return;
    }
    this.#end('start-timeout', `did not answer within ${startMs / 1000} s`);
  }

  /** Never rejects and never hangs: what can't be known is no reason to wait on. */
  #look(isInstalling: () => Promise<boolean>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#cancelLook = this.#clock.after(LOOK_MAX_MS, () => resolve(false));
    isInstalling().then(resolve, () => resolve(false));
    return promise.finally(() => this.#cancelLook());
  }

  #end(code: McpErrorCode, clause: string): void {
    this.stop();
    this.#over = { code, clause };
    this.#onOver(code, clause);
  }
}

function minutes(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
