import { useId, useMemo, useState } from 'react';
import type { ToolView } from '#contract/tool.ts';
import { Button } from '../../../../parts/button.tsx';
import { Pill } from '../../../../parts/pill.tsx';
import { useEngine, useStores, useTries } from '../../../../store/stores.ts';
import { readParams } from '../../request/read-params.ts';
import { checkArguments } from '../form/check-arguments.ts';
import { beginning, type Entry } from '../form/entry.ts';
import { GroupFields } from '../form/fields.tsx';
import { type EntryProblem, fillForm, readForm } from '../form/read-entry.ts';
import { readSchema } from '../form/read-schema.ts';
import css from './try.module.css';

interface Props {
  readonly server: string;
  readonly tool: ToolView;
  /** Arguments to begin with; null for the schema's own defaults. */
  readonly begin: Record<string, unknown> | null;
  readonly onStart: () => void;
}

/** The arguments of a call as a form, or as JSON; either becomes the other where the form can show it. */
type Draft =
  | { readonly view: 'form'; readonly entry: Entry }
  | { readonly view: 'json'; readonly text: string };

/** Asks for a tool's arguments, holds them against its schema, and calls it. */
export function TryForm({ server, tool, begin, onStart }: Props) {
  const { tries } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const busy = useTries((state) =>
    state.tries.some((one) => one.server === server && one.tool === tool.name && one.outcome === null),
  );
  const { input_schema: schema } = tool;
  const field = useMemo(() => readSchema(schema), [schema]);
  const [draft, setDraft] = useState<Draft>(() => {
    if (field.kind === 'json') return { view: 'json', text: asText(begin ?? {}) };
    if (begin === null) return { view: 'form', entry: beginning(field) };
    const entry = fillForm(field, begin);
    return entry === null ? { view: 'json', text: asText(begin) } : { view: 'form', entry };
  });
  /** Problems are told once it was tried to send: nobody likes to be corrected while typing the first word. */
  const [told, setTold] = useState(false);
  const [note, setNote] = useState('');
  const ids = useId();
  const { value, problems, unchecked } = useMemo(() => judge(draft, field, schema), [draft, field, schema]);
  const fits = problems.length === 0;

  const change = (next: Draft): void => {
    setNote('');
    setDraft(next);
  };
  const send = (anyway: boolean): void => {
    setTold(true);
    if (value === null || busy || !connected || !(fits || anyway)) return;
    onStart();
    void tries.start({ server, tool: tool.name, arguments: value });
  };
  const showJson = (): void => {
    if (draft.view === 'form') change({ view: 'json', text: asText(value ?? {}) });
  };
  const showForm = (): void => {
    if (draft.view === 'form') return;
    const entry = value === null ? null : fillForm(field, value);
    if (field.kind === 'json') setNote(`${field.why} It has no form.`);
    else if (entry === null) setNote('The form can’t show these arguments.');
    else change({ view: 'form', entry });
  };
  const why = !connected ? 'Not connected to Signalbox' : busy ? 'One is on its way' : null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter in any field
    <div
      className={css['form']}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        send(false);
      }}
    >
      {tool.description !== null && <p className={css['description']}>{tool.description}</p>}
      <div className={css['views']}>
        <Pill on={draft.view === 'form'} onClick={showForm}>
          Form
        </Pill>
        <Pill on={draft.view === 'json'} onClick={showJson}>
          JSON
        </Pill>
        <span className="dim" role="status">
          {note}
        </span>
      </div>
      {draft.view === 'form' ? (
        <GroupFields
          label="arguments"
          field={field}
          entry={draft.entry}
          required
          at="#"
          problems={told ? problems : []}
          onChange={(entry) => change({ view: 'form', entry })}
        />
      ) : (
        <>
          <label htmlFor={ids} className="visually-hidden">
            Arguments, as JSON
          </label>
          <textarea
            id={ids}
            className={css['json']}
            rows={7}
            spellCheck={false}
            aria-invalid={value === null || (told && !fits)}
            value={draft.text}
            onChange={(event) => change({ view: 'json', text: event.currentTarget.value })}
          />
        </>
      )}
      {draft.view === 'form' && field.kind === 'object' && field.properties.length === 0 && (
        <p className="dim">It takes no arguments.</p>
      )}
      <div role="alert">
        {(told || value === null) && !fits && <Wrong problems={problems} form={draft.view === 'form'} />}
      </div>
      {unchecked !== null && <p className="dim">Its schema can’t be checked here: {unchecked}</p>}
      <div className={css['send']}>
        <Button look="primary" why={why} aria-keyshortcuts="Control+Enter" onClick={() => send(false)}>
          {busy ? 'On its way…' : 'Call'}
        </Button>
        {told && !fits && value !== null && (
          <Button why={why} onClick={() => send(true)}>
            Call anyway
          </Button>
        )}
        <span className="faint">Ctrl Enter</span>
      </div>
    </div>
  );
}

/** In a form the problems stand at their fields, too. */
function Wrong({ problems, form }: { readonly problems: readonly EntryProblem[]; readonly form: boolean }) {
  if (form) {
    return (
      <p className={css['wrong']}>
        {problems.length === 1 ? 'One argument does not fit' : `${problems.length} things do not fit`}: see{' '}
        {problems
          .slice(0, 5)
          .map(({ at }) => placeWords(at))
          .join(', ')}
        .
      </p>
    );
  }
  return (
    <ul className={css['wrong']}>
      {problems.map(({ at, why }) => (
        <li key={`${at} ${why}`}>
          {at === '#' ? '' : `${placeWords(at)}: `}
          {why}
        </li>
      ))}
    </ul>
  );
}

interface Judged {
  /** Null while what was typed is no JSON object. */
  readonly value: Record<string, unknown> | null;
  readonly problems: readonly EntryProblem[];
  readonly unchecked: string | null;
}

function judge(draft: Draft, field: ReturnType<typeof readSchema>, schema: ToolView['input_schema']): Judged {
  if (draft.view === 'json') {
    const params = readParams(draft.text);
    if (params.kind === 'refused') {
      return { value: null, problems: [{ at: '#', why: params.why }], unchecked: null };
    }
    return checked(params.params, [], schema);
  }
  const { value, problems } = readForm(field, draft.entry);
  return checked(value as Record<string, unknown>, problems, schema);
}

function checked(
  value: Record<string, unknown>,
  problems: readonly EntryProblem[],
  schema: ToolView['input_schema'],
): Judged {
  const found = checkArguments(schema, value);
  if (found.kind === 'unchecked') return { value, problems, unchecked: found.why };
  // What could not be read at a place says more than that it is missing there.
  const more =
    found.kind === 'valid' ? [] : found.problems.filter(({ at }) => !problems.some((one) => one.at === at));
  return { value, problems: [...problems, ...more], unchecked: null };
}

function asText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** `#/a/0` as `a.0`. */
function placeWords(at: string): string {
  if (at === '#') return 'the arguments';
  return at.slice(2).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}
