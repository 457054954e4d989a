import type { Entry } from './entry.ts';
import type { Field } from './field.ts';
import css from './form.module.css';
import type { EntryProblem } from './read-entry.ts';

export interface FieldProps {
  readonly label: string;
  readonly field: Field;
  readonly entry: Entry;
  readonly required: boolean;
  /** An entry of a list, or the kind that was chosen: that it must be there needs no word. */
  readonly isPart?: boolean;
  /** Where it stands in the arguments, `#/a/0`. */
  readonly at: string;
  readonly problems: readonly EntryProblem[];
  readonly onChange: (entry: Entry) => void;
}

type LabelProps = Pick<FieldProps, 'label' | 'field' | 'required' | 'isPart'>;

/** Its name, what kind of value it takes, and whether it must be there. */
export function LabelWords({ label, field, required, isPart = false }: LabelProps) {
  const { title } = field;
  return (
    <>
      <b className="mono">{label}</b>
      {title !== null && title !== label && <span> {title}</span>}
      <span className={css['kind']}>
        {' '}
        {kindWords(field)}
        {required && !isPart && <span className={css['required']}>, required</span>}
      </span>
    </>
  );
}

/** What it is for, and its bounds. */
export function About({ id, field }: { readonly id: string; readonly field: Field }) {
  const { description, hints } = field;
  const why = field.kind === 'json' ? `${field.why} Write it as JSON.` : null;
  const words = [description, hints.join(', '), why].filter((part) => part !== null && part !== '');
  return (
    <p id={id} className={css['about']}>
      {words.join(' · ')}
    </p>
  );
}

export function Problems({
  id,
  problems,
}: {
  readonly id: string;
  readonly problems: readonly EntryProblem[];
}) {
  return (
    <p id={id} className={css['problem']}>
      {problems.map(({ why }) => why).join(' ')}
    </p>
  );
}

function kindWords(field: Field): string {
  switch (field.kind) {
    case 'text':
      return 'text';
    case 'number':
      return field.integer ? 'whole number' : 'number';
    case 'boolean':
      return 'true or false';
    case 'options':
      return 'one of';
    case 'object':
      return 'object';
    case 'list':
      return 'list';
    case 'choice':
      return 'one of several kinds';
    case 'json':
      return 'JSON';
    default:
      return assertNever(field);
  }
}

function assertNever(field: never): never {
  throw new Error(`unknown field: ${JSON.stringify(field)}`);
}
