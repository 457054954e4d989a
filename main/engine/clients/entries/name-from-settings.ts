import { legalName } from '../draft-names.ts';
import { type PlainObject, textOf, textsOf } from './plain.ts';

/** Words in names of packages, images and files that tell nothing of the server. */
const EMPTY_WORD =
  /^(?:mcp|mcpserver|server|servers|modelcontextprotocol|model|context|protocol|stdio|index|main|app|dist|build|src|lib|bin|cli|start|run|latest|js|py|ts|www|api|remote|http|https|com|io|dev)$/i;

/** Runs what its arguments name. */
const RUNNERS =
  /^(?:npx|bunx|uvx|pipx|pnpx|node|bun|deno|tsx|ts-node|python[\d.]*|py|uv|npm|pnpm|yarn|docker|podman|cmd|sh|bash|zsh|powershell|pwsh|java|dotnet|ruby|php|go|cargo|wsl|env|nohup)$/i;
/** Words of runners that come before what they run. */
const VERBS = /^(?:run|exec|dlx|x|-y|--yes|tool|cmd|npx|start|\/c)$/i;
/** Flags of runners whose value names no server. */
const VALUED =
  /^(?:-e|--env|--env-file|-v|--volume|--mount|--network|--name|--platform|-p|--publish|-w|--workdir|--user|-u|--python|--with|--index-url|--entrypoint|--add-host|--memory|-m)$/;

/** What a server may be called by what it runs or where it is: `npx -y @scope/server-memory` is memory. */
export function nameFromSettings(settings: PlainObject): string {
  const command = textOf(settings.command);
  if (command === undefined) return legalName(fromUrl(textOf(settings.url) ?? ''));
  const args = textsOf(settings.args);
  const program = baseOf(command);
  if (!RUNNERS.test(program)) return legalName(meaning(command) ?? program);
  const words = [...wordsOf(args, /^(?:docker|podman)$/i.test(program), /^python|^py$/i.test(program))];
  for (const word of words) {
    const found = meaning(word);
    if (found !== undefined) return legalName(found);
  }
  return legalName(program);
}

/** What is run, the likeliest first; then the folder that is named before it (`uv --directory …/weather run server.py`). */
function wordsOf(args: readonly string[], isContainer: boolean, isPython: boolean): readonly string[] {
  const plain: string[] = [];
  const folders: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const next = args[at + 1] ?? '';
    if (arg === '--directory' || arg === '--project' || arg === '--prefix') folders.push(next);
    if (arg === '--from' || arg === '--package' || arg === '-p') {
      if (!isContainer) folders.push(next);
      at += 1;
    } else if (
      arg === '--directory' ||
      arg === '--project' ||
      arg === '--prefix' ||
      (VALUED.test(arg) && !(arg === '-m' && isPython))
    )
      at += 1;
    else if (!arg.startsWith('-') && !VERBS.test(arg) && !RUNNERS.test(arg)) plain.push(arg);
  }
  return [...plain.slice(0, 1), ...folders];
}

/** What a package, an image or a path says of the server; undefined for nothing, as in dist/index.js. */
function meaning(word: string): string | undefined {
  const bare = word
    .replace(/^(?:npm:|git\+)/, '')
    .replace(/(?<=.)(?:@[\w.^~*-]+|==?[\w.]+|:[\w.-]+)$/, '')
    .replace(/\.(?:m?[jt]s|cjs|py|exe|cmd|bat|sh|jar|dll)$/i, '');
  const parts = bare.split(/[\\/]+/).filter((part) => part !== '' && part !== '.' && part !== '~');
  const isPath = /^(?:[~.]|[A-Za-z]:|[\\/])/.test(bare);
  // Of a package its own name says most, then its scope; of a path what is nearest to the program.
  for (const part of parts.toReversed()) {
    const words = part
      .replace(/^@/, '')
      .split(/[-_.\s]+/)
      .filter((one) => one !== '' && !EMPTY_WORD.test(one));
    if (words.length > 0) return words.join('-').toLowerCase();
    if (isPath && parts.length > 4 && part === parts.at(-4)) break;
  }
  return undefined;
}

function fromUrl(url: string): string {
  const host = URL.parse(url.replaceAll(/\$\{[^}]*\}/g, 'x'))?.hostname ?? '';
  const labels = host.split('.').slice(0, -1);
  // api.example.com is example; of a path on this machine the path says more.
  const found = labels.toReversed().find((label) => !EMPTY_WORD.test(label));
  if (/^(?:localhost|127\.|\[)/.test(host) || found === undefined) {
    const path = URL.parse(url)?.pathname ?? '';
    return meaning(path) ?? 'remote';
  }
  return found;
}

function baseOf(command: string): string {
  return (command.split(/[\\/]/).at(-1) ?? command).replace(/\.(?:exe|cmd|bat)$/i, '');
}
