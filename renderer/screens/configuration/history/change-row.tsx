import type { ConfigurationChange, ValueChange } from '#contract/configuration-text.ts';
import { fullDate, momentWords } from '../../../format/moment.ts';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { useTodayMs } from '../../../parts/use-now.ts';
import { useStores } from '../../../store/stores.ts';
import { ACTION_LAMPS, ACTION_WORDS, callerWords } from './change-words.ts';
import css from './history.module.css';

interface Props {
  readonly change: ConfigurationChange;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

/** One change: what, by whom and why; opened, each value, and the texts around it. */
export function ChangeRow({ change, isOpen, onOpen }: Props) {
  const { changes: store } = useStores();
  const todayMs = useTodayMs();
  const { at, by, action, why, summary, changes, before, after } = change;
  const words = [ACTION_WORDS[action], callerWords(by)].filter((word) => word !== null);
  return (
    <li className={css['change']} data-open={isOpen}>
      <button type="button" className={css['row']} aria-expanded={isOpen} onClick={onOpen}>
        <Lamp lamp={ACTION_LAMPS[action]} label={null} />
        <time dateTime={at} title={fullDate(at)}>
          {momentWords(at, todayMs)}
        </time>
        <span className={css['summary']}>
          <b>{summary}</b>
          <span className="dim">
            {' '}
            {words.join(', ')}
            {why !== null && `: “${why}”`}
          </span>
        </span>
      </button>
      {isOpen && (
        <div className={css['facts']}>
          <Values changes={changes} />
          <div className={css['buttons']}>
            {before !== null && <Button onClick={() => void store.show(before)}>The file before this</Button>}
            {after !== null && after !== before && (
              <Button onClick={() => void store.show(after)}>The file after this</Button>
            )}
            {before === null && after === null && <span className="faint">Its texts are kept no more.</span>}
          </div>
        </div>
      )}
    </li>
  );
}

/** What changed, value by value; secrets are masked. */
export function Values({ changes }: { readonly changes: readonly ValueChange[] }) {
  if (changes.length === 0) return <p className="faint">No value changed.</p>;
  return (
    <ul className={css['values']}>
      {changes.map(({ key, before, after }) => (
        <li key={key}>
          <code>{key}</code>
          {before !== null && <del>{before}</del>}
          {after !== null && <ins>{after}</ins>}
        </li>
      ))}
    </ul>
  );
}
