import type { Rule, Signal } from '../../configuration/configuration.ts';
import type { LogPatterns } from '../gathered/log-patterns.ts';
import type { Root, Said, SubjectLook } from '../look.ts';
import { sayMachine } from '../words/say-machine.ts';
import { sayServer } from '../words/say-server.ts';
import { MACHINE_VALUES, type MachineNow } from './machine-now.ts';
import type { ServerNow } from './server-now.ts';
import { SERVER_VALUES } from './server-values.ts';

type Readers<Subject> = Readonly<
  Partial<Record<string, (subject: Subject, monotonicMs: number) => number | null>>
>;

const OF_SERVER: Readers<ServerNow> = SERVER_VALUES;
const OF_MACHINE: Readers<MachineNow> = MACHINE_VALUES;

interface ServerContext {
  readonly monotonicMs: number;
  readonly patterns: Pick<LogPatterns, 'count'>;
  readonly quiet: string | null;
  /** "you changed its configuration at 14:02", not long ago. */
  readonly edited: () => string | null;
  readonly roots: () => readonly Root[];
}

export class ServerSubject implements SubjectLook {
  readonly server: string;
  readonly quiet: string | null;
  readonly #now: ServerNow;
  readonly #context: ServerContext;
  #roots: readonly Root[] | null = null;

  constructor(now: ServerNow, context: ServerContext) {
    this.server = now.name;
    this.quiet = context.quiet;
    this.#now = now;
    this.#context = context;
  }

  value(signal: Signal, { condition }: Rule): number | null {
    const { patterns, monotonicMs } = this.#context;
    if (condition.kind === 'log') return patterns.count(this.server, condition.pattern, condition.windowMs);
    const read = OF_SERVER[signal];
    if (read !== undefined) return read(this.#now, monotonicMs);
    return isCustom(signal)
      ? this.#now.custom(signal, condition.kind === 'below' ? 'lowest' : 'highest')
      : null;
  }

  say(rule: Rule, value: number | null): Said {
    const said = sayServer(rule, value, this.#now);
    const edited = this.#context.edited();
    if (edited === null) return said;
    const hint = `${edited.charAt(0).toUpperCase()}${edited.slice(1)}.`;
    return { ...said, nextStep: said.nextStep === null ? hint : `${said.nextStep} ${hint}` };
  }

  get over(): string | null {
    const { state, reason } = this.#now.known.view;
    if (state !== 'stopped') return null;
    if (reason === null || reason === 'stopped by you') return 'you stopped it';
    // "not in use; it starts with the first request": the first half says why.
    return `it is ${reason.split(';')[0]}`;
  }

  get roots(): readonly Root[] {
    this.#roots ??= this.#context.roots();
    return this.#roots;
  }
}

const NO_ROOTS: readonly Root[] = [];

/** A server while Signalbox closes: what becomes of it now says nothing, and ends no alert. */
export class ClosingSubject implements SubjectLook {
  readonly server: string;
  readonly over = null;
  readonly quiet = 'Signalbox is being closed';
  readonly roots = NO_ROOTS;

  constructor(server: string) {
    this.server = server;
  }

  value(): null {
    return null;
  }

  say(): Said {
    return { message: `${this.server} is being stopped with Signalbox`, nextStep: null, actions: [] };
  }
}

export class MachineSubject implements SubjectLook {
  readonly server = null;
  readonly over = null;
  readonly quiet = null;
  readonly roots = NO_ROOTS;
  readonly #now: MachineNow;

  constructor(now: MachineNow) {
    this.#now = now;
  }

  value(signal: Signal): number | null {
    return OF_MACHINE[signal]?.(this.#now, 0) ?? null;
  }

  say(rule: Rule, value: number | null): Said {
    return sayMachine(rule, value, this.#now);
  }
}

function isCustom(signal: string): signal is `custom:${string}` {
  return signal.startsWith('custom:');
}
