import type { Clock } from '../ports.ts';
import type { Genealogy } from '../state/state.ts';
import type { Exit } from './child.ts';
import type { Found } from './kill-tree.ts';
import { readKernelUnits } from './proc/kernel-units.ts';
import { readCommandLine, readProcessEntry } from './process-table.ts';

/** A process of a tree as a sampling pass saw it. */
export interface Member extends Found {
  readonly ppid: number;
}

/** Whose tree it is, and how to show command lines of it. */
export interface TreeOwner {
  readonly server: string;
  readonly instance: number;
  /** Numbers the launches of that instance. */
  readonly run: number;
  /** One text of a command line, secrets masked. */
  readonly showCommand: (argv: readonly string[]) => string;
}

/** What a launch or a takeover says of it. */
export interface TreeOwnerSpec {
  readonly server: string;
  /** Counts from 1, which it is when left out; more only where a server is pooled. */
  readonly instance?: number;
  /** Numbers the launches of that instance over all engine runs; 1 when left out. */
  readonly run?: number;
  /**
   * A command line of its tree as one text for people, secrets masked. When left out only the program's name is shown,
   * since any argument may be a secret.
   */
  readonly showCommand?: (argv: readonly string[]) => string;
}

export function treeOwner({ server, instance = 1, run = 1, showCommand }: TreeOwnerSpec): TreeOwner {
  return { server, instance, run, showCommand: showCommand ?? (([program = '']) => program) };
}

/** The process that was launched or taken over. */
export interface TreeRoot extends Found {
  readonly mark: string;
  readonly argv: readonly string[];
  readonly startedAtMs: number;
  readonly exit: Promise<Exit>;
}

/** Writes who belonged to one server's tree, from when to when. */
export interface TreeRecord {
  /** A process is seen for the first time. */
  joined(member: Member): void;
  /** The root, or one that had joined, may have become another program. */
  changed(one: Found): void;
  /** One that had joined is missed. */
  left(one: Found): void;
  /** Nothing of the tree is there any more. */
  close(): void;
}

/** It ended before its command line could be read. */
const UNKNOWN_COMMAND = '(unknown)';
/** A longer command line says no more to a person. */
const MAX_COMMAND_LENGTH = 1_000;

/**
 * Begins with the root, whose end is written when it exits. What ends between two passes without ever being seen is not
 * in the record; where the system tells no start times (macOS, Windows) only the root is.
 */
export function recordTree(
  genealogy: Genealogy,
  clock: Clock,
  root: TreeRoot,
  { server, instance, run, showCommand }: TreeOwner,
): TreeRecord {
  const { mark } = root;
  /** The command of each that is on record and lives, as it stands there. */
  const commands = new Map<string, string>();
  const shown = (argv: readonly string[]) =>
    showCommand(argv).slice(0, MAX_COMMAND_LENGTH) || UNKNOWN_COMMAND;
  const write = (one: Member, argv: readonly string[], startedAtMs: number, isRoot: boolean): void => {
    const command = shown(argv);
    const { pid, startTicks, ppid } = one;
    commands.set(keyOf(one), command);
    genealogy.begin({
      mark,
      server,
      instance,
      run,
      pid,
      startTicks,
      ppid,
      command,
      root: isRoot,
      startedAtMs,
    });
  };
  const { pid, startTicks } = root;
  write({ pid, startTicks, ppid: parentOf(pid) }, root.argv, root.startedAtMs, true);
  // Neither an exit rejects nor a write throws.
  void root.exit.then((exit) => genealogy.end({ mark, pid, startTicks }, clock.now(), exit));
  return {
    joined(member) {
      const startedAtMs = startOf(root, member.startTicks, clock.now());
      write(member, readCommandLine(member.pid) ?? [], startedAtMs, false);
    },
    changed(one) {
      const { pid, startTicks } = one;
      const known = commands.get(keyOf(one));
      const argv = known === undefined ? null : readCommandLine(pid);
      if (argv === null || startTicks === null) return;
      const command = shown(argv);
      // Somebody else may have the pid by now.
      if (command === known || readProcessEntry(pid)?.startTicks !== startTicks) return;
      commands.set(keyOf(one), command);
      genealogy.rename({ mark, pid, startTicks }, command);
    },
    left({ pid, startTicks }) {
      commands.delete(keyOf({ pid, startTicks }));
      genealogy.end({ mark, pid, startTicks }, clock.now(), null);
    },
    close() {
      commands.clear();
      genealogy.endAll(mark, clock.now());
    },
  };
}

function keyOf({ pid, startTicks }: Found): string {
  return `${pid}:${startTicks}`;
}

/** For people's eyes: a look that fails is no reason to lose a process that runs. */
function parentOf(pid: number): number {
  try {
    return readProcessEntry(pid)?.ppid ?? process.pid;
  } catch {
    return process.pid;
  }
}

/** By the ticks since the root's start, whose wall time is known: boot times shift with the wall clock. */
function startOf(root: TreeRoot, startTicks: number | null, nowMs: number): number {
  if (startTicks === null || root.startTicks === null) return nowMs;
  const sinceRootMs = ((startTicks - root.startTicks) * 1000) / readUnits().ticksPerSecond;
  return Math.round(Math.min(nowMs, root.startedAtMs + sinceRootMs));
}

let units: ReturnType<typeof readKernelUnits> | null = null;
function readUnits(): ReturnType<typeof readKernelUnits> {
  units ??= readKernelUnits();
  return units;
}
