import type { AlertRule } from '#contract/alert-rule.ts';
import type { RuleDraft } from './rule-draft.ts';

/** What each part of the form is given. */
export interface FieldsProps {
  /** Null for a new one. */
  readonly rule: AlertRule | null;
  readonly draft: RuleDraft;
  /** What is wrong with a key of the file. */
  readonly faultOf: (key: string) => string | null;
  readonly onChange: (part: Partial<RuleDraft>) => void;
}
