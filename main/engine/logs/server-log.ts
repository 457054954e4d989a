import type { LogLevel, LogLine } from '#contract/log-line.ts';
import type { Clock } from '../ports.ts';
import { INTAKE_LIMIT, IntakeLimit } from './intake-limit.ts';
import { LogRing } from './log-ring.ts';

/** 8 Mi characters: a thousand lines of the longest kind fit too, and fifty servers stay under half a gigabyte. */
const RING_LINES = 5000;
const RING_CHARACTERS = 8 * 1024 * 1024;

/** A line that may be kept; its text is made only if it is. */
export interface Candidate {
  readonly stream: LogLine['stream'];
  readonly bytes: number;
  /** The process that wrote it; null for a stray line. */
  readonly process: object | null;
  content(): { readonly level: LogLevel; readonly text: string };
}

type Keep = (stream: LogLine['stream'], level: LogLevel, text: string) => void;

/** What one server logs: takes lines as fast as they come, keeps what the limit admits, and marks the rest. */
export class ServerLog {
  readonly ring = new LogRing(RING_LINES, RING_CHARACTERS);
  readonly #clock: Clock;
  readonly #limit: IntakeLimit;
  readonly #keep: Keep;
  /** The newest line beyond the limit: how a flood ended is worth more than what was in it. */
  #held: Candidate | null = null;
  #droppedLines = 0;
  #droppedBytes = 0;
  #cancelTelling = (): void => {};
  #process: object | null = null;
  #lastLine: string | null = null;

  constructor(clock: Clock, keep: Keep) {
    this.#clock = clock;
    this.#limit = new IntakeLimit(clock);
    this.#keep = keep;
  }

  /** From now on the last line is that of this process. */
  newProcess(process: object): void {
    this.settle();
    this.#process = process;
    this.#lastLine = null;
  }

  lastLine(): string | null {
    this.settle();
    return this.#lastLine;
  }

  offer(candidate: Candidate): void {
    if (this.#limit.admits(candidate.bytes)) {
      this.settle();
      this.#take(candidate);
      return;
    }
    if (this.#held) {
      this.#droppedLines++;
      this.#droppedBytes += this.#held.bytes;
    } else {
      this.#cancelTelling = this.#clock.after(Math.max(1, this.#limit.waitMs()), () => this.settle());
    }
    this.#held = candidate;
  }

  /** Marks what was dropped so far, and keeps the line after it. */
  settle(): void {
    const held = this.#held;
    if (!held) return;
    this.#cancelTelling();
    this.#held = null;
    if (this.#droppedLines > 0) {
      const lines = this.#droppedLines.toLocaleString('en-US');
      const bytes = this.#droppedBytes.toLocaleString('en-US');
      this.#keep(held.stream, 'warn', `… ${lines} lines (${bytes} bytes) dropped: more than ${INTAKE_LIMIT}`);
      this.#droppedLines = 0;
      this.#droppedBytes = 0;
    }
    this.#take(held);
  }

  #take(candidate: Candidate): void {
    const { level, text } = candidate.content();
    this.#keep(candidate.stream, level, text);
    if (candidate.process !== null && candidate.process === this.#process && !saysNothing(text))
      this.#lastLine = text;
  }
}

const RUNTIME_NOISE =
  /^\s*(?:[\])}]*[,;]?|at .+|-+ (?:Native|JavaScript) stack trace -+|\d+: 0x[\da-f]+ .*|Node\.js v\d+\.\d+\.\d+|npm notice.*)\s*$/;
/** Of an error that nobody caught Node prints, after its stack, what else it has, and of a module the files that wanted it. */
const NODE_DETAILS =
  /^(?: {2,}(?:code: '[^']*'|errno: -?\d+|syscall: '.*'|path: '.*'|requireStack: \[.*|'.*')|Require stack:|- (?:\/|[A-Za-z]:\\).*),?\s*$/;
/** Empty lines and, after the reason, what may be done about it and where the log is. */
const NPM_NOISE =
  /^npm (?:error|ERR!)(?: (?:\d+|network|notarget))?\s*(?:A complete log of this run can be found in.*|Note that you can also install from a|tarball, folder, http url, or git url\.|This is a problem related to network connectivity\.|In most cases you .*|If you are behind a proxy, .*|'proxy' config is set properly\..*|a package version that doesn't exist\.)?\s*$/;

/** What a runtime prints after the reason: blank lines, frames of a stack (V8's own too), closing brackets, Node's version; npm's notices and advice. */
function saysNothing(text: string): boolean {
  const start = text.slice(0, 500);
  return RUNTIME_NOISE.test(start) || NODE_DETAILS.test(start) || NPM_NOISE.test(start);
}
