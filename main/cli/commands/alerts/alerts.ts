import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addChannelCommands } from './channels.ts';
import { addIncidentCommands } from './incidents.ts';
import { addListCommands } from './list.ts';
import { addRuleCommands } from './rules.ts';
import { addSilenceCommands } from './silence.ts';

/** `signalbox alerts …`; alone it is `alerts list`. */
export function addAlerts(program: Command, context: Context): void {
  const alerts = program
    .command('alerts')
    .description('show what is wrong enough to be told, and say what becomes of it')
    .addHelpText(
      'after',
      '\nExample:\n  signalbox alerts\n  signalbox alerts silence --server github --for 1d',
    );
  addListCommands(alerts, context);
  addSilenceCommands(alerts, context);
  addRuleCommands(alerts, context);
  addChannelCommands(alerts, context);
  addIncidentCommands(alerts, context);
}
