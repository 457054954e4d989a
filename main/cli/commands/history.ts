import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LifecycleEvent } from '#contract/history.ts';
import { HISTORY_CSV_HEADER, historyCsvLine } from '#contract/history-csv.ts';
import { type Context, engineOf } from '../context.ts';
import { formatEvents } from '../format/history.ts';

const DEFAULT_EVENTS = 50;
/** All that an engine keeps, and more. */
const MOST_EVENTS = 100_000;
/** The engine answers at most 5,000 at once; smaller pages hold it up for less long. */
const PAGE_EVENTS = 1_000;

interface HistoryOptions {
  readonly limit?: number;
  readonly json?: true;
  readonly csv?: true;
}

export function addHistory(program: Command, context: Context): void {
  program
    .command('history')
    .description('show why servers started, stopped and went down, newest last')
    .argument('[name]', 'name of a server; all without one')
    .option('-n, --limit <count>', `the newest so many events (${DEFAULT_EVENTS})`, readCount)
    .option('--json', 'print {"events":[…]} for scripts, newest first')
    .addOption(new Option('--csv', 'print a table for spreadsheets, newest first').conflicts('json'))
    .addHelpText('after', '\nExample:\n  signalbox history memory --limit 1000 --csv > memory.csv')
    .action((name: string | undefined, options: HistoryOptions) => history(context, name, options));
}

async function history(context: Context, name: string | undefined, options: HistoryOptions): Promise<void> {
  const { terminal } = context;
  const limit = options.limit ?? DEFAULT_EVENTS;
  const engine = await engineOf(context);
  const events: LifecycleEvent[] = [];
  while (events.length < limit) {
    const before = events.at(-1)?.id;
    const asked = Math.min(PAGE_EVENTS, limit - events.length);
    const page = await engine.call('history', {
      ...(name === undefined ? {} : { server: name }),
      ...(before === undefined ? {} : { before }),
      limit: asked,
    });
    events.push(...page.events);
    // There is none before these.
    if (page.events.length < asked) break;
  }
  if (options.json === true) terminal.print(JSON.stringify({ events }, null, 2));
  else if (options.csv === true) {
    for (const line of [HISTORY_CSV_HEADER, ...events.map(historyCsvLine)]) {
      // `print` ends the line.
      terminal.print(line.replace(/\n$/, ''));
    }
  } else for (const line of formatEvents(events.toReversed(), terminal.color)) terminal.print(line);
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_EVENTS) return count;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MOST_EVENTS}.`);
}
