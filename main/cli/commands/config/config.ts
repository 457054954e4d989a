import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addBackup } from './backup.ts';
import { addDiff } from './diff.ts';
import { addHistory } from './history.ts';
import { addImport } from './import.ts';
import { addMigrate } from './migrate.ts';
import { addReload } from './reload.ts';
import { addRestore } from './restore.ts';
import { addSchema } from './schema.ts';
import { addShow } from './show.ts';

/** The configuration file: what it says, what it was, and what to make of it. */
export function addConfig(program: Command, context: Context): void {
  const config = program.command('config').description('show, change and restore the configuration');
  addShow(config, context);
  addImport(config, context);
  addReload(config, context);
  addMigrate(config, context);
  addSchema(config, context);
  addHistory(config, context);
  addDiff(config, context);
  addRestore(config, context);
  addBackup(config, context);
}
