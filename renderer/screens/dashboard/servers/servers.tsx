import { Box } from '../../../parts/box.tsx';
import { Pill } from '../../../parts/pill.tsx';
import { useEngine, useStores, useView } from '../../../store/stores.ts';
import { ServerRow } from './server-row.tsx';
import css from './servers.module.css';

const NOBODY: readonly string[] = [];

/** The server table. */
export function Servers() {
  const { view } = useStores();
  const order = useEngine((state) => state.order);
  const attention = useEngine((state) => state.overview?.attention ?? NOBODY);
  const onlyAttention = useView((state) => state.onlyAttention);
  const shown = onlyAttention ? order.filter((name) => attention.includes(name)) : order;
  const filters = (
    <>
      <Pill on={!onlyAttention} onClick={() => view.setState({ onlyAttention: false })}>
        all {order.length}
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
            <tr>
              <th className={css['name']}>Server</th>
              <th className={css['state']}>State</th>
              <th className={css['spark']}>CPU 15 min</th>
              <th className={css['cpu']}>CPU</th>
              <th className={css['memory']}>Memory</th>
              <th className={css['rate']}>Requests</th>
              <th className={css['p95']}>p95</th>
              <th className={css['errors']}>Errors</th>
              <th className={css['tools']}>Tools</th>
              <th className={css['restarts']}>Restarts</th>
              <th className={css['pid']}>PID</th>
              <th className={css['actions']}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
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
