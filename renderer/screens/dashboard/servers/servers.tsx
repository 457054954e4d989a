import { Box } from '../../../parts/box.tsx';
import { Pill } from '../../../parts/pill.tsx';
import { useEngine, useStores, useView } from '../../../store/stores.ts';
import { HeadRow } from './order/head-row.tsx';
import { useShownOrder } from './order/use-shown-order.ts';
import { ServerRow } from './server-row.tsx';
import css from './servers.module.css';

const NOBODY: readonly string[] = [];

/** The server table. */
export function Servers() {
  const { view } = useStores();
  const { names, holding } = useShownOrder();
  const attention = useEngine((state) => state.overview?.attention ?? NOBODY);
  const onlyAttention = useView((state) => state.onlyAttention);
  const shown = onlyAttention ? names.filter((name) => attention.includes(name)) : names;
  const filters = (
    <>
      <Pill on={!onlyAttention} onClick={() => view.setState({ onlyAttention: false })}>
        all {names.length}
      </Pill>
      <Pill
        on={onlyAttention}
        onClick={() => view.setState({ onlyAttention: true })}
        className={attention.length > 0 ? (css['attention'] ?? '') : ''}
      >
        attention {attention.length}
      </Pill>
    </>
  );
  return (
    <Box heading="Servers" aside={filters} className={css['box'] ?? ''}>
      <div className={css['scroll']}>
        <table className={css['table']}>
          <thead>
            <HeadRow />
          </thead>
          <tbody {...holding}>
            {shown.map((name) => (
              <ServerRow key={name} name={name} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className={css['nothing']}>No server needs attention.</p>}
      </div>
    </Box>
  );
}
