import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { NO_LIMITS, type ProcessLimits } from '#engine/process/limits/limited-process.ts';
import type { Child } from '#engine/process/process.ts';
import type { Room } from '../harness/room.ts';

/** Starts a shell script as a server would be, and ends its tree when the test is over. */
export async function launchScript(
  room: Room,
  script: string,
  limits: Partial<ProcessLimits> = {},
  args: readonly string[] = [],
): Promise<Child> {
  const launched = await room.processes.launch({
    server: 'limited',
    command: 'sh',
    args: ['-c', script, ...args],
    env: {},
    cwd: null,
    limits: { ...NO_LIMITS, ...limits },
  });
  if (!launched.ok) throw new Error(launched.problem.message);
  const { child } = launched;
  onTestFinished(async () => {
    await child.stop({ stdinCloseMs: 0, terminateMs: 0 });
  });
  return child;
}

/** All that it wrote to stdout, when it has ended. */
export function written(child: Child): Promise<string> {
  if (child.output.kind !== 'pipes') throw new Error('its output is a file');
  return text(child.output.stdout);
}

/** Has written its first line. */
export async function firstLine(child: Child): Promise<string> {
  if (child.output.kind !== 'pipes') throw new Error('its output is a file');
  let all = '';
  for await (const chunk of child.output.stdout.iterator({ destroyOnReturn: false })) {
    all += String(chunk);
    if (all.includes('\n')) break;
  }
  return all.split('\n')[0] ?? '';
}
