import { type Command, Option } from 'commander';
import type { ToolList } from '#contract/tool.ts';
import { type Context, engineOf } from '../../context.ts';
import { formatTools } from '../../format/gateway/tools.ts';

interface Options {
  readonly on?: string;
  readonly off?: string;
  readonly json?: true;
}

export function addTools(program: Command, context: Context): void {
  program
    .command('tools')
    .description('show the tools of a server, or switch one on or off for all clients')
    .argument('<name>', 'name of the server')
    .option('--on <tool>', 'switch this tool on, in the configuration file')
    .addOption(new Option('--off <tool>', 'switch this tool off, in the configuration file').conflicts('on'))
    .option('--json', 'print {"server","known_since","tools":[…]} for scripts, with their schemas')
    .addHelpText('after', '\nExample:\n  signalbox tools filesystem --off write_file')
    .action((name: string, options: Options) => tools(context, name, options));
}

async function tools(context: Context, server: string, { on, off, json }: Options): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const tool = on ?? off;
  const list: ToolList =
    tool === undefined
      ? await engine.call('tools', { server })
      : await engine.call('switch-tool', { server, tool, enabled: on !== undefined });
  if (json === true) terminal.print(JSON.stringify(list, null, 2));
  else for (const line of formatTools(list, terminal.color)) terminal.print(line);
}
