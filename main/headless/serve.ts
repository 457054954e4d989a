import { existsSync } from 'node:fs';
import { join } from 'node:path';
import open from 'open';
import { ProblemError } from '#contract/problem.ts';
import { createEngine, type Engine, EngineRunningError } from '#engine/engine.ts';
import { places } from '#engine/places.ts';
import { busNotifier } from '../notices/bus-notifier.ts';
import type { NoticePlace } from '../notices/notice-place.ts';
import { thisRuntime } from '../runtime/this-runtime.ts';
import { PACKAGE_FOLDER, readVersion } from './package-facts.ts';
import { createTeller, silentTeller } from './tell.ts';
import { createFindingsTeller } from './tell-findings.ts';
import { untilSignal } from './until-signal.ts';

export interface ServeOptions {
  /** Absolute; without it the one of the home. */
  readonly configFile?: string;
  /** 0 takes any free port; without it the usual one. */
  readonly port?: number;
  /** Opens the window in the default browser. */
  readonly open?: boolean;
  /** Prints one line of JSON, `{"url","token","pid"}`, once it listens, instead of words. */
  readonly json?: boolean;
}

/**
 * Runs an engine with its window in a browser until SIGINT, SIGTERM or the end of its terminal, then stops everything; a
 * second signal forces. Any other SIGHUP reads the configuration again. Returns the exit code: 0 after a clean end, 1 when it could not start, with the reason on stderr.
 */
export async function serve(options: ServeOptions): Promise<number> {
  const windowFolder = join(PACKAGE_FOLDER, 'out', 'renderer');
  const signals = untilSignal();
  keepOnWithoutReader();
  let engine: Engine;
  const notifier = busNotifier({
    environment: process.env,
    iconFile: join(PACKAGE_FOLDER, 'main', 'desktop', 'icon', 'icon.png'),
    open: (place) => void openBrowser(addressOf(engine, place)),
  });
  try {
    engine = await createEngine({
      places: places(process.env),
      ...(options.configFile === undefined ? {} : { configFile: options.configFile }),
      version: await readVersion(),
      runtime: thisRuntime('headless'),
      ports: { notifier },
      http: {
        host: '127.0.0.1',
        port: options.port ?? null,
        windowFolder: existsSync(windowFolder) ? windowFolder : null,
      },
      starter: { packageFolder: PACKAGE_FOLDER },
    });
  } catch (error) {
    signals.close();
    await notifier.close();
    process.stderr.write(`${explainFailure(error)}\n`);
    return 1;
  }
  // A refusal has told its place by now, as any change of the status does.
  signals.onReload(() => void engine.call('reload', {}).catch(tellFault));
  const address = addressOf(engine, null);
  const tellFindings = createFindingsTeller(
    (text) => void process.stderr.write(text),
    () => performance.now(),
  );
  engine.subscribe('configuration', tellFindings);
  tellFindings(engine.snapshot().configuration);
  const tell =
    options.json === true
      ? silentTeller
      : createTeller(
          () => engine.logFormat,
          (text) => void process.stdout.write(text),
        );
  if (options.json === true)
    process.stdout.write(`${JSON.stringify({ ...engine.endpoint, pid: process.pid })}\n`);
  const { configuration, servers, register } = engine.snapshot();
  const count = `${servers.length} ${servers.length === 1 ? 'server' : 'servers'}`;
  tell.listening({
    sentence: `Signalbox supervises ${count} of ${configuration.file}`,
    url: engine.endpoint.url,
    address,
  });
  const start = register.findIndex(({ kind }) => kind === 'engine-started');
  for (const entry of register.slice(0, start).reverse()) tell.entry(entry);
  engine.subscribe('register', tell.entry);
  if (options.open === true) await openBrowser(address);

  await signals.first;
  tell.say('Stopping all servers…');
  const closed = engine.close();
  void signals.second.then(() => engine.close({ force: true }));
  await closed;
  await notifier.close();
  signals.close();
  tell.say('All servers are stopped.');
  return 0;
}

/** The window's address for a browser that has not been let in yet. */
function addressOf({ endpoint }: Engine, place: NoticePlace | null): string {
  return `${endpoint.url}#${new URLSearchParams({ token: endpoint.token, ...place })}`;
}

async function openBrowser(address: string): Promise<void> {
  await open(address).catch((error: unknown) => {
    process.stderr.write(`The browser could not be opened (${String(error)}): open the address yourself.\n`);
  });
}

/** Whoever read what is told may go away, as in `signalbox serve | head`: the servers run on, unheard. */
function keepOnWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => {});
  }
}

function tellFault(error: unknown): void {
  if (error instanceof ProblemError) return;
  process.stderr.write(`The configuration could not be read again: ${String(error)}\n`);
}

function explainFailure(error: unknown): string {
  if (error instanceof EngineRunningError) {
    if (error.pid === null)
      return 'Another Signalbox is just starting or ending in this home. Try again in a moment.';
    return `Signalbox runs already, as process ${error.pid}, with its window at ${error.url}. End it first, or set SIGNALBOX_HOME to another folder.`;
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `The port is taken by another program: ${error.message}. Give another with --port, or none for a free one.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
