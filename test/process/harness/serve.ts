import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CallName } from '#contract/channel-names.ts';
import { COMMAND_NAMES } from '#contract/channel-names.ts';
import type { Input, Output } from '#contract/channels.ts';
import type { Defer, Home } from './home.ts';
import { type Look, look } from './look.ts';
import { until } from './until.ts';

const COMMAND = fileURLToPath(new URL('../../../main/cli/signalbox.js', import.meta.url));

/** One `signalbox …` of a test. */
export interface Program {
  readonly child: ChildProcess;
  /** What it has written so far. */
  stdout(): string;
  stderr(): string;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

interface Surroundings {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly defer?: Defer;
  /** What comes on its stdin, which is empty when left out. */
  readonly input?: string;
}

/** Runs `signalbox <argv>` for a home. Killed at the end if it still runs. */
export function runSignalbox(home: Home, ...argv: string[]): Program {
  return startSignalbox(home, argv, {});
}

/** As {@link runSignalbox}, with surroundings of the caller's own. */
export function startSignalbox(
  home: Home,
  argv: readonly string[],
  { env = {}, defer = onTestFinished, input = '' }: Surroundings,
): Program {
  const child = spawn(process.execPath, [COMMAND, ...argv], {
    // Whoever runs it is shown nothing of what is broken on purpose.
    env: {
      ...process.env,
      SIGNALBOX_HOME: home.folder,
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // One that ends without reading is no fault of the test.
  child.stdin.on('error', () => {}).end(input);
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('close', (code) => resolve(code));
  child.once('error', reject);
  defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, stdout: () => written.stdout, stderr: () => written.stderr, ended };
}

/** An engine in a process of its own, as a person runs it. */
export interface ServedEngine extends Program, Look {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
  /** Over HTTP. Rejects with the problem's code and message. */
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  /** Sends SIGTERM, as Ctrl+C does SIGINT; gives the exit code. Called at the end too, if it still runs. */
  end(): Promise<number | null>;
}

/** `signalbox serve --json --port 0` for a home; resolves once it listens. */
export async function serve(home: Home, surroundings: Surroundings = {}): Promise<ServedEngine> {
  const { defer = onTestFinished } = surroundings;
  const program = startSignalbox(
    home,
    ['serve', '--json', '--port', '0', '--config', home.file],
    surroundings,
  );
  const { child, ended } = program;
  const line = await until(
    'serve tells where it listens',
    () => {
      if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}: ${program.stderr()}`);
      return /^\{.*\}$/m.exec(program.stdout())?.[0];
    },
    { seen: () => program.stderr() },
  );
  const { url, token, pid } = JSON.parse(line) as { url: string; token: string; pid: number };
  async function call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const kind = COMMAND_NAMES.some((command) => command === name) ? 'commands' : 'queries';
    const response = await fetch(new URL(`${kind}/${name}`, url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
    return body as Output<Name>;
  }
  const end = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  defer(async () => {
    await end();
  });
  return { ...program, ...look(() => call('snapshot', {})), pid, url, token, call, end };
}
