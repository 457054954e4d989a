import type { TextPart } from '../formats/format.ts';
import { rewriting, type Scene } from './scene.ts';

/** A drive, and in what follows a character that came of one backslash: `"C:\new"` has a line break in it. */
const ESCAPED = /^[A-Za-z]:.*[\b\f\n\r\t]/s;
const BACKSLASHES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const NO_FOLDER = /^[A-Za-z]:[^\\/]/;
const OF_WINDOWS = /^[A-Za-z]:[\\/]/;
const SYSTEMS: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS' };

/** Paths of Windows that come out otherwise than meant. Gives the servers whose command was told of. */
export function checkWindowsPaths(scene: Scene): ReadonlySet<string> {
  const told = new Set<string>();
  const seen = new Set(scene.servers.map(({ config }) => config.name));
  for (const part of scene.texts) {
    const [section, name, key] = part.path;
    if (section !== 'mcpServers' || !seen.has(String(name))) continue;
    if (key !== 'command' && key !== 'cwd' && key !== 'args') continue;
    if (check(part, scene) && key === 'command') told.add(String(name));
  }
  for (const { config, path } of scene.servers) checkShims(config.command, [...path, 'args'], scene);
  return told;
}

function check(part: TextPart, scene: Scene): boolean {
  const { value, path, offset } = part;
  const { report, world } = scene;
  if (ESCAPED.test(value)) {
    const meant = value.replaceAll(/[\b\f\n\r\t]/g, (character) => BACKSLASHES[character] ?? character);
    const fix = rewriting(part, `Write ${meant}`, meant, scene);
    const says =
      'has a tab or a line break where a path has a backslash: write each backslash twice, or / instead';
    report.warning(offset, path, says, fix);
    return true;
  }
  if (path.includes('args')) return false;
  const inQuotes = /^(["'])(.+)\1$/s.exec(value)?.[2];
  if (inQuotes !== undefined) {
    const fix = rewriting(part, 'Leave the quotes out', inQuotes, scene);
    report.warning(
      offset,
      path,
      'has quotes inside the text, which become part of the name: leave them out',
      fix,
    );
    return true;
  }
  if (NO_FOLDER.test(value)) {
    report.warning(
      offset,
      path,
      `begins with ${value.slice(0, 2)} and no slash, which means whatever folder is the current one of that drive: write ${value.slice(0, 2)}\\ and the whole path`,
    );
    return true;
  }
  if (world.platform !== 'win32' && OF_WINDOWS.test(value)) {
    const here = SYSTEMS[world.platform] ?? 'another system';
    report.warning(offset, path, `is a path of Windows, and this is ${here}`);
    return true;
  }
  return false;
}

/** `node npx.cmd`: a shim is a script of the Windows shell, which no other program can run. */
function checkShims(command: string, path: readonly (string | number)[], { texts, report }: Scene): void {
  if (!/^(?:.*[\\/])?(?:node|bun|deno|python3?)(?:\.exe)?$/i.test(command)) return;
  const first = texts.find(
    (part) => path.every((step, at) => step === part.path[at]) && !part.value.startsWith('-'),
  );
  if (first === undefined || !/\.(?:cmd|bat)$/i.test(first.value)) return;
  report.warning(
    first.offset,
    first.path,
    'is a script of the Windows shell, which this program can’t run: make it the "command"',
  );
}
