import type { PortHolder, ServerProblem } from '#contract/server.ts';
import { explainMissing, type MissingReference, sayLacking } from '../configuration/configuration.ts';
import type { McpErrorCode } from '../mcp/mcp.ts';
import type { Exit, LaunchProblem } from '../process/process.ts';

/** One line of stderr in a sentence. */
const QUOTE_MAX = 160;
/** It may quote a message of the server's, which may be as long as it likes, and is told at each of its starts. */
const HANDSHAKE_MAX = 600;

/** Why a server went down or could not start, and what kind of end that was. */
export interface Failure {
  readonly problem: ServerProblem;
  /** True when trying again can't help until the configuration or the machine changes. */
  readonly permanent: boolean;
  /** True for a signal, a hang or a start that came to nothing; false for an exit code that the server chose. */
  readonly abnormal: boolean;
  /** How the process ended; null when it had not. */
  readonly exit: Exit | null;
  /** Who holds the port that it needs, with `port-taken` alone. */
  readonly holder?: PortHolder;
}

/** What a shell and its kin say with 126 (found, can't be executed) and 127 (not found): POSIX, Shell Command Language. */
const UNUSABLE_CODES: ReadonlySet<number> = new Set([126, 127]);

/**
 * An end that nobody asked for. Exit code 0 is one too: the pipe to a stdio server has ended, so it can serve nobody.
 * `outOfMemory` is a clause that says so, where that is what ended it.
 */
export function exitFailure(
  exit: Exit,
  lastStderr: string | null,
  outOfMemory: string | null = null,
): Failure {
  if (outOfMemory !== null) {
    return {
      problem: {
        code: 'out-of-memory',
        message: outOfMemory,
        fix: 'Give it more with "limits" or NODE_OPTIONS=--max-old-space-size in servers.json, or look for a leak.',
      },
      permanent: false,
      abnormal: true,
      exit,
    };
  }
  if (exit.code === null && exit.signal === null) {
    return {
      problem: {
        code: 'exited',
        message: 'ended; its exit code is unknown, since it had outlived an earlier Signalbox',
        fix: null,
      },
      permanent: false,
      abnormal: true,
      exit,
    };
  }
  const quoted = lastStderr === null ? null : `“${shorten(lastStderr, QUOTE_MAX)}”`;
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
export function handshakeFailure(
  code: Exclude<McpErrorCode, 'closed'> | 'connection-lost',
  message: string,
): Failure {
  const problem = { code, message: shorten(message, HANDSHAKE_MAX), fix: MENDS[code] };
  return { problem, permanent: false, abnormal: true, exit: null };
}

const MENDS: Readonly<Record<Parameters<typeof handshakeFailure>[0], string | null>> = {
  'start-timeout': 'Look at its log; if it is only slow, raise "timeouts": { "start": … } in servers.json.',
  'install-timeout':
    'Look at its log: the network may be slow, or the package not to be had. "timeouts": { "install": … } gives it longer.',
  'handshake-refused': 'Look at its log; a server must speak MCP on stdout and nothing else.',
  unreachable: 'See that it runs and that "url" in servers.json is right.',
  unauthorized: 'Put what it asks for into "headers" in servers.json.',
  'connection-lost': null,
};

/** No process came to be. */
export function launchFailure({ code, message, fix, permanent, holder }: LaunchProblem): Failure {
  const failure = { problem: { code, message, fix }, permanent, abnormal: true, exit: null };
  return holder === undefined ? failure : { ...failure, holder };
}

/** Its entry names what has no value, so that it would be started with the name of a secret instead of the secret. */
export function missingFailure(missing: readonly MissingReference[]): Failure {
  const explained = missing.map(explainMissing);
  const problem = {
    code: 'missing-value',
    message: sayLacking(missing),
    fix: [...new Set(explained.map(({ mend }) => mend.replace(/^./, (first) => first.toUpperCase())))].join(
      '; ',
    ),
  } as const;
  return { problem, permanent: true, abnormal: true, exit: null };
}

/** It passed one of its limits. */
export function limitFailure(code: 'memory-limit' | 'process-limit', message: string): Failure {
  const fix = 'Raise the limit under "limits" in servers.json, or look for a leak in the server.';
  return { problem: { code, message, fix }, permanent: false, abnormal: true, exit: null };
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

function shorten(line: string, limit: number): string {
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
