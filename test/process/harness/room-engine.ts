import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { LaunchSpec } from '#engine/process/process.ts';
import type { Home } from './home.ts';
import { until } from './until.ts';

const PROGRAM = fileURLToPath(new URL('./room-program.ts', import.meta.url));

/** Runs the room in a process of its own, which can be killed as an engine can; `pid` is the server's. */
export async function startProgram(
  home: Home,
  spec: LaunchSpec,
  adopt = false,
): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  await mkdir(home.places.state, { recursive: true });
  const program = spawn(
    process.execPath,
    [PROGRAM, home.folder, JSON.stringify(spec), ...(adopt ? ['adopt'] : [])],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, SIGNALBOX_HOME: home.folder } },
  );
  onTestFinished(() => void program.kill('SIGKILL'));
  let said = '';
  program.stdout.on('data', (text) => {
    said += text;
  });
  const pid = await until('it says which pid it runs', () => /^\d+$/m.exec(said)?.[0]);
  const kill = async (): Promise<void> => {
    const ended = once(program, 'exit');
    program.kill('SIGKILL');
    await ended;
  };
  return { pid: Number(pid), kill };
}

export const guardsOf = (home: Home): readonly number[] =>
  home
    .processes()
    .filter(({ commandLine }) => commandLine.includes('signalbox-guard'))
    .map(({ pid }) => pid);
