import type { Finding } from '#contract/configuration-status.ts';
import { formatOf, redirectedSecrets } from '../../configuration/configuration.ts';
import { secretArguments } from '../../supervision/supervision.ts';

/**
 * Who would get secrets that stay as they are: whoever may change an address, or a program, and not see what is behind a
 * mask, must not be able to send it somewhere unseen. Places are those of `text`.
 */
export function sayRedirected(file: string, text: string, before: string | null): Finding[] {
  if (before === null || before === text) return [];
  return redirectedSecrets(text, before, secretArguments, formatOf(file)).map(
    ({ entry, key, line, column, secrets }) => {
      const owner = entry.replace(/^mcpServers\./, '');
      const what = secrets.map((secret) => secret.replace(/^(?:env|headers)\./, '')).join(', ');
      const to = ADDRESS.test(key) ? 'address' : 'program';
      const message = `${what} of ${owner} would now go to another ${to}`;
      return { severity: 'warning', file, line, column, key, message };
    },
  );
}

const ADDRESS = /\.(?:url|http|host)$/;
