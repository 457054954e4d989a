import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '#engine/places.ts';
import { EXIT } from './exit-codes.ts';
import { runCommandLine } from './run-command-line.ts';
import { processTerminal } from './terminal.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), version, {
    terminal: processTerminal(process.env),
    places: places(process.env),
    now: () => new Date(),
    untilInterrupted,
  });
} catch (error) {
  // A fault of Signalbox itself: the stack helps whoever mends it.
  console.error(error);
  process.exitCode = EXIT.finding;
}
