import type { ServerProblem } from '#contract/server.ts';
import type { McpErrorCode } from '../mcp/mcp.ts';
import type { Exit } from '../process/process.ts';

/** Why a server went down or could not start, and what kind of end that was. */
export interface Failure {
  readonly problem: ServerProblem;
  /** True when trying again can't help until the configuration or the machine changes. */
  readonly permanent: boolean;
  /** True for a signal, a hang or a start that came to nothing; false for an exit code that the server chose. */
  readonly abnormal: boolean;
  /** How the process ended; null when it had not. */
  readonly exit: Exit | null;
}

/** What a shell and its kin say with 126 (found, can't be executed) and 127 (not found): POSIX, Shell Command Language. */
const UNUSABLE_CODES: ReadonlySet<number> = new Set([126, 127]);

/** An end that nobody asked for. Exit code 0 is one too: the pipe to a stdio server has ended, so it can serve nobody. */
export function exitFailure(exit: Exit, lastStderr: string | null): Failure {
  const quoted = lastStderr === null ? null : `“${shorten(lastStderr)}”`;
  const said = quoted === null ? '' : `: ${quoted}`;
  if (exit.signal !== null) {
    return {
      problem: {
        code: 'killed',
        message: `was killed by ${exit.signal}${quoted === null ? '' : ` (last stderr line: ${quoted})`}`,
        fix: null,
      },
      permanent: false,
      abnormal: true,
      exit,
    };
  }
  if (exit.code !== null && UNUSABLE_CODES.has(exit.code)) {
    return {
      problem: {
        code: 'exit-unusable',
        message: `exited with code ${exit.code}, which means that its command could not be run${said}`,
        fix: 'Check "command" and "args" in servers.json, then start it again.',
      },
      permanent: true,
      abnormal: false,
      exit,
    };
  }
  return {
    problem: { code: 'exited', message: `exited with code ${exit.code ?? 'unknown'}${said}`, fix: null },
    permanent: false,
    abnormal: false,
    exit,
  };
}

/** It answered `misses` probes in a row with nothing at all. */
export function hangFailure(misses: number, timeoutMs: number): Failure {
  const seconds = timeoutMs / 1000;
  return {
    problem: {
      code: 'hung',
      message: `hangs: no answer to ${misses} probes of ${seconds} s each, and no other message`,
      fix: null,
    },
    permanent: false,
    abnormal: true,
    exit: null,
  };
}

/** Its process runs, but the handshake did not come about. */
export function handshakeFailure(code: Exclude<McpErrorCode, 'closed'>, message: string): Failure {
  return {
    problem: { code, message, fix: 'Look at its log; a server must speak MCP on stdout and nothing else.' },
    permanent: false,
    abnormal: true,
    exit: null,
  };
}

/** Signalbox itself could not start the process, for a reason that passes. */
export function launchFault(error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return {
    problem: {
      code: 'spawn-failed',
      message: `could not be started: ${why}`,
      fix: 'The disk may be full, or the state folder not writable.',
    },
    permanent: false,
    abnormal: true,
    exit: null,
  };
}

/** A server that is reached by URL. */
export function unsupportedFailure(): Failure {
  return {
    problem: {
      code: 'unsupported-transport',
      message: 'reached by URL: not supervised by this version, which runs servers on this machine',
      fix: null,
    },
    permanent: true,
    abnormal: false,
    exit: null,
  };
}

/** One line of stderr in a sentence. */
function shorten(line: string): string {
  const limit = 160;
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
