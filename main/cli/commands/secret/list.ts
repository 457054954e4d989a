import type { Command } from 'commander';
import type { SecretEntry, SecretStoreView } from '#contract/configuration-text.ts';
import type { Context } from '../../context.ts';
import { localMinute } from '../../format/local-time.ts';
import { plainText } from '../../format/plain-text.ts';
import { formatTable } from '../../format/table.ts';
import { withSecrets } from './store-of.ts';

export function addListSecrets(secret: Command, context: Context): void {
  secret
    .command('list')
    .description('show the names of all secrets, when each was set and what names it; never a value')
    .option('--json', 'print {"secrets":[…],"store":{…}} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox secret list')
    .action((options: { json?: true }) => list(context, options.json === true));
}

interface Listed {
  readonly secrets: readonly SecretEntry[];
  readonly store: SecretStoreView;
}

async function list(context: Context, json: boolean): Promise<void> {
  const { terminal } = context;
  const found = await withSecrets<Listed>(context, {
    engine: (engine) => engine.call('secrets', {}),
    store: async (store) => ({
      secrets: store.list().map(({ name, kind, setAt }) => ({
        name,
        input: kind === 'input',
        set_at: new Date(setAt).toISOString(),
        used_by: [],
        description: null,
      })),
      store: store.view,
    }),
  });
  if (json) {
    terminal.print(JSON.stringify(found, null, 2));
    return;
  }
  for (const line of tableOf(found.secrets)) terminal.print(line);
  terminal.note(found.store.says);
}

function tableOf(secrets: readonly SecretEntry[]): readonly string[] {
  if (secrets.length === 0) return ['There are none.'];
  const columns = ['NAME', 'KIND', 'SET', 'NAMED BY'].map((title) => ({ title, align: 'left' as const }));
  return formatTable(
    columns,
    secrets.map(({ name, input, set_at, used_by }) =>
      [
        name,
        input ? 'input' : 'secret',
        set_at === null ? 'no value' : localMinute(new Date(set_at)),
        used_by.map(plainText).join(', ') || '-',
      ].map((text) => ({ text })),
    ),
  );
}
