import { MASK } from '#contract/mask.ts';
import type { DependencyCheck } from '../../configuration/configuration.ts';
import { maskSecrets } from '../../logs/logs.ts';

const MAX_SHOWN = 300;

/** What a check looks at, for people's eyes. */
export function showTarget(check: DependencyCheck, secrets: readonly string[]): string {
  const text = maskSecrets(targetOf(check), secrets);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function targetOf(check: DependencyCheck): string {
  switch (check.kind) {
    case 'http':
      return withoutCredentials(check.url);
    case 'tcp':
      return check.host.includes(':') ? `[${check.host}]:${check.port}` : `${check.host}:${check.port}`;
    case 'file':
      return check.path;
    case 'command':
      return [check.command, ...check.args].join(' ');
    case 'server':
      return check.server;
    default:
      return check satisfies never;
  }
}

/** User, password and query of a URL may each hold a secret. */
function withoutCredentials(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return MASK;
  const user = parsed.username === '' && parsed.password === '' ? '' : `${MASK}@`;
  return `${parsed.protocol}//${user}${parsed.host}${parsed.pathname}${parsed.search === '' ? '' : '?…'}`;
}
