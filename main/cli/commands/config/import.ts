import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Output } from '#contract/channels.ts';
import type { ClientServers } from '#contract/configuration-text.ts';
import { sayPlan } from '#contract/say-plan.ts';
import { type Context, engineOf } from '../../context.ts';
import type { EngineClient } from '../../engine-client.ts';
import { CliError, EXIT } from '../../exit-codes.ts';
import { formatClientServers } from '../../format/client-servers.ts';
import { plainText } from '../../format/plain-text.ts';

interface Options {
  readonly client?: string;
  readonly server?: readonly string[];
  readonly existing: 'skip' | 'replace' | 'rename';
  readonly moveSecrets?: true;
  readonly dryRun?: true;
  readonly list?: true;
  readonly json?: true;
}

type Imported = Output<'import-servers'> & { readonly file: string };

export function addImport(config: Command, context: Context): void {
  config
    .command('import')
    .description('take over servers that an AI client of this machine, or any file, has')
    .argument('[file]', 'a file of any client: JSON, YAML or TOML')
    .option('--client <name>', 'all files of this client, such as claude-desktop; --list shows them')
    .option('--server <names...>', 'only these')
    .addOption(
      new Option('--existing <what>', 'what becomes of one whose name is taken here')
        .choices(['skip', 'replace', 'rename'])
        .default('skip'),
    )
    .option('--move-secrets', 'put what looks like a secret into the secret store')
    .option('--dry-run', 'only say what would be done')
    .option('--list', 'show what the clients of this machine have, and take over nothing')
    .option('--json', 'print JSON for scripts')
    .addHelpText(
      'after',
      '\nExample:\n  signalbox config import --list\n  signalbox config import --client claude-desktop --move-secrets --dry-run',
    )
    .action((file: string | undefined, options: Options) => importServers(context, file, options));
}

async function importServers(context: Context, file: string | undefined, options: Options): Promise<void> {
  const given = [file, options.client, options.list].filter((one) => one !== undefined).length;
  if (given !== 1) throw new CliError('Give a file, --client or --list.', EXIT.badUsage);
  const engine = await engineOf(context);
  if (options.list === true) return await list(context, engine, options.json === true);
  const files =
    file === undefined
      ? await filesOf(engine, options.client ?? '', options.server)
      : [{ file: resolve(file) }];
  const results: Imported[] = [];
  for (const { file: path, servers = options.server } of files) {
    const result = await engine.call('import-servers', {
      file: path,
      ...(servers === undefined ? {} : { servers: [...servers] }),
      existing: options.existing,
      move_secrets: options.moveSecrets === true,
      dry_run: options.dryRun === true,
    });
    results.push({ file: path, ...result });
  }
  if (options.json === true) context.terminal.print(JSON.stringify({ imports: results }, null, 2));
  else for (const result of results) say(context, result, options.dryRun === true);
}

/** The files of a client that have servers, and which of those that were asked for. */
async function filesOf(
  engine: EngineClient,
  client: string,
  wanted: readonly string[] | undefined,
): Promise<readonly { readonly file: string; readonly servers?: readonly string[] }[]> {
  const { clients } = await engine.call('client-servers', {});
  const own = clients.filter((one) => one.client === client);
  if (own.length === 0) {
    const known = [...new Set(clients.map((one) => one.client))].join(', ');
    const hint = known === '' ? 'No client of this machine has any.' : `These have some: ${known}.`;
    throw new CliError(`${client} has no servers on this machine. ${hint}`, EXIT.badUsage);
  }
  const broken = own.find(({ problem }) => problem !== null);
  if (broken !== undefined) throw new CliError(`${broken.file}: ${broken.problem}`, EXIT.finding);
  const missing = wanted?.find((name) => !own.some((one) => has(one, name)));
  if (missing !== undefined) throw new CliError(`${client} has no server named ${missing}.`, EXIT.badUsage);
  return own
    .map((one) =>
      wanted === undefined
        ? { file: one.file }
        : { file: one.file, servers: wanted.filter((name) => has(one, name)) },
    )
    .filter(({ servers }) => servers === undefined || servers.length > 0);
}

function has({ servers }: ClientServers, name: string): boolean {
  return servers.some((server) => server.name === name);
}

async function list({ terminal }: Context, engine: EngineClient, json: boolean): Promise<void> {
  const { clients } = await engine.call('client-servers', {});
  if (json) terminal.print(JSON.stringify({ clients }, null, 2));
  else for (const line of formatClientServers(clients)) terminal.print(line);
}

function say({ terminal }: Context, { file, added, skipped, notes, plan }: Imported, isDry: boolean): void {
  const verb = isDry ? 'Would take over' : 'Taken over';
  const what = added.length === 0 ? 'nothing' : added.join(', ');
  terminal.print(plainText(`${verb} from ${file}: ${what}`));
  for (const { name, why } of skipped) terminal.print(plainText(`  left out ${name}: ${why}`));
  for (const note of notes) terminal.print(plainText(`  ${note}`));
  if (added.length > 0) terminal.note(`${isDry ? 'Would be applied' : 'Applied'}: ${sayPlan(plan)}.`);
}
