import { type ReadFlags, readFlags, VALUE_FLAGS, writeFlags } from './installer-flags.ts';

/** A command that fetches a package, if need be, and then runs a program of it. */
export interface Installer {
  /** `uvx` is `uv run` too, which fetches what a project or script needs. */
  readonly kind: 'npx' | 'uvx' | 'bunx' | 'pnpm-dlx' | 'yarn-dlx' | 'pipx';
  /** As it was asked for, a version or path with it: "@modelcontextprotocol/server-memory@latest". */
  readonly package: string;
  /** All that are fetched together, the one above first. */
  readonly packages: readonly string[];
  /** Fetches the same into the same cache and runs nothing of it; null where there is no such command. */
  readonly fetch: { readonly command: string; readonly args: readonly string[] } | null;
}

/** The installer that a command line stands for, also behind `env` and `cmd /c`; null for any other program. */
export function installerOf(command: string, args: readonly string[]): Installer | null {
  return read([command, ...args], 0);
}

/** `at` is where the program's own name stands; what is before it, a wrapper, is kept for `fetch`. */
function read(line: readonly string[], at: number): Installer | null {
  const word = line[at];
  if (word === undefined) return null;
  const name = programName(word);
  const after = at + 1;
  const [first, second] = [line[after], line[after + 1]];
  switch (name) {
    case 'env':
      return read(line, skipEnv(line, after));
    case 'cmd':
      return readBehindCmd(line, after);
    case 'node':
      return /(^|[/\\])np[xm]-cli\.[cm]?js$/.test(first ?? '') ? read(line, after) : null;
    case 'npx':
    case 'npx-cli':
      return readNpx(line, after);
    case 'npm':
    case 'npm-cli':
      return first === 'exec' || first === 'x' ? readNpx(line, after + 1) : null;
    case 'pnpx':
      return readPackage('pnpm-dlx', line, after);
    case 'pnpm': {
      const { flags, rest } = readFlags(line.slice(after), VALUE_FLAGS['pnpm-dlx']);
      if (rest[0] !== 'dlx') return null;
      const packages = valuesOf(flags, '--package');
      return packages.length > 0
        ? made('pnpm-dlx', packages, null)
        : readPackage('pnpm-dlx', line, line.length - rest.length + 1);
    }
    case 'yarn':
      return first === 'dlx' ? readPackage('yarn-dlx', line, after + 1) : null;
    case 'bunx':
      return readPackage('bunx', line, after);
    case 'bun':
      return first === 'x' ? readPackage('bunx', line, after + 1) : null;
    case 'pipx':
      return first === 'run' ? readPackage('pipx', line, after + 1, '--spec') : null;
    case 'uvx':
      return readUvx(line, after);
    case 'uv': {
      const { rest } = readFlags(line.slice(after), VALUE_FLAGS.uvx);
      const start = line.length - rest.length;
      if (rest[0] === 'run') return readPackage('uvx', line, start + 1);
      if (rest[0] === 'tool' && rest[1] === 'run') return readUvx(line, start + 2);
      return second === undefined || rest[0] !== 'x' ? null : readUvx(line, start + 1);
    }
    default:
      return null;
  }
}

/** npx and npm exec. Both hash the same names into the same folder: with `--package` the cache is the server's own. */
function readNpx(line: readonly string[], at: number): Installer | null {
  const { flags, rest } = readFlags(line.slice(at), VALUE_FLAGS.npx);
  const named = valuesOf(flags, '--package', '-p');
  const packages = named.length > 0 ? named : rest.slice(0, 1);
  const kept = flags.filter(([name]) => !['--package', '-p', '--call', '-c', '-y', '--yes'].includes(name));
  const fetched = packages.map((one) => `--package=${one}`);
  // Understood by sh and by cmd.exe.
  const nothing = ['--call', 'exit 0'];
  return made('npx', packages, [...line.slice(0, at), ...writeFlags(kept), '--yes', ...fetched, ...nothing]);
}

/** With `--from`, uvx runs any command that is on PATH in the package's environment. */
function readUvx(line: readonly string[], at: number): Installer | null {
  const { flags, rest } = readFlags(line.slice(at), VALUE_FLAGS.uvx);
  const from = valuesOf(flags, '--from')[0] ?? rest[0];
  if (from === undefined) return null;
  // The short form with @ names a version only where the package itself stands.
  const requirement = from.replace(/^([\w.-]+)@(\d[\w.]*)$/, '$1==$2');
  const kept = flags.filter(([name]) => name !== '--from');
  const nothing = process.platform === 'win32' ? ['cmd', '/c', 'exit 0'] : ['true'];
  return made(
    'uvx',
    [from],
    [...line.slice(0, at), ...writeFlags(kept), `--from=${requirement}`, ...nothing],
  );
}

function readPackage(
  kind: Installer['kind'],
  line: readonly string[],
  at: number,
  ...more: readonly string[]
): Installer | null {
  const { flags, rest } = readFlags(line.slice(at), VALUE_FLAGS[kind]);
  const names = kind === 'uvx' ? [] : valuesOf(flags, '--package', '-p', ...more);
  return made(kind, names.length > 0 ? names : rest.slice(0, 1), null);
}

function made(
  kind: Installer['kind'],
  packages: readonly string[],
  fetch: readonly string[] | null,
): Installer | null {
  const [first] = packages;
  if (first === undefined || first === '') return null;
  const [command = '', ...args] = fetch ?? [];
  return { kind, package: first, packages, fetch: fetch === null ? null : { command, args } };
}

function valuesOf(flags: ReadFlags['flags'], ...names: readonly string[]): string[] {
  return flags.flatMap(([name, value]) => (value !== null && names.includes(name) ? [value] : []));
}

/** `C:\Program Files\nodejs\npx.cmd` is npx. */
function programName(word: string): string {
  const base = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  return base.toLowerCase().replace(/\.(cmd|exe|bat|ps1|[cm]?js)$/, '');
}

/** Past the flags and assignments of env. */
function skipEnv(line: readonly string[], from: number): number {
  let at = from;
  while (at < line.length) {
    const word = line[at] ?? '';
    if (/^(-u|--unset|-C|--chdir)$/.test(word)) at += 2;
    else if (word.startsWith('-') || /^\w+=/.test(word)) at += 1;
    else break;
  }
  return at;
}

/** What follows /c, as words of their own or as one text. */
function readBehindCmd(line: readonly string[], from: number): Installer | null {
  const at = line.findIndex((word, index) => index >= from && /^\/[ck]$/i.test(word));
  if (at === -1) return null;
  const behind = line.slice(at + 1);
  const words = behind.length === 1 ? (behind[0] ?? '').trim().split(/\s+/) : behind;
  return read([...line.slice(0, at + 1), ...words], at + 1);
}
