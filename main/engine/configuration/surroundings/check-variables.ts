import type { TextPart } from '../formats/format.ts';
import { isReferencePlace } from '../references/reference-places.ts';
import { rewriting, type Scene } from './scene.ts';

/** `${HOME}`; a reference of ours has a colon in it. */
const BRACED = /(?<!\$)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/;
/** A text that begins with `$HOME`, as a value or a path does. */
const BARE = /^\$([A-Za-z_][A-Za-z0-9_]*)(?=$|[/\\:])/;
const PERCENT = /%([A-Za-z_][A-Za-z0-9_]*(?:\(x86\))?)%/;
/** What these know, no other program does. */
const OF_EDITORS = /^(?:workspaceFolder\w*|workspaceRoot|userHome|pathSeparator|cwd|file\w*)$/;
const SHELL = /^(?:.*[\\/])?(?:sh|bash|zsh|dash|fish|ksh|cmd|powershell|pwsh)(?:\.exe)?$/i;

/** Variables in a form that a shell or an editor fills in, and nobody does here. */
export async function checkVariables(scene: Scene): Promise<void> {
  const servers = [...scene.servers, ...scene.disabled];
  const shells = new Set(
    servers.filter(({ config }) => SHELL.test(config.command)).map(({ config }) => config.name),
  );
  const seen = new Set(servers.map(({ config }) => config.name));
  for (const part of scene.texts) {
    await scene.breathe();
    const [section, name, key] = part.path;
    if (section !== 'mcpServers' || !seen.has(String(name)) || !isReferencePlace(part.path)) continue;
    // What a shell is given it fills in itself.
    if (key === 'args' && shells.has(String(name))) continue;
    check(part, scene);
  }
}

function check(part: TextPart, scene: Scene): void {
  const { value, path, offset } = part;
  const isUrl = /url$/i.test(String(path.at(-1)));
  const match = BRACED.exec(value) ?? BARE.exec(value) ?? (isUrl ? null : PERCENT.exec(value));
  const [written, name] = match ?? [];
  if (written === undefined || name === undefined) return;
  if (OF_EDITORS.test(name) && written.startsWith('${')) {
    scene.report.warning(
      offset,
      path,
      `has ${written} in it, which an editor fills in and nobody here: write the path itself`,
    );
    return;
  }
  const reference = `\${env:${name}}`;
  scene.report.warning(
    offset,
    path,
    `has ${written} in it, which nobody fills in here; did you mean ${reference}?`,
    rewriting(
      part,
      `Write ${reference}`,
      value.replaceAll(written, () => reference),
      scene,
    ),
  );
}
