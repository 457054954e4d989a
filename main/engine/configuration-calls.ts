import { ProblemError } from '#contract/problem.ts';

async function notYet(): Promise<never> {
  throw new ProblemError('internal', 'this is not built yet');
}

/** INTERIM. */
export function configurationCalls() {
  return {
    'apply-configuration': notYet,
    'restore-configuration': notYet,
    'backup-configuration': notYet,
    'migrate-configuration': notYet,
    'rollback-server': notYet,
    'dismiss-rollback': notYet,
    'configuration-text': notYet,
    'check-configuration': notYet,
    'edit-configuration-text': notYet,
    'format-configuration': notYet,
    'configuration-schema': notYet,
    'configuration-history': notYet,
    'configuration-version': notYet,
    'effective-settings': notYet,
    integrity: notYet,
  };
}
