import { dirname, isAbsolute, resolve } from 'node:path';
import type { Fix } from '#contract/configuration-status.ts';
import { quoted } from '../reading/wording.ts';
import { isLocal, offsetOf, type Scene, type SeenServer, textAt } from './scene.ts';

/** Programs whose first argument that is no option is the file that they run. */
const RUNS_A_FILE =
  /^(?:.*[\\/])?(?:node|bun|deno|tsx|ts-node|python[\d.]*|ruby|php|perl|lua|java|sh|bash|zsh)(?:\.exe)?$/i;
const SCRIPT = /\.(?:[cm]?[jt]sx?|py|pyz|rb|php|pl|lua|jar|sh|bash|zsh|ps1)$/i;

/** Folders and scripts that are not there. */
export async function checkFiles(scene: Scene): Promise<void> {
  await Promise.all(
    scene.servers.filter(isLocal).map(async (server) => {
      if (await checkFolder(server, scene)) await checkScript(server, scene);
    }),
  );
}

async function checkFolder(server: SeenServer, { world, report }: Scene): Promise<boolean> {
  const { cwd } = server.config;
  if (cwd === null || cwd.includes('${')) return true;
  const kind = await world.kindOf(cwd);
  if (kind === 'folder') return true;
  const says = kind === null ? 'is not there' : 'is no folder';
  report.warning(
    offsetOf(server, ['cwd']),
    [...server.path, 'cwd'],
    `names ${quoted(cwd)}, which ${says}: the server can't start in it`,
  );
  return false;
}

async function checkScript(server: SeenServer, { configuration, world, report }: Scene): Promise<void> {
  const { config, path } = server;
  if (!RUNS_A_FILE.test(config.command)) return;
  const index = config.args.findIndex((arg) => !arg.startsWith('-'));
  const script = config.args[index];
  // An option before it may have taken it for its own value.
  if (script === undefined || index > 1 || !SCRIPT.test(script) || /\$\{|:\/\//.test(script)) return;
  const folder = config.cwd ?? world.home;
  if ((await world.kindOf(resolve(folder, script))) !== null) return;
  const at = offsetOf(server, ['args', index]);
  const where = isAbsolute(script) ? '' : ` in ${quoted(folder)}, where the server runs`;
  const beside = dirname(configuration.file);
  const isBeside =
    !isAbsolute(script) && config.cwd === null && (await world.kindOf(resolve(beside, script))) === 'file';
  const fix: Fix | undefined = isBeside
    ? {
        kind: 'edit',
        title: 'Run it in the folder of this file',
        edits: [{ path: [...path, 'cwd'], value: '.' }],
      }
    : undefined;
  const hint = isBeside ? '; it is beside this file: add "cwd": "."' : '';
  const named = textAt(server, ['args', index]) === null ? 'a script' : quoted(script);
  report.warning(at, [...path, 'args', index], `names ${named}, which is not there${where}${hint}`, fix);
}
