import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RuntimeFile } from '#contract/runtime-file.ts';
import type { Home } from '../harness/home.ts';
import { until } from '../harness/until.ts';

export const REPOSITORY = join(import.meta.dirname, '../../..');
/** Stands where Electron's own `dist` folder would be. */
export const ELECTRON_DOUBLE = join(REPOSITORY, 'test', 'electron-double');

/** A program that runs an engine in a home. */
export interface StartedApp {
  readonly child: ChildProcess;
  output(): string;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Resolves when its engine says where it is. */
  running(): Promise<RuntimeFile>;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

async function readRuntime(home: Home): Promise<RuntimeFile | null> {
  const text = await readFile(home.places.runtimeFile, 'utf8').catch(() => null);
  return text === null ? null : RuntimeFile.parse(JSON.parse(text));
}

/** Starts a program on a machine without a display, unless `env` names one. Ended with the test if it still runs. */
export function startApp(
  home: Home,
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): StartedApp {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const child = spawn(command, args, {
    env: { ...rest, SIGNALBOX_HOME: home.folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString();
    });
  }
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('close', (code) => resolve(code));
  child.once('error', reject);
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  onTestFinished(async () => {
    await end('SIGTERM');
  });
  return {
    child,
    output: () => output,
    ended,
    end,
    running: () =>
      until(
        'an engine that says where it is',
        () => {
          if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${output}`);
          return readRuntime(home);
        },
        { seen: () => output },
      ),
  };
}
