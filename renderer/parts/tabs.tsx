import { useRef } from 'react';
import css from './tabs.module.css';

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly words: string;
  /** A figure behind the words, such as how many there are. */
  readonly count?: string | null;
}

interface Props<Name extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Name>[];
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
  /** The id of the panel that they change. */
  readonly panel: string;
}

/** Parts of a page of which one is shown. One stop for Tab; arrows, Home and End go from one to the next. */
export function Tabs<Name extends string>({ label, tabs, chosen, onChoose, panel }: Props<Name>) {
  const list = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex((tab) => tab.name === chosen);
  const onKey = (event: React.KeyboardEvent): void => {
    const last = tabs.length - 1;
    const to = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    const tab = to === undefined || event.altKey ? undefined : tabs[to];
    if (tab === undefined) return;
    event.preventDefault();
    onChoose(tab.name);
    list.current?.querySelector<HTMLElement>(`#${tabId(panel, tab.name)}`)?.focus();
  };
  return (
    <div ref={list} className={css['tabs']} role="tablist" aria-label={label} onKeyDown={onKey}>
      {tabs.map(({ name, words, count = null }) => (
        <button
          key={name}
          id={tabId(panel, name)}
          type="button"
          role="tab"
          className={css['tab']}
          aria-selected={name === chosen}
          aria-controls={name === chosen ? panel : undefined}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {words}
          {count !== null && <span className={css['count']}> {count}</span>}
        </button>
      ))}
    </div>
  );
}

/** Names a panel after its tab, for `aria-labelledby`. */
export function tabId(panel: string, name: string): string {
  return `${panel}-tab-${name}`;
}
