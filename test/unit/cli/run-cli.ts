import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuntimeFile } from '#contract/runtime-file.ts';
import { type Places, places } from '#engine/places.ts';
import type { ExitCode } from '../../../main/cli/exit-codes.ts';
import { runCommandLine } from '../../../main/cli/run-command-line.ts';
import type { TerminalScreen } from '../../../main/cli/terminal.ts';

/** A home of its own, and the command line run in it. */
export interface CliHome {
  readonly places: Places;
  writeRuntimeFile(content: RuntimeFile | string): Promise<void>;
  run(...argv: string[]): CliRun;
  /** As on a terminal that somebody looks at. */
  runOn(screen: TerminalScreen, ...argv: string[]): CliRun;
  remove(): Promise<void>;
}

export interface CliRun {
  /** Lines on stdout so far. */
  readonly out: readonly string[];
  /** Lines on stderr so far. */
  readonly notes: readonly string[];
  readonly exitCode: Promise<ExitCode>;
  /** As Ctrl+C does. */
  interrupt(): void;
}

export async function makeCliHome(): Promise<CliHome> {
  const home = await mkdtemp(join(tmpdir(), 'signalbox-cli-'));
  const where = places({ SIGNALBOX_HOME: home });
  await mkdir(where.state, { recursive: true });
  return {
    places: where,
    async writeRuntimeFile(content) {
      await writeFile(where.runtimeFile, typeof content === 'string' ? content : JSON.stringify(content));
    },
    run: (...argv) => run(null, argv),
    runOn: (screen, ...argv) => run(screen, argv),
    remove: () => rm(home, { recursive: true, force: true }),
  };

  function run(screen: TerminalScreen | null, argv: readonly string[]): CliRun {
    const out: string[] = [];
    const notes: string[] = [];
    const interruption = new AbortController();
    const exitCode = runCommandLine(argv, '1.2.3', {
      terminal: {
        print: (line) => void out.push(line),
        note: (line) => void notes.push(line),
        color: false,
        screen,
      },
      places: where,
      now: () => new Date(2026, 10, 21, 14, 30),
      untilInterrupted: () => interruption.signal,
    });
    return { out, notes, exitCode, interrupt: () => interruption.abort() };
  }
}
