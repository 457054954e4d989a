import type { AdminSettings } from '../../configuration/configuration.ts';
import type { AdminContext } from './admin-options.ts';

const QUESTION = {
  type: 'object',
  properties: {
    confirm: {
      type: 'boolean',
      title: 'Do it',
      description: 'It is done only with this set.',
      default: false,
    },
  },
  required: ['confirm'],
};

/**
 * Whether something destructive may be done: null, or why not, in sentences.
 * @param what as in "Stop memory": a clause that becomes a question
 * @param beware what the person must know before they say yes, in sentences; null for nothing
 */
export async function askFirst(
  setting: AdminSettings['destructive'],
  tool: string,
  what: string,
  beware: string | null,
  context: AdminContext,
): Promise<string | null> {
  switch (setting) {
    case 'allow':
      return null;
    case 'never':
      return `${tool} is switched off here (gateway.admin.destructive is "never" in Signalbox's configuration).`;
    case 'ask': {
      if (context.elicit === null) {
        return (
          `${tool} needs a yes from the person, and this client can't ask them. It can be done in Signalbox's own ` +
          `window; to allow it to clients without a question, the person sets gateway.admin.destructive to "allow".`
        );
      }
      const question = `${what}? ${context.clientName} asks for it.`;
      const answer = await context.elicit(beware === null ? question : `${question} ${beware}`, QUESTION);
      if (answer.action === 'accept' && isConfirmed(answer.content)) return null;
      return answer.action === 'cancel' ? 'The person gave no answer.' : 'The person said no.';
    }
    default:
      return assertNever(setting);
  }
}

function isConfirmed(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'confirm' in content && content.confirm === true;
}

function assertNever(setting: never): never {
  throw new Error(`unknown setting: ${String(setting)}`);
}
