import { Fragment } from 'react';
import type { LimitView } from '#contract/limit.ts';
import type { Lamp as LampKind } from '#contract/server-state.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import table from '../table.module.css';
import css from './configuration.module.css';
import { ENFORCERS, LIMIT_NAMES, limitValue } from './limit-words.ts';

/** Each limit, and who holds it to that: none is silently not enforced. */
export function Limits({ limits }: { readonly limits: readonly LimitView[] }) {
  return (
    <Box heading="Limits">
      {limits.length === 0 ? (
        <p className={table['nothing']}>
          No limits set. Key <code>limits</code> in servers.json: <code>{'{ "memorySoft": "512MB" }'}</code>,
          for example.
        </p>
      ) : (
        <table className={`${table['table']} ${css['limits']}`}>
          <thead>
            <tr>
              <th>Limit</th>
              <th className={table['number']}>Value</th>
              <th>Enforced</th>
            </tr>
          </thead>
          <tbody>
            {limits.map((limit) => (
              <Fragment key={limit.limit}>
                <tr className={css['limit']}>
                  <td>{LIMIT_NAMES[limit.limit]}</td>
                  <td className={table['number']}>{limitValue(limit)}</td>
                  <td>
                    <span className={table['state']}>
                      <Lamp lamp={lampOf(limit)} label={null} />
                      {ENFORCERS[limit.enforced_by]}
                    </span>
                  </td>
                </tr>
                <tr>
                  <td colSpan={3} className="dim">
                    {limit.detail}
                  </td>
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </Box>
  );
}

function lampOf({ enforced_by: who }: LimitView): LampKind {
  if (who === 'none') return 'warn';
  return who === 'priority' ? 'info' : 'ok';
}
