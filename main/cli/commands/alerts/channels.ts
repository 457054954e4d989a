import type { Command } from 'commander';
import { type Context, engineOf } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatChannels, formatDeliveries } from '../../format/alerts/channels.ts';
import { plainText } from '../../format/plain-text.ts';

interface Json {
  readonly json?: true;
}

export function addChannelCommands(alerts: Command, context: Context): void {
  alerts
    .command('channels')
    .description('show the ways by which people and programs are told')
    .option('--json', 'print {"channels":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts channels')
    .action((options: Json) => channels(context, options));
  alerts
    .command('test')
    .description('send a test through a channel')
    .argument('<channel>', 'its name')
    .option('--json', 'print {"ok":…,"message":…} for scripts')
    .addHelpText(
      'after',
      '\nExit codes: 0 it arrived, 1 it did not.\n\nExample:\n  signalbox alerts test native',
    )
    .action((channel: string, options: Json) => test(context, channel, options));
  alerts
    .command('deliveries')
    .description('show messages that wait, that were given up, and the last that were sent')
    .option('--channel <name>', 'only those of this channel')
    .option('--json', 'print {"deliveries":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts deliveries --channel ops')
    .action((options: Json & { channel?: string }) => deliveries(context, options));
  alerts
    .command('retry')
    .description('try messages again that were given up')
    .argument('[channel]', 'only those of this channel')
    .option('--json', 'print {"retried":n} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox alerts retry ops')
    .action((channel: string | undefined, options: Json) => retry(context, channel, options));
}

async function channels(context: Context, { json }: Json): Promise<void> {
  const { terminal } = context;
  const found = await (await engineOf(context)).call('alert-channels', {});
  if (json === true) terminal.print(JSON.stringify(found, null, 2));
  else for (const line of formatChannels(found.channels, context.now(), terminal.color)) terminal.print(line);
}

async function test(context: Context, channel: string, { json }: Json): Promise<void> {
  const { terminal } = context;
  const result = await (await engineOf(context)).call('test-channel', { channel });
  terminal.print(
    json === true ? JSON.stringify(result, null, 2) : `${channel}: ${plainText(result.message)}`,
  );
  if (!result.ok) context.finish(EXIT.finding);
}

async function deliveries(context: Context, { channel, json }: Json & { channel?: string }): Promise<void> {
  const { terminal } = context;
  const found = await (await engineOf(context)).call('deliveries', channel === undefined ? {} : { channel });
  if (json === true) terminal.print(JSON.stringify(found, null, 2));
  else for (const line of formatDeliveries(found.deliveries, terminal.color)) terminal.print(line);
}

async function retry(context: Context, channel: string | undefined, { json }: Json): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const answer = await engine.call('retry-deliveries', channel === undefined ? {} : { channel });
  if (json === true) terminal.print(JSON.stringify(answer, null, 2));
  else terminal.note(answer.retried === 0 ? 'None was given up.' : `${answer.retried} tried again.`);
}
