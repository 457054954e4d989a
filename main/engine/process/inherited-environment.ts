import { MARK_VARIABLE } from './mark.ts';

/** Where npm, npx and their kin get packages from and keep them: registries, also of scopes, access to them, the way there. */
const OF_PACKAGES =
  /^npm_config_(?:registry|cache|userconfig|ca|cafile|strict_ssl|offline|prefer_offline|\w*proxy|@.+:registry|\/\/.+)$/i;

const OURS: ReadonlySet<string> = new Set(['INIT_CWD', MARK_VARIABLE, 'SIGNALBOX_SECRET_KEY']);

/**
 * What servers inherit: our environment, without our own mark, without the key of the secrets and without what npm adds to the scripts that it runs. That
 * tells of our package (`npm_package_*`), and sends a server's own npx to our folders and options (`npm_config_prefix`,
 * `npm_config_package`).
 */
export function inheritedEnvironment(
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const kept = Object.entries(own).filter(
    ([name]) => (!name.startsWith('npm_') || OF_PACKAGES.test(name)) && !OURS.has(name),
  );
  return Object.fromEntries(kept);
}
