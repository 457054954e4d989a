import { type Command, InvalidArgumentError } from 'commander';
import { type Context, engineOf } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatChanges } from '../../format/configuration-changes.ts';
import { plainText } from '../../format/plain-text.ts';

const DEFAULT_CHANGES = 50;
const MOST_CHANGES = 1_000;

interface Options {
  readonly server?: string;
  readonly limit?: number;
  readonly verify?: true;
  readonly json?: true;
}

export function addHistory(config: Command, context: Context): void {
  config
    .command('history')
    .description('show who changed what in the configuration, when and why, newest last')
    .option('--server <name>', 'only what changed this server')
    .option('-n, --limit <count>', `the newest so many changes (${DEFAULT_CHANGES})`, readCount)
    .option('--verify', 'only say whether the history is as it was written; exit code 1 if it is not')
    .option('--json', 'print {"changes":[…],"proof":{…}} for scripts, newest first')
    .addHelpText('after', '\nExample:\n  signalbox config history --server github')
    .action((options: Options) => history(context, options));
}

async function history(context: Context, { server, limit, verify, json }: Options): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const found = await engine.call('configuration-history', {
    ...(server === undefined ? {} : { server }),
    limit: limit ?? DEFAULT_CHANGES,
  });
  const { proof } = found;
  if (json === true) terminal.print(JSON.stringify(found, null, 2));
  else if (verify === true) {
    terminal.print(
      proof.intact ? 'The history is as it was written.' : plainText(`Not as written: ${proof.fault}.`),
    );
  } else {
    for (const line of formatChanges(found.changes.toReversed())) terminal.print(line);
    if (!proof.intact) terminal.note(plainText(`The history is not as it was written: ${proof.fault}.`));
  }
  if (verify === true && !proof.intact) context.finish(EXIT.finding);
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_CHANGES) return count;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MOST_CHANGES}.`);
}
