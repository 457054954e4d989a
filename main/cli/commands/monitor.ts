import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.ts';
import { liveView } from '../monitor/live/live-view.ts';
import { printMeasured } from '../monitor/plain/print-measured.ts';
import { printOnce } from '../monitor/plain/print-once.ts';
import { printRepeatedly } from '../monitor/plain/print-repeatedly.ts';

/** The pace of sampling, unless it is set otherwise. */
const DEFAULT_SECONDS = 2;
const MOST_SECONDS = 60;
const LONGEST_SECONDS = 86_400;

interface Options {
  readonly once?: true;
  readonly interval?: number;
  readonly duration?: number;
  readonly json?: true;
}

export function addMonitor(program: Command, context: Context): void {
  program
    .command('monitor')
    .description('watch all servers live: processor time, memory, requests, errors; or print the figures')
    .addOption(new Option('--once', 'print what stands now, and end').conflicts(['interval', 'duration']))
    .addOption(
      new Option('--interval <seconds>', `how often, 1 to ${MOST_SECONDS} (${DEFAULT_SECONDS})`)
        .argParser((text) => readSeconds(text, MOST_SECONDS))
        .conflicts('duration'),
    )
    .option('--duration <seconds>', 'measure for so long, then print least, mean and most', (text) =>
      readSeconds(text, LONGEST_SECONDS),
    )
    .option(
      '--json',
      'print {"timestamp","servers","running","not_running","summary"}; one line each interval',
    )
    .addHelpText(
      'after',
      "\nIn a pipe it prints a table each interval. On a terminal ? shows the keys.\n\nExample:\n  signalbox monitor\n  signalbox monitor --duration 60 --json | jq '.servers[] | {name, measured}'",
    )
    .action((options: Options) => monitor(context, options));
}

function monitor(context: Context, { once, interval, duration, json }: Options): Promise<void> {
  const asJson = json === true;
  const intervalMs = (interval ?? DEFAULT_SECONDS) * 1000;
  if (once === true) return printOnce(context, asJson);
  if (duration !== undefined) return printMeasured(context, duration * 1000, asJson);
  const { screen } = context.terminal;
  return asJson || screen === null
    ? printRepeatedly(context, intervalMs, asJson)
    : liveView(context, screen, intervalMs);
}

function readSeconds(text: string, most: number): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 1 && seconds <= most) return seconds;
  throw new InvalidArgumentError(`It takes seconds, from 1 to ${most}.`);
}
