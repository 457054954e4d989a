import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '#engine/ports.ts';
import type { TreeSample } from '../../../main/engine/process/sampling/process-figures.ts';
import { createTreeSampler } from '../../../main/engine/process/sampling/sample-trees.ts';

/** A program with a session of its own, ended with all that is in it when the test is over. */
export async function start(command: string, args: readonly string[], stdio: StdioOptions = 'pipe') {
  const child = spawn(command, args, { stdio, detached: true });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-pid, 'SIGKILL');
    await once(child, 'exit');
  });
  return { pid, child };
}

export function startFixture(name: string, ...args: string[]) {
  const script = fileURLToPath(new URL(`../../fixtures/${name}.js`, import.meta.url));
  return start(process.execPath, [script, ...args], ['pipe', 'pipe', 'inherit']);
}

/** The next line that it prints. */
export async function line({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('its output is not a pipe');
  const lines = createInterface(stdout);
  const [text] = await once(lines, 'line');
  return String(text);
}

/** Samples one tree, until the test is over. */
export function sampling(
  root: number,
  clock: Clock = systemClock,
  source: 'proc' | 'pidusage' = 'proc',
): () => Promise<TreeSample> {
  const sampler = createTreeSampler(clock, new Map(), source);
  onTestFinished(sampler.close);
  return async () => {
    const sample = (await sampler.sample(new Map([['it', root]]))).get('it');
    if (sample === undefined) throw new Error('nothing of it lives');
    return sample;
  };
}
