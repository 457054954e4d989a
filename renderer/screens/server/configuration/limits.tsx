import type { LimitView } from '#contract/limit.ts';
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
              <tr key={limit.limit}>
                <td>{LIMIT_NAMES[limit.limit]}</td>
                <td className={table['number']}>{limitValue(limit)}</td>
                <td>
                  <span className={table['state']}>
                    <Lamp
                      lamp={
                        limit.enforced_by === 'none'
                          ? 'warn'
                          : limit.enforced_by === 'priority'
                            ? 'info'
                            : 'ok'
                      }
                      label={null}
                    />
                    {ENFORCERS[limit.enforced_by]}
                  </span>
                  <p className="dim">{limit.detail}</p>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Box>
  );
}
