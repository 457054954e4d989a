import { type Command, Option } from 'commander';
import { type Context, engineOf } from '../../context.ts';
import { formatIncident, formatIncidents } from '../../format/alerts/incidents.ts';
import { plainLines } from '../../format/plain-text.ts';
import { countUpTo, readMoment } from './read-options.ts';

const DEFAULT_INCIDENTS = 30;
const MOST_INCIDENTS = 500;

interface ListOptions {
  readonly server?: string;
  readonly open?: true;
  readonly since?: string;
  readonly limit?: number;
  readonly json?: true;
}

interface ReportOptions {
  readonly json?: true;
  readonly markdown?: true;
}

export function addIncidentCommands(alerts: Command, context: Context): void {
  alerts
    .command('incidents')
    .description('show troubles: alerts that belong together, newest last')
    .option('--server <name>', 'only those of this server')
    .option('--open', 'only those that go on')
    .option('--since <time>', 'a span such as 7d, or a time', readMoment(context.now))
    .option('-n, --limit <count>', `the newest so many (${DEFAULT_INCIDENTS})`, countUpTo(MOST_INCIDENTS))
    .option('--json', 'print {"incidents":[…]} for scripts, newest first')
    .addHelpText('after', '\nExample:\n  signalbox alerts incidents --since 7d')
    .action((options: ListOptions) => incidents(context, options));
  alerts
    .command('incident')
    .description('show one trouble from its beginning to its end')
    .argument('<number>', 'as in "signalbox alerts incidents"', countUpTo(Number.MAX_SAFE_INTEGER))
    .option('--markdown', 'as a text for a mail or an issue')
    .addOption(new Option('--json', 'print all of it for scripts').conflicts('markdown'))
    .addHelpText('after', '\nExample:\n  signalbox alerts incident 12 --markdown > incident-12.md')
    .action((id: number, options: ReportOptions) => incident(context, id, options));
}

async function incidents(context: Context, options: ListOptions): Promise<void> {
  const { terminal } = context;
  const { server, open, since, limit = DEFAULT_INCIDENTS, json } = options;
  const found = await (await engineOf(context)).call('incidents', {
    ...(server === undefined ? {} : { server }),
    ...(open === undefined ? {} : { open }),
    ...(since === undefined ? {} : { since }),
    limit,
  });
  if (json === true) terminal.print(JSON.stringify(found, null, 2));
  else {
    const lines = formatIncidents(found.incidents.toReversed(), context.now(), terminal.color);
    for (const line of lines) terminal.print(line);
  }
}

async function incident(context: Context, id: number, { json, markdown }: ReportOptions): Promise<void> {
  const { terminal } = context;
  const report = await (await engineOf(context)).call('incident', { id });
  if (json === true) terminal.print(JSON.stringify(report, null, 2));
  else {
    const lines = markdown === true ? plainLines(report.markdown) : formatIncident(report, terminal.color);
    for (const line of lines) terminal.print(line);
  }
}
