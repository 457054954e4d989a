import { useId } from 'react';
import { Button, IconButton } from '../../../../parts/button.tsx';
import { Select } from '../../../../parts/select.tsx';
import { beginning, chosen, type Entry, isConstant } from './entry.ts';
import type { Field } from './field.ts';
import { About, type FieldProps, LabelWords, Problems } from './field-words.tsx';
import css from './form.module.css';
import { InputView } from './input-view.tsx';

/** One field of the form with its name, what it is for, and what is wrong with it. */
function FieldView(props: FieldProps) {
  const { field, entry } = props;
  if (isConstant(field)) return null;
  if (entry.kind === 'object' || entry.kind === 'list' || entry.kind === 'choice')
    return <GroupView {...props} />;
  return <InputView {...props} />;
}

/** A field that holds others: an object, a list, or one of several kinds. */
function GroupView(props: FieldProps) {
  const { label, field, required, isPart = false, at, problems } = props;
  const id = useId();
  const own = problems.filter((problem) => problem.at === at);
  return (
    <fieldset className={css['group']} aria-describedby={`${id}-about ${id}-wrong`}>
      <legend>
        <LabelWords label={label} field={field} required={required} isPart={isPart} />
      </legend>
      <About id={`${id}-about`} field={field} />
      <GroupFields {...props} />
      <Problems id={`${id}-wrong`} problems={own} />
    </fieldset>
  );
}

/** The fields inside, without a frame: for the arguments as a whole, too. */
export function GroupFields({ label, field, entry, required, at, problems, onChange }: FieldProps) {
  if (field.kind === 'object' && entry.kind === 'object') {
    return field.properties.map((property) => {
      const { name, required: needed, field: own } = property;
      const inside = entry.entries[name];
      if (inside === undefined) return null;
      return (
        <FieldView
          key={name}
          label={name}
          field={own}
          entry={inside}
          required={needed}
          at={`${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`}
          problems={problems}
          onChange={(changed) => onChange({ kind: 'object', entries: { ...entry.entries, [name]: changed } })}
        />
      );
    });
  }
  if (field.kind === 'list' && entry.kind === 'list') {
    return (
      <ListFields label={label} field={field} entry={entry} at={at} problems={problems} onChange={onChange} />
    );
  }
  if (field.kind === 'choice' && entry.kind === 'choice') {
    const inside = field.choices[entry.at];
    return (
      <>
        <Select
          aria-label={`Kind of ${label}`}
          choices={[
            ...(required && !field.nullable ? [] : [{ value: '-1', words: 'not given' }]),
            ...field.choices.map(({ words }, index) => ({ value: String(index), words })),
          ]}
          value={String(entry.at)}
          onChoose={(value) => onChange(chosen(field, Number(value)))}
        />
        {inside !== undefined && (
          <FieldView
            label={inside.words}
            field={inside.field}
            entry={entry.entry}
            required
            isPart
            at={at}
            problems={problems}
            onChange={(changed) => onChange({ ...entry, entry: changed })}
          />
        )}
      </>
    );
  }
  return null;
}

interface ListProps extends Pick<FieldProps, 'label' | 'at' | 'problems' | 'onChange'> {
  readonly field: Extract<Field, { kind: 'list' }>;
  readonly entry: Extract<Entry, { kind: 'list' }>;
}

function ListFields({ label, field, entry, at, problems, onChange }: ListProps) {
  const { entries } = entry;
  const change = (next: readonly Entry[]): void => onChange({ kind: 'list', entries: next });
  return (
    <>
      {entries.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is what stands at its place
        <div key={index} className={css['item']}>
          <FieldView
            label={`${label} ${index + 1}`}
            field={field.item}
            entry={one}
            required
            isPart
            at={`${at}/${index}`}
            problems={problems}
            onChange={(changed) => change(entries.with(index, changed))}
          />
          <IconButton
            icon="close"
            label={`Take out ${label} ${index + 1}`}
            onClick={() => change(entries.toSpliced(index, 1))}
          />
        </div>
      ))}
      <Button
        className={css['add'] ?? ''}
        why={entries.length < field.most ? null : `At most ${field.most}`}
        onClick={() => change([...entries, beginning(field.item)])}
      >
        Add to {label}
      </Button>
    </>
  );
}
