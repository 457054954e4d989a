import { type Command, InvalidArgumentError } from 'commander';
import { type Context, engineOf } from '../../context.ts';
import { CliError, EXIT } from '../../exit-codes.ts';
import { sayPause } from '../../format/alerts/alerts.ts';
import { formatSilences, saySilence } from '../../format/alerts/silences.ts';
import { plainText } from '../../format/plain-text.ts';
import { countUpTo, readSpanSeconds } from './read-options.ts';

type For = number | 'until-change' | 'ever';

interface SilenceOptions {
  readonly server?: string;
  readonly rule?: string;
  readonly for: For;
  readonly note?: string;
  readonly json?: true;
}

interface ClearOptions {
  readonly all?: true;
  readonly json?: true;
}

const HOUR_SECONDS = 3_600;

export function addSilenceCommands(alerts: Command, context: Context): void {
  alerts
    .command('ack')
    .description('say that you have seen them: nobody is notified of them again unless they get worse')
    .argument('<ids...>', 'as in the list')
    .option('--json', 'print {"alerts":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts ack 3f2a91c0')
    .action((ids: string[], options: { json?: true }) => acknowledge(context, ids, options.json === true));
  alerts
    .command('silence')
    .description('have nobody notified of one alert, of a server, of a rule, or of a rule of a server')
    .argument('[id]', 'one alert, as in the list')
    .option('--server <name>', 'all of this server')
    .option('--rule <name>', 'all of this rule')
    .option(
      '--for <time>',
      'a span such as 1h or 1d; for one alert "change"; "ever" (1h)',
      readFor,
      HOUR_SECONDS,
    )
    .option('--note <text>', 'why')
    .option('--json', 'print {"silence":{…}} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts silence --server github --rule high_cpu --for 1d')
    .action((id: string | undefined, options: SilenceOptions) => silence(context, id, options));
  alerts
    .command('unsilence')
    .description('take a silence back')
    .argument('<number>', 'as in "signalbox alerts silences"', countUpTo(Number.MAX_SAFE_INTEGER))
    .addHelpText('after', '\nExample:\n  signalbox alerts unsilence 4')
    .action(async (id: number) => {
      await (await engineOf(context)).call('remove-silence', { id });
      context.terminal.note(`Silence ${id} is over.`);
    });
  alerts
    .command('silences')
    .description('show what is silenced, and until when')
    .option('--json', 'print {"silences":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts silences')
    .action((options: { json?: true }) => silences(context, options.json === true));
  alerts
    .command('clear')
    .description('take alerts off the list, until they have ended once or get worse: of a server, or all')
    .argument('[server]', 'its name')
    .option('--all', 'those of all servers, and of the machine')
    .option('--json', 'print {"cleared":n} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts clear github')
    .action((server: string | undefined, options: ClearOptions) => clear(context, server, options));
  alerts
    .command('pause')
    .description('have the desktop show no notification for a while; alerts and other channels go on')
    .argument('[span]', 'such as 30m, 1h or 1d', readSpanSeconds)
    .option('--resume', 'show them again')
    .addHelpText('after', '\nExample:\n  signalbox alerts pause 1h')
    .action((seconds: number | undefined, options: { resume?: true }) =>
      pause(context, seconds, options.resume === true),
    );
}

async function acknowledge(context: Context, ids: readonly string[], json: boolean): Promise<void> {
  const engine = await engineOf(context);
  const alerts = [];
  for (const id of ids) alerts.push((await engine.call('acknowledge-alert', { id })).alert);
  if (json) context.terminal.print(JSON.stringify({ alerts }, null, 2));
  else for (const { id, message } of alerts) context.terminal.note(`Seen: ${id}, ${plainText(message)}`);
}

async function silence(context: Context, id: string | undefined, options: SilenceOptions): Promise<void> {
  const { server, rule, note, json } = options;
  if (id === undefined && server === undefined && rule === undefined)
    throw new CliError('Say what: an alert of the list, --server or --rule.', EXIT.badUsage);
  if (options.for === 'until-change' && id === undefined)
    throw new CliError('"--for change" is for one alert: a server or a rule never changes.', EXIT.badUsage);
  const engine = await engineOf(context);
  const { silence: made } = await engine.call('silence-alerts', {
    ...(id === undefined ? {} : { id }),
    ...(server === undefined ? {} : { server }),
    ...(rule === undefined ? {} : { rule }),
    for: options.for,
    ...(note === undefined ? {} : { note }),
  });
  if (json === true) context.terminal.print(JSON.stringify({ silence: made }, null, 2));
  else context.terminal.note(`${saySilence(made)} "signalbox alerts unsilence ${made.id}" takes it back.`);
}

async function silences(context: Context, json: boolean): Promise<void> {
  const { terminal } = context;
  const found = await (await engineOf(context)).call('silences', {});
  if (json) terminal.print(JSON.stringify(found, null, 2));
  else for (const line of formatSilences(found.silences)) terminal.print(line);
}

async function clear(
  context: Context,
  server: string | undefined,
  { all, json }: ClearOptions,
): Promise<void> {
  if ((server !== undefined) === (all === true))
    throw new CliError('Say whose: the name of a server, or --all.', EXIT.badUsage);
  const engine = await engineOf(context);
  const answer = await engine.call('clear-alerts', server === undefined ? {} : { server });
  if (json === true) context.terminal.print(JSON.stringify(answer, null, 2));
  else
    context.terminal.note(
      answer.cleared === 0
        ? 'There was none.'
        : `${answer.cleared} ${answer.cleared === 1 ? 'alert is' : 'alerts are'} off the list.`,
    );
}

async function pause(context: Context, seconds: number | undefined, resume: boolean): Promise<void> {
  if ((seconds !== undefined) === resume)
    throw new CliError('Say for how long, such as 1h, or give --resume.', EXIT.badUsage);
  const until = seconds === undefined ? null : new Date(context.now().getTime() + seconds * 1_000);
  const engine = await engineOf(context);
  await engine.call('pause-notifications', { until: until?.toISOString() ?? null });
  context.terminal.note(until === null ? 'The desktop shows notifications again.' : sayPause(until));
}

function readFor(text: string): For {
  if (text === 'change' || text === 'until-change') return 'until-change';
  if (text === 'ever') return 'ever';
  try {
    return readSpanSeconds(text);
  } catch {
    throw new InvalidArgumentError(
      'It takes a span of a minute or more such as 1h or 1d, "change" or "ever".',
    );
  }
}
