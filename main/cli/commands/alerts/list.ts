import { type Command, Option } from 'commander';
import { type Alert, type AlertFilter, SEVERITIES } from '#contract/alert.ts';
import { type Context, engineOf } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatAlerts, formatPast, sayNoAlert, sayPause } from '../../format/alerts/alerts.ts';
import { countUpTo, readMoment } from './read-options.ts';

const DEFAULT_PAST = 50;
const MOST_PAST = 1_000;

interface ListOptions {
  readonly server?: string;
  readonly all?: true;
  readonly check?: true;
  readonly json?: true;
}

interface HistoryOptions {
  readonly server?: string;
  readonly rule?: string;
  readonly severity?: Alert['severity'];
  readonly since?: string;
  readonly limit?: number;
  readonly json?: true;
}

export function addListCommands(alerts: Command, context: Context): void {
  alerts
    .command('list', { isDefault: true })
    .description('show what is open, the worst first')
    .option('--server <name>', 'only those of this server')
    .option('--all', 'also those that are pending, and those that another explains')
    .option('--check', 'exit with 1 while an alert fires that nobody has seen')
    .option('--json', 'print {"alerts":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts list --server github --json')
    .action((options: ListOptions) => list(context, options));
  alerts
    .command('history')
    .description('show what was open, also what is over, newest last')
    .option('--server <name>', 'only those of this server')
    .option('--rule <name>', 'only those of this rule')
    .addOption(new Option('--severity <severity>', 'only those that were so severe').choices(SEVERITIES))
    .option('--since <time>', 'open at or after it: a span such as 1d, or a time', readMoment(context.now))
    .option('-n, --limit <count>', `the newest so many (${DEFAULT_PAST})`, countUpTo(MOST_PAST))
    .option('--json', 'print {"alerts":[…]} for scripts, newest first')
    .addHelpText('after', '\nExample:\n  signalbox alerts history --since 1d --severity error')
    .action((options: HistoryOptions) => history(context, options));
}

const HIDDEN: ReadonlySet<Alert['state']> = new Set(['pending', 'inhibited']);

async function list(context: Context, { server, all, check, json }: ListOptions): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const now = await engine.call('alerts', {});
  const known = now.alerts.filter((alert) => server === undefined || alert.server === server);
  const shown = all === true ? known : known.filter(({ state }) => !HIDDEN.has(state));
  if (json === true) terminal.print(JSON.stringify({ ...now, alerts: shown }, null, 2));
  else {
    const lines =
      known.length === 0
        ? [sayNoAlert((await engine.call('snapshot', {})).servers, server)]
        : formatAlerts(shown, context.now(), terminal.color);
    for (const line of lines) terminal.print(line);
    const hidden = known.length - shown.length;
    if (hidden > 0) terminal.note(`${hidden} more may come, or are explained by others; --all shows them.`);
    if (now.paused_until !== null) terminal.note(sayPause(new Date(now.paused_until)));
  }
  if (check === true && shown.some(({ state }) => state === 'firing')) context.finish(EXIT.finding);
}

async function history(context: Context, options: HistoryOptions): Promise<void> {
  const { terminal } = context;
  const { server, rule, severity, since, limit = DEFAULT_PAST, json } = options;
  const filter: AlertFilter = {
    ...(server === undefined ? {} : { server }),
    ...(rule === undefined ? {} : { rule }),
    ...(severity === undefined ? {} : { severities: [severity] }),
    ...(since === undefined ? {} : { since }),
    limit,
  };
  const { alerts } = await (await engineOf(context)).call('alert-history', filter);
  if (json === true) terminal.print(JSON.stringify({ alerts }, null, 2));
  else
    for (const line of formatPast(alerts.toReversed(), context.now(), terminal.color)) terminal.print(line);
}
