import { type Command, InvalidArgumentError, Option } from 'commander';
import { LogLevel, type LogLine } from '#contract/log-line.ts';
import { type Context, engineOf } from '../context.ts';
import type { EngineClient } from '../engine-client.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { followTopic } from '../follow-topic.ts';
import { formatLogLine } from '../format/log-line.ts';
import { belongs, filterFor, type LogRequest } from '../log-request.ts';
import { readSince } from '../read-since.ts';

const DEFAULT_LINES = 100;
const MOST_LINES = 5_000;

interface LogsOptions {
  readonly follow?: true;
  readonly grep?: RegExp;
  readonly level?: LogLevel;
  readonly since?: Date;
  readonly lines?: number;
  readonly json?: true;
}

export function addLogs(program: Command, context: Context): void {
  program
    .command('logs')
    .description('show what servers wrote, oldest line first')
    .argument('[names...]', 'names of the servers; all without one')
    .option('-f, --follow', 'go on with new lines until Ctrl+C')
    .option('--grep <re>', 'only lines that this regular expression finds', readPattern)
    .addOption(new Option('--level <level>', 'only lines of this level and worse').choices(LogLevel.options))
    .option('--since <time>', 'only lines since then: 10m, 2h, 14:05 or an ISO time', (text) =>
      sinceOf(text, context),
    )
    .option(
      '-n, --lines <count>',
      `the newest so many lines, at most ${MOST_LINES} (${DEFAULT_LINES})`,
      readCount,
    )
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  signalbox logs memory -f --level warn --since 10m')
    .action((names: string[], options: LogsOptions) => logs(context, names, options));
}

async function logs(context: Context, names: string[], options: LogsOptions): Promise<void> {
  const { follow, json, grep = null, level = null, since = null } = options;
  const request: LogRequest = { servers: names, grep, level, since, lines: options.lines ?? DEFAULT_LINES };
  const print = linePrinter(context, json === true);
  if (follow === true) return followLogs(context, request, print);
  const engine = await engineOf(context);
  const page = await engine.call('logs', filterFor(request));
  if (page.lines.length === 0) await checkNames(engine, names);
  print(page.lines);
  if (options.lines === undefined && page.matched > page.lines.length) {
    context.terminal.note(`The newest ${page.lines.length} of ${page.matched} lines; -n shows more.`);
  }
}

/** Shows the newest lines, then each new one. What was written while the connection was lost is asked for again. */
async function followLogs(
  context: Context,
  request: LogRequest,
  print: (lines: readonly LogLine[]) => void,
): Promise<void> {
  const { terminal } = context;
  let last: number | null = null;
  const show = (lines: readonly LogLine[]): void => {
    const since = last;
    const fresh = lines.filter(({ seq }) => since === null || seq > since);
    last = fresh.at(-1)?.seq ?? last;
    print(fresh.filter((line) => belongs(line, request)));
  };
  await followTopic({
    topic: 'logs',
    find: () => engineOf(context),
    signal: context.untilInterrupted(),
    async onConnected(engine) {
      if (last === null) {
        const page = await engine.call('logs', filterFor(request));
        if (page.lines.length === 0) await checkNames(engine, request.servers);
        show(page.lines);
        return;
      }
      terminal.note('Connected again.');
      const missed = await engine.call('logs', {
        ...filterFor({ ...request, lines: MOST_LINES }),
        after: last,
      });
      const cut = missed.matched - missed.lines.length;
      if (cut > 0) terminal.note(`${cut} older lines of the time between are not shown.`);
      show(missed.lines);
    },
    onMessage: show,
    onLost: () => terminal.note('The connection to the engine was lost; trying again.'),
  });
}

/** No line at all may be a slip in a name. Throws CliError for a name that the engine does not know. */
async function checkNames(engine: EngineClient, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { servers } = await engine.call('snapshot', {});
  const known = servers.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const list = known.length === 0 ? 'There are none.' : `There are: ${known.join(', ')}.`;
  throw new CliError(`No server is named ${unknown}. ${list}`, EXIT.badUsage);
}

function linePrinter({ terminal }: Context, json: boolean): (lines: readonly LogLine[]) => void {
  let nameWidth = 0;
  return (lines) => {
    nameWidth = Math.max(nameWidth, ...lines.map(({ server }) => server.length));
    for (const line of lines) {
      terminal.print(json ? JSON.stringify(line) : formatLogLine(line, terminal.color, nameWidth));
    }
  };
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function sinceOf(text: string, { now }: Context): Date {
  try {
    return readSince(text, now());
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_LINES) return count;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MOST_LINES}.`);
}
