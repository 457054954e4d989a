import { type Command, InvalidArgumentError } from 'commander';
import { type Context, engineOf } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';

export function addCancel(program: Command, context: Context): void {
  program
    .command('cancel')
    .description('cancel a request that is under way; its client gets an error')
    .argument('<seq>', 'its number, as `signalbox traffic` shows it', readSeq)
    .addHelpText('after', '\nExample:\n  signalbox cancel 4711')
    .action((seq: number) => cancel(context, seq));
}

async function cancel(context: Context, seq: number): Promise<void> {
  const { cancelled } = await (await engineOf(context)).call('cancel-request', { seq });
  if (cancelled) {
    context.terminal.note(`Request ${seq} is cancelled.`);
    return;
  }
  context.terminal.note(`Request ${seq} is not under way, or no more.`);
  context.finish(EXIT.finding);
}

function readSeq(text: string): number {
  const seq = Number(text.replace(/^#/, ''));
  if (Number.isInteger(seq) && seq >= 1) return seq;
  throw new InvalidArgumentError('It takes a whole number, as SEQ in `signalbox traffic`.');
}
