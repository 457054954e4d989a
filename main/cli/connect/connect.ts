import { flushCompileCache } from 'node:module';
import { places } from '#engine/places.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ConnectOptions } from './connect-options.ts';
import { readAddress } from './reach/engine-address.ts';
import { Shim } from './shim.ts';

/** The client has its first answers by then. */
const FLUSH_AFTER_MS = 3_000;

/**
 * Runs `signalbox connect` over this process's stdin and stdout until the client leaves. The exit code: 0 when the
 * client left, 1 when the engine refused, 3 without an engine. SIGTERM and SIGINT end the process as they are.
 */
export async function connect(options: ConnectOptions): Promise<ExitCode> {
  const { SIGNALBOX_TOKEN: token, ...rest } = process.env;
  const env = options.home === null ? rest : { ...rest, SIGNALBOX_HOME: options.home };
  const { state, runtimeFile } = places(env);
  // The client may be gone without a word.
  process.stdout.on('error', () => process.exit(0));
  process.stderr.on('error', () => undefined);
  const shim = new Shim({
    target: { runtimeFile, server: options.server, label: options.label, token: token?.trim() || null },
    input: process.stdin,
    output: process.stdout,
    note: (line) => void process.stderr.write(`signalbox connect: ${line}\n`),
    loadStarter: options.mayStart
      ? async () => {
          // Most of the time an engine runs.
          const { createEngineStarter } = await import('./reach/engine-starter.ts');
          return createEngineStarter({
            stateFolder: state,
            env,
            isRunning: () => readAddress(runtimeFile) !== null,
          });
        }
      : null,
  });
  // It is kept at a clean end, too; but many a client kills what it has spawned.
  setTimeout(flushCompileCache, FLUSH_AFTER_MS).unref();
  const code = await shim.run();
  // Stdin may be open still; what was written last is not out yet.
  process.stdout.write('', () => process.exit(code));
  return code;
}
