import type { AlertLook, Root, Said, SubjectLook } from '#engine/alerts/look.ts';
import type { Signal } from '#engine/configuration/configuration.ts';

/** What a server, or the machine, looks like in one moment. Signals that are not named are not known. */
export interface FakeSubject {
  readonly values?: Partial<Record<Signal, number | null>>;
  readonly over?: string | null;
  readonly quiet?: string | null;
  readonly roots?: readonly Root[];
  /** Instead of "github: cpu_percent is 96". */
  readonly say?: SubjectLook['say'];
}

export interface FakeLook {
  /** By the clock that never jumps. */
  readonly at: number;
  /** 1 January 2026 and `at`, when left out. */
  readonly wallMs?: number;
  readonly servers?: Readonly<Record<string, FakeSubject>>;
  readonly machine?: FakeSubject;
  readonly settling?: boolean;
}

const START_MS = Date.UTC(2026, 0, 1);

/** A look, made from plain maps. */
export function fakeLook({ at, wallMs, servers = {}, machine = {}, settling = false }: FakeLook): AlertLook {
  return {
    atMs: wallMs ?? START_MS + at,
    monotonicMs: at,
    servers: Object.entries(servers).map(([name, subject]) => fakeSubject(name, subject)),
    machine: fakeSubject(null, machine),
    settling,
  };
}

function fakeSubject(server: string | null, subject: FakeSubject): SubjectLook {
  const values: Readonly<Partial<Record<string, number | null>>> = subject.values ?? {};
  return {
    server,
    value: (signal) => values[signal] ?? null,
    say: subject.say ?? ((rule, value) => fakeWords(server, rule.signal, value)),
    over: subject.over ?? null,
    quiet: subject.quiet ?? null,
    roots: subject.roots ?? [],
  };
}

function fakeWords(server: string | null, signal: string, value: number | null): Said {
  return {
    message: `${server ?? 'the machine'}: ${signal} is ${value ?? 'not known'}`,
    nextStep: server === null ? null : `restart ${server}`,
    actions: server === null ? [] : ['restart'],
  };
}
