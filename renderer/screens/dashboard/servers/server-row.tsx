import { useEffect, useRef } from 'react';
import type { ServerView } from '#contract/server.ts';
import { UNKNOWN } from '../../../format/quantity.ts';
import { identityWords, stateWords } from '../../../format/server-words.ts';
import { Icon } from '../../../parts/icon.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { serverNamed } from '../../../store/engine-store.ts';
import { serverHash } from '../../../store/place.ts';
import { useEngine, useStores, useView } from '../../../store/stores.ts';
import { ScoreCell } from './cells/score-cell.tsx';
import { BreakerNote, TrafficCells } from './cells/traffic-cells.tsx';
import { UsageCells } from './cells/usage-cells.tsx';
import { COLUMN_COUNT } from './order/head-row.tsx';
import { RowActions } from './row-actions.tsx';
import { ServerFacts } from './server-facts.tsx';
import css from './servers.module.css';

/** One server: its name leads to its page, a click on the row folds its facts open. */
export function ServerRow({ name }: { readonly name: string }) {
  const { view } = useStores();
  const server = useEngine((state) => serverNamed(state, name));
  const open = useView((state) => state.openServer === name);
  if (server === undefined) return null;
  const toggle = (): void => view.setState({ openServer: open ? null : name });
  const onRow = (event: React.MouseEvent): void => {
    const target = event.target;
    const onControl = target instanceof Element && target.closest('button, a, [role="menu"]') !== null;
    // A drag over the row selects text; it is no click.
    if (!onControl && window.getSelection()?.isCollapsed !== false) toggle();
  };
  const factsId = `facts-${name}`;
  return (
    <>
      {/* The button inside does the same, for the keyboard. */}
      <tr className={css['row']} data-server={name} data-open={open} onClick={onRow}>
        <td className={css['name']}>
          <div className={css['identity']}>
            <Lamp lamp={server.lamp} />
            <span className={css['line']}>
              <NameLink name={name} />
              <button
                type="button"
                className={css['fold']}
                aria-label={`Facts of ${name}`}
                aria-expanded={open}
                aria-controls={open ? factsId : undefined}
                onClick={toggle}
              >
                <Icon name="chevron" size={12} />
              </button>
            </span>
            <span className={css['subline']} title={identityWords(server)}>
              {identityWords(server)}
            </span>
          </div>
        </td>
        <td className={css['state']}>
          <StateCell server={server} />
          <BreakerNote traffic={server.traffic} />
        </td>
        <ScoreCell server={server} />
        <UsageCells server={server} />
        <TrafficCells server={server} />
        <td className={css['tools']}>{server.tools ?? UNKNOWN}</td>
        <td className={css['restarts']} data-some={server.restarts > 0}>
          {server.restarts}
        </td>
        <td className={css['pid']}>{server.pid ?? UNKNOWN}</td>
        <td className={css['actions']}>
          <RowActions server={server} />
        </td>
      </tr>
      {open && (
        <tr className={css['facts']} id={factsId}>
          <td colSpan={COLUMN_COUNT}>
            <ServerFacts server={server} />
          </td>
        </tr>
      )}
    </>
  );
}

function NameLink({ name }: { readonly name: string }) {
  const { view } = useStores();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // Whoever comes back from a server's page goes on from its row.
    if (view.getState().server === name && document.activeElement === document.body) link.current?.focus();
  }, [view, name]);
  return (
    <a ref={link} className={css['link']} href={serverHash(name)} title={name}>
      {name}
    </a>
  );
}

function StateCell({ server }: { readonly server: ServerView }) {
  const words = stateWords(server, useNow());
  const fix = server.problem?.fix ?? null;
  return (
    <div
      className={css['words']}
      data-lamp={server.lamp}
      data-fix={fix !== null}
      title={fix === null ? words : `${words}\n${fix}`}
    >
      <span>{words}</span>
      {fix !== null && <span className={css['fix']}>{fix}</span>}
    </div>
  );
}
