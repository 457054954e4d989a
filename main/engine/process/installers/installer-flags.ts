import type { Installer } from './installer-of.ts';

/** Flags that take the next word as their value, so that it is not taken for the package. Others stand alone or use `=`. */
const NPM =
  words(`-p --package -c --call --registry --cache --prefix --userconfig --globalconfig --loglevel -w
  --workspace --script-shell --node-options --tag --before --omit --include --allow-scripts -C`);
const UV = words(`--from --with -w --with-editable --with-requirements --python -p --index --index-url -i
  --extra-index-url --default-index --find-links -f --constraints -c --overrides --build-constraints -b --directory
  --project --cache-dir --color --config-file --refresh-package --upgrade-package -P --env-file --link-mode --resolution
  --prerelease --exclude-newer --keyring-provider --index-strategy --torch-backend --python-platform --fork-strategy
  --no-build-package --no-binary-package --config-setting -C --allow-insecure-host --extra --group --package
  --only-group --no-group --reinstall-package --module -m --script -s`);
const PIPX = words('--spec --python --pip-args --index-url -i --with --backend');

export const VALUE_FLAGS: Readonly<Record<Installer['kind'], ReadonlySet<string>>> = {
  npx: NPM,
  bunx: words('-p --package --registry --cwd'),
  'pnpm-dlx': words('--package -c --shell-mode --registry -C --dir --allow-build --config.registry'),
  'yarn-dlx': words('-p --package'),
  uvx: UV,
  pipx: PIPX,
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

export interface ReadFlags {
  /** Flags with their values, in order; a flag without a value has none. */
  readonly flags: readonly (readonly [name: string, value: string | null])[];
  /** What follows them. */
  readonly rest: readonly string[];
}

/** Reads flags up to the first word that is none, or up to `--`. */
export function readFlags(args: readonly string[], valued: ReadonlySet<string>): ReadFlags {
  const flags: [string, string | null][] = [];
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') return { flags, rest: args.slice(at + 1) };
    if (!word.startsWith('-') || word === '-') break;
    const equals = word.indexOf('=');
    if (equals !== -1) flags.push([word.slice(0, equals), word.slice(equals + 1)]);
    else if (valued.has(word)) {
      at += 1;
      flags.push([word, args[at] ?? '']);
    } else flags.push([word, null]);
  }
  return { flags, rest: args.slice(at) };
}

/** As they were written. */
export function writeFlags(flags: ReadFlags['flags']): string[] {
  return flags.flatMap(([name, value]) => {
    if (value === null) return [name];
    return name.startsWith('--') ? [`${name}=${value}`] : [name, value];
  });
}
