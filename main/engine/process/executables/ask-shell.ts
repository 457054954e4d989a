import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { Clock } from '../../ports.ts';
import { readProcessEntry } from '../process-table.ts';
import { wait, within } from '../wait.ts';

export type ShellAnswer =
  | { readonly ok: true; readonly path: string }
  /** A clause: "zsh did not answer within 5 s". */
  | { readonly ok: false; readonly problem: string };

export interface ShellQuestion {
  /** An absolute path. */
  readonly shell: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /**
   * Told of the shell's process group, so that it does not outlive an engine that is killed meanwhile; the function it
   * gives back is called at the end.
   */
  readonly onGroup: (pid: number) => () => void;
  /** Once fulfilled nobody waits for an answer. */
  readonly closed: Promise<unknown>;
}

/** After its answer, for what a shell does at its end, such as writing its history. */
const FAREWELL_MS = 250;
/** After each polite signal. */
const POLITE_END_MS = 250;
const LOOK_EVERY_MS = 10;
/** A start-up file that writes more than this before the answer is out of its mind. */
const OUTPUT_LIMIT_CHARS = 1_000_000;

/**
 * What start-up files may look at. The first says who asks; the others keep oh-my-zsh from asking whether to update
 * and from going into tmux, where nobody would see the question.
 */
const FOR_START_FILES = {
  SIGNALBOX_RESOLVING_ENVIRONMENT: '1',
  TERM: 'dumb',
  DISABLE_AUTO_UPDATE: 'true',
  ZSH_TMUX_AUTOSTART: 'false',
  ZSH_TMUX_AUTOSTARTED: 'true',
};

/**
 * Runs a login shell that says which PATH its start-up files make, in a session of its own without a terminal. The
 * answer counts as soon as it is there, whatever the shell does afterwards; in the end its whole group is killed. What
 * a start-up file sent into a session of its own, an ssh-agent for example, stays, as after any other login.
 *
 * Not shell-env, the package for this: it has no time limit, leaves a hanging shell behind, looks for a fixed marker
 * that `set -x` writes too, and asks another shell in silence when the first fails (4.0.3).
 */
export async function askShell({
  shell,
  environment,
  clock,
  timeoutMs,
  onGroup,
  closed,
}: ShellQuestion): Promise<ShellAnswer> {
  const name = basename(shell);
  const left = randomBytes(8).toString('hex');
  const right = randomBytes(8).toString('hex');
  const child = spawn(shell, [...shellFlags(name), question(left, right)], {
    cwd: environment['HOME'] || '/',
    env: { ...environment, ...FOR_START_FILES },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`} and no answer`));
  });
  if (child.pid === undefined) return { ok: false, problem: `${name} ${await ended}` };
  const { startTicks, forget } = takeInCharge(child.pid, onGroup);
  let end: string | null = null;
  // `ended` never rejects.
  void ended.then((how) => {
    end = how;
  });
  try {
    const answer = readAnswer(child.stdout, left, right);
    // A job that a start-up file left in the background may hold stdout open for ever: the exit counts as well.
    const first = Promise.race([answer, ended.then(() => within(clock, FAREWELL_MS, answer)), closed]);
    const inTime = await within(clock, timeoutMs, first);
    const path = answer.seen();
    if (path !== null) {
      await within(clock, FAREWELL_MS, Promise.race([ended, closed]));
      return { ok: true, path };
    }
    const late = `did not answer within ${timeoutMs / 1000} s`;
    return { ok: false, problem: `${name} ${end ?? (inTime ? 'was not waited for' : late)}` };
  } finally {
    try {
      await endGroup(child.pid, startTicks, clock);
    } finally {
      child.stdout.destroy();
      forget();
    }
  }
}

/** A shell that nobody could end later is ended at once. */
function takeInCharge(pid: number, onGroup: ShellQuestion['onGroup']) {
  try {
    return { startTicks: readProcessEntry(pid)?.startTicks ?? null, forget: onGroup(pid) };
  } catch (error) {
    signalGroup(pid, 'SIGKILL');
    throw error;
  }
}

/** As a terminal starts each of them. */
function shellFlags(name: string): string[] {
  switch (name) {
    // It takes -l only alone.
    case 'tcsh':
    case 'csh':
      return ['-ic'];
    // With -l it reads its configuration; -i would make it wait for a terminal.
    case 'nu':
      return ['-l', '-c'];
    case 'pwsh':
    case 'pwsh-preview':
      return ['-Login', '-Command'];
    default:
      return ['-ilc'];
  }
}

/**
 * One command that bash, zsh, fish, nu, tcsh and pwsh read alike: a program with single-quoted text. sh then sees the
 * PATH that the shell exports, whatever a shell calls its list within. The markers are put together only there, so that
 * a shell that prints its commands does not print an answer.
 */
function question(left: string, right: string): string {
  return `/bin/sh -c 'set -f; IFS=; a=${left}; b=${right}; printf %s $a$b:$PATH:$b$a'`;
}

/** Fulfilled when the answer is there; `seen` says what it is. */
function readAnswer(stdout: NodeJS.ReadableStream, left: string, right: string) {
  const [begin, end] = [`${left}${right}:`, `:${right}${left}`];
  let text = '';
  let path: string | null = null;
  const { promise, resolve } = Promise.withResolvers<void>();
  stdout.setEncoding('utf8');
  stdout.on('data', (chunk: string) => {
    if (path !== null || text.length > OUTPUT_LIMIT_CHARS) return;
    text += chunk;
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from + begin.length);
    if (from === -1 || to === -1) return;
    path = text.slice(from + begin.length, to);
    resolve();
  });
  return Object.assign(promise, { seen: () => path });
}

/**
 * SIGTERM, then SIGHUP for an interactive shell, which ignores the first, then SIGKILL. What a start-up file runs may
 * hold a lock that only a polite end gives back: `pyenv rehash` that is killed makes every later shell wait a minute.
 */
async function endGroup(pid: number, startTicks: number | null, clock: Clock): Promise<void> {
  const leader = readProcessEntry(pid);
  // The number has gone to somebody else.
  if (leader !== null && leader.startTicks !== startTicks) return;
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    if (!signalGroup(pid, signal)) return;
    const deadline = clock.monotonic() + POLITE_END_MS;
    while (signalGroup(pid, 0) && clock.monotonic() < deadline) await wait(clock, LOOK_EVERY_MS);
  }
  signalGroup(pid, 'SIGKILL');
}

/** False when nobody is left in it. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: nobody is left. EPERM (macOS): only what has ended and was not reaped.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
      return false;
    throw error;
  }
}
