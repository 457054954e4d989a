import type { ShellPath } from '#contract/executable.ts';
import { plainText } from './plain-text.ts';

/** Where the PATH that servers are started with comes from. */
export function formatShellPath({ origin, folders, shell, problem }: ShellPath): string {
  const count = `${folders.length} ${folders.length === 1 ? 'folder' : 'folders'}`;
  if (origin === 'login-shell') return `from the login shell ${shell ?? ''} (${count})`.replace('  ', ' ');
  if (problem === null) return `what Signalbox was started with (${count})`;
  const asked = shell === null ? '' : `${shell}: `;
  return `what Signalbox was started with (${count}), for the login shell gave none: ${asked}${plainText(problem)}`;
}
