import type { Command } from 'commander';
import type { RuleSettings } from '#contract/alert-rule.ts';
import { type Context, engineOf } from '../../context.ts';
import { formatPreview, formatRules } from '../../format/alerts/rules.ts';
import { countUpTo } from './read-options.ts';

/** As the history keeps quarters of an hour at the least. */
const MOST_HOURS = 720;

interface PreviewOptions {
  readonly server: string;
  readonly above?: string;
  readonly below?: string;
  readonly exit?: string;
  readonly for?: string;
  readonly hours?: number;
  readonly json?: true;
}

export function addRuleCommands(alerts: Command, context: Context): void {
  alerts
    .command('rules')
    .description('show the rules as they hold, for all servers or for one')
    .option('--server <name>', 'as they hold for this server')
    .option('--json', 'print {"rules":[…],"quiet_hours":…} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts rules --server github')
    .action((options: { server?: string; json?: true }) => rules(context, options));
  alerts
    .command('preview')
    .description('show when a rule would have fired, as it stands or with other figures; changes nothing')
    .argument('<rule>', 'its name, such as high_memory')
    .requiredOption('--server <name>', 'the server to try it on')
    .option('--above <figure>', 'such as 2GB, 80% or 3')
    .option('--below <figure>', 'such as 2GB, 80% or 3')
    .option('--exit <figure>', 'where it ends')
    .option('--for <span>', 'how long it must hold, such as 5m')
    .option('--hours <count>', 'how far back (24)', countUpTo(MOST_HOURS))
    .option('--json', 'print all of it for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts preview high_memory --server github --above 2GB')
    .action((rule: string, options: PreviewOptions) => preview(context, rule, options));
}

async function rules(context: Context, { server, json }: { server?: string; json?: true }): Promise<void> {
  const { terminal } = context;
  const found = await (await engineOf(context)).call('alert-rules', server === undefined ? {} : { server });
  if (json === true) terminal.print(JSON.stringify(found, null, 2));
  else for (const line of formatRules(found.rules, terminal.color)) terminal.print(line);
}

async function preview(context: Context, rule: string, options: PreviewOptions): Promise<void> {
  const { terminal } = context;
  const settings = settingsOf(options);
  const found = await (await engineOf(context)).call('preview-alert-rule', {
    rule,
    server: options.server,
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    ...(options.hours === undefined ? {} : { hours: options.hours }),
  });
  if (options.json === true) terminal.print(JSON.stringify(found, null, 2));
  else for (const line of formatPreview(found)) terminal.print(line);
}

/** In the words of servers.json: a bare number is one there too. */
function settingsOf({ above, below, exit, for: during }: PreviewOptions): RuleSettings {
  const given = Object.entries({ above, below, exit, for: during });
  return Object.fromEntries(
    given.flatMap(([key, text]) =>
      text === undefined ? [] : [[key, /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text]],
    ),
  );
}
