import { type Command, InvalidArgumentError } from 'commander';
import { type Context, engineOf } from '../context.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { plainLines } from '../format/plain-text.ts';

interface Options {
  readonly day?: string;
  readonly json?: true;
}

export function addSummary(program: Command, context: Context): void {
  program
    .command('summary')
    .description('show a day in figures and words: score, incidents, what each server did, trends')
    .option(
      '--day <day>',
      'as 2026-11-21, "today" or "yesterday" (today, as far as it has come)',
      readDay(context),
    )
    .option('--json', 'print the summary for scripts')
    .addHelpText('after', '\nExample:\n  signalbox summary --day yesterday')
    .action((options: Options) => summary(context, options));
}

async function summary(context: Context, { day = dayOf(context.now()), json }: Options): Promise<void> {
  const { terminal } = context;
  const { summaries } = await (await engineOf(context)).call('daily-summaries', { day, limit: 1 });
  const [found] = summaries;
  if (found === undefined) throw new CliError(`No summary is kept of ${day}.`, EXIT.finding);
  if (json === true) terminal.print(JSON.stringify(found, null, 2));
  else for (const line of plainLines(found.text)) terminal.print(line);
}

function readDay({ now }: Context): (text: string) => string {
  return (text) => {
    const today = now();
    if (text === 'today') return dayOf(today);
    if (text === 'yesterday')
      return dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1));
    if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
    throw new InvalidArgumentError('It takes a day such as 2026-11-21, "today" or "yesterday".');
  };
}

/** In the machine's own time zone. */
function dayOf(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
