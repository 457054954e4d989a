import { type Command, InvalidArgumentError } from 'commander';
import { commands } from '#contract/channels.ts';
import { type Context, engineOf } from '../../context.ts';
import { formatClients } from '../../format/gateway/clients.ts';

interface Options {
  readonly json?: true;
}

export function addClients(program: Command, context: Context): void {
  const clients = program
    .command('clients')
    .description('show the AI clients that are attached, and the tokens they may come with')
    .option('--json', 'print {"clients":[…],"tokens":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox clients\n  signalbox clients add claude')
    .action((options: Options) => list(context, options));
  clients
    .command('add')
    .description('make a token for one client, and print it: it is not shown again')
    .argument('<name>', 'lower-case letters, digits and dashes', readName)
    .addHelpText('after', '\nExample:\n  signalbox clients add claude')
    .action((name: string) => add(context, name));
  clients
    .command('remove')
    .description('take a token back; the sessions that use it are ended')
    .argument('<name>', 'as it was added')
    .addHelpText('after', '\nExample:\n  signalbox clients remove claude')
    .action((name: string) => remove(context, name));
}

async function list(context: Context, { json }: Options): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const { clients } = await engine.call('traffic', {});
  const { tokens } = await engine.call('client-tokens', {});
  if (json === true) terminal.print(JSON.stringify({ clients, tokens }, null, 2));
  else for (const line of formatClients(clients, tokens, context.now())) terminal.print(line);
}

/** The token alone goes to stdout, so that a script can take it. */
async function add(context: Context, name: string): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const { token } = await engine.call('add-client-token', { name });
  terminal.print(token);
  const url = new URL('mcp', engine.runtime.url);
  terminal.note(
    `It opens ${url} and nothing else: as Authorization: Bearer, or as SIGNALBOX_TOKEN for connect.`,
  );
}

async function remove(context: Context, name: string): Promise<void> {
  const engine = await engineOf(context);
  await engine.call('remove-client-token', { name });
  context.terminal.note(`The token ${name} is refused from now on.`);
}

function readName(text: string): string {
  if (commands['add-client-token'].input.safeParse({ name: text }).success) return text;
  throw new InvalidArgumentError('It takes up to 40 lower-case letters, digits and dashes.');
}
