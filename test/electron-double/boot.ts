/**
 * Starts an app's built main script in plain Node, with `electron` resolved to the double. Understands what
 * Playwright's launcher passes: `-r <module>`, `--inspect=0`, Chromium's switches, then the app's folder.
 */
import { readFileSync, statSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeApp } from './app-description.ts';

const double = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: double, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});
Object.defineProperty(process.versions, 'electron', { value: '45.4.1', enumerable: true });
Object.assign(process, { type: 'browser' });

const given = process.argv.slice(2);
const preloaded: string[] = [];
let app: string | undefined;
for (let index = 0; index < given.length; index += 1) {
  const arg = given[index] ?? '';
  if (arg === '-r') {
    index += 1;
    preloaded.push(given[index] ?? '');
  } else if (arg.startsWith('--inspect')) {
    inspector.open(0);
  } else if (!arg.startsWith('-')) {
    app ??= resolve(arg);
  }
}
process.argv = [process.execPath, ...given];

function mainScript(path: string): string {
  if (!statSync(path).isDirectory()) {
    describeApp({ folder: dirname(path), name: 'app', version: '0.0.0' });
    return path;
  }
  const { name, version, main } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  describeApp({ folder: path, name, version });
  return join(path, main);
}

const script = mainScript(app ?? process.cwd());
const require = createRequire(import.meta.url);
for (const module of preloaded) require(module);
await import(pathToFileURL(script).href);
