import type { KeyPath } from '#contract/configuration-status.ts';

/** A name for the secret at a path: `mcpServers.github.env.GITHUB_TOKEN` is `github-token`. */
export function secretNameFor(path: KeyPath): string {
  const [, server, , name] = path.map(String);
  const words = (name ?? path.map(String).at(-1) ?? 'secret').toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-');
  const own = words.replace(/^[-.]+|[-.]+$/g, '');
  const prefix = (server ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  const whole = prefix === '' || own.startsWith(prefix) ? own : `${prefix}-${own}`;
  return whole === '' ? 'secret' : whole.slice(0, 100);
}
