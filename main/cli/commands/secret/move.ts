import type { Command } from 'commander';
import { type Context, engineOf } from '../../context.ts';

export function addMoveSecret(secret: Command, context: Context): void {
  secret
    .command('move')
    .description(`put a text of the configuration into the secret store, and \${secret:NAME} in its place`)
    .argument('<key>', 'where it stands, such as mcpServers.github.env.GITHUB_TOKEN; or a JSON list of keys')
    .argument('<name>', 'what the secret is to be called')
    .addHelpText(
      'after',
      '\nNothing is restarted: the value stays the same. Copies of the file in the backups still hold it.\n\nExample:\n  signalbox secret move mcpServers.github.env.GITHUB_TOKEN github-token',
    )
    .action((key: string, name: string) => move(context, key, name));
}

async function move(context: Context, key: string, name: string): Promise<void> {
  const engine = await engineOf(context);
  const { still_in } = await engine.call('move-secret', { path: readKey(key), name });
  context.terminal.note(`${key} is \${secret:${name}} now.`);
  if (still_in.length === 0) return;
  context.terminal.note(
    'These earlier versions still have it as plain text. Remove them, or give the secret another value where it comes from:',
  );
  for (const file of still_in) context.terminal.note(`  ${file}`);
}

/** Under these stand names, which may be digits alone. */
const NAMED: ReadonlySet<string> = new Set(['mcpServers', 'env', 'headers', 'channels']);

/** "mcpServers.github.args.1", or ["mcpServers", "my.server", "env", "TOKEN"] for names with dots. */
export function readKey(key: string): (string | number)[] {
  if (key.startsWith('[')) {
    try {
      const path: unknown = JSON.parse(key);
      if (Array.isArray(path)) return path.map((step) => (typeof step === 'number' ? step : String(step)));
    } catch {
      // A name may begin so too.
    }
  }
  const steps = key.split('.');
  return steps.map((step, at) =>
    /^\d+$/.test(step) && !NAMED.has(steps[at - 1] ?? '') ? Number(step) : step,
  );
}
