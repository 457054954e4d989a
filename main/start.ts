/**
 * `npm start`: the desktop app where Electron and a display are there, otherwise the same engine with its window in a
 * browser. Needs no other step after `npm install`.
 */
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './start/build.ts';
import { chooseShell } from './start/choose-shell.ts';
import { downloadElectron, runElectron } from './start/electron.ts';

const ROOT = resolve(import.meta.dirname, '..');
const ELECTRON_FOLDER = join(ROOT, 'node_modules', 'electron');

const HELP = `npm start [-- OPTIONS]
  --config FILE   the configuration file; without it, that of SIGNALBOX_HOME
  --headless      serve the window to a browser, also where the desktop app could run
  --port NUMBER   with --headless: the port to listen on, on 127.0.0.1
  --open          with --headless: open the window in the default browser`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      headless: { type: 'boolean', default: false },
      port: { type: 'string' },
      open: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new TypeError('--port takes a whole number from 0 to 65535');
  }
  return { ...values, port };
}

async function start(values: ReturnType<typeof readOptions>): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (!(await buildIfStale(ROOT))) return 1;
  const configFile = values.config === undefined ? undefined : resolve(values.config);
  const wanted = { headless: values.headless, env: process.env, platform: process.platform };
  let choice = chooseShell(ELECTRON_FOLDER, wanted);
  if (choice.kind === 'download') {
    const done = await downloadElectron(ELECTRON_FOLDER);
    choice = done
      ? chooseShell(ELECTRON_FOLDER, wanted)
      : { kind: 'headless', why: 'Electron could not be downloaded' };
  }
  let why = choice.kind === 'headless' ? choice.why : 'Electron could not be downloaded';
  if (choice.kind === 'desktop') {
    const outcome = await runElectron(choice.executable, ROOT, configFile);
    if (outcome.kind === 'ran') return outcome.exitCode;
    why = outcome.why;
  }
  if (why !== null) console.log(`No desktop app here (${why}): the window is served to a browser instead.`);
  // Kept for the next start, in the folder of the installation: what is read from there is run.
  enableCompileCache(join(ROOT, 'node_modules', '.cache', 'node-compile'));
  const { serve } = await import('./headless/serve.ts');
  return serve({
    ...(configFile !== undefined && { configFile }),
    ...(values.port !== undefined && { port: values.port }),
    open: values.open,
  });
}

let options: ReturnType<typeof readOptions> | null = null;
try {
  options = readOptions();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
}
process.exitCode = options === null ? 2 : await start(options);
