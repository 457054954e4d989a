import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import { parse } from 'jsonc-parser';
import { z } from 'zod';
import { end, withLimit } from './run-program.ts';

const Command = z.object({
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
});
export type Command = z.output<typeof Command>;

const Configuration = z.object({ mcpServers: z.record(z.string(), Command) });

/** The commands of a configuration file, as the engine of that home starts them. */
export async function readCommands(configFile: string): Promise<Map<string, Command>> {
  const { mcpServers } = Configuration.parse(parse(await readFile(configFile, 'utf8')));
  return new Map(Object.entries(mcpServers));
}

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'signalbox-bench', version: '1.0.0' },
  },
};

/** A server by itself: milliseconds from its spawn to its answer to `initialize`. */
export async function startAlone({ command, args, env }: Command): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(command, args, {
    cwd: homedir(),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const answered = new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('"protocolVersion"')) resolve(performance.now() - startedMs);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with code ${code}`)));
  });
  try {
    child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
    return await withLimit(command, answered);
  } finally {
    await end(child, 2_000);
  }
}
