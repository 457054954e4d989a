import { useEffect, useMemo, useRef } from 'react';
import type { LimitView } from '#contract/limit.ts';
import { Select } from '../../parts/select.tsx';
import { serverNamed } from '../../store/engine-store.ts';
import { serverHash } from '../../store/place.ts';
import { useEngine, useStores, useView } from '../../store/stores.ts';
import { visitCompare } from '../../store/visits.ts';
import { comparedCharts } from '../charts/chart-lists.ts';
import { Charts } from '../charts/charts.tsx';
import { useServerKeys } from '../server/use-server-keys.ts';
import css from './compare.module.css';

/** Each server has limits of its own: drawn together they would say nothing. */
const NO_LIMITS: readonly LimitView[] = [];

/** Two servers in the same charts. */
export function Compare() {
  const server = useView((state) => state.server);
  const other = useView((state) => state.other);
  return server === null || other === null ? null : <Two first={server} second={other} />;
}

function Two({ first, second }: { readonly first: string; readonly second: string }) {
  const stores = useStores();
  useServerKeys();
  const isLocal = useEngine(
    (state) =>
      serverNamed(state, first)?.location !== 'remote' || serverNamed(state, second)?.location !== 'remote',
  );
  const servers = useMemo(() => [first, second] as const, [first, second]);
  const charts = useMemo(() => comparedCharts(servers, isLocal), [servers, isLocal]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What led here is gone from the page: the keyboard goes on from the heading.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <div className={css['page']}>
      <header className={css['head']}>
        <nav aria-label="Way back" className={css['crumbs']}>
          <a href="#/">Dashboard</a>
          <span aria-hidden="true">/</span>
          <a href={serverHash(first)} aria-keyshortcuts="Escape">
            {first}
          </a>
          <span aria-hidden="true">/</span>
        </nav>
        <h2 ref={heading} tabIndex={-1}>
          Compare
        </h2>
        <Pick
          label="First server"
          name={first}
          without={second}
          onPick={(name) => visitCompare(stores, name, second)}
        />
        <span className="dim">with</span>
        <Pick
          label="Second server"
          name={second}
          without={first}
          onPick={(name) => visitCompare(stores, first, name)}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={css['scroll']} aria-label={`${first} and ${second}`} tabIndex={0}>
        <Charts servers={servers} charts={charts} limits={NO_LIMITS} />
      </section>
    </div>
  );
}

interface PickProps {
  readonly label: string;
  readonly name: string;
  /** The one that stands on the other side. */
  readonly without: string;
  readonly onPick: (name: string) => void;
}

function Pick({ label, name, without, onPick }: PickProps) {
  const order = useEngine((state) => state.order);
  // One that is configured no more still has its history.
  const names = order.includes(name) ? order : [name, ...order];
  return (
    <Select
      aria-label={label}
      value={name}
      choices={names.filter((one) => one !== without).map((one) => ({ value: one, words: one }))}
      onChoose={onPick}
    />
  );
}
