import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addListSecrets } from './list.ts';
import { addMoveSecret } from './move.ts';
import { addRemoveSecret } from './remove.ts';
import { addSetSecret } from './set.ts';

/** `signalbox secret …`; a value is never an argument and never printed. */
export function addSecret(program: Command, context: Context): void {
  const secret = program
    .command('secret')
    .description(`keep what \${secret:NAME} and \${input:NAME} in the configuration stand for`)
    .addHelpText('after', '\nExample:\n  signalbox secret set github-token\n  signalbox secret list');
  addSetSecret(secret, context);
  addListSecrets(secret, context);
  addRemoveSecret(secret, context);
  addMoveSecret(secret, context);
}
