import { useEffect, useMemo, useState } from 'react';
import type { EffectiveSetting } from '#contract/configuration-text.ts';
import { Box } from '../../../parts/box.tsx';
import { Pill } from '../../../parts/pill.tsx';
import { Select } from '../../../parts/select.tsx';
import { useEngine, useKnown, useStores, useView } from '../../../store/stores.ts';
import { wordsOf } from '../form/values.ts';
import css from './settings.module.css';

const ORIGINS: Readonly<Record<EffectiveSetting['origin'], string>> = {
  default: 'default',
  file: 'file',
  '.env': '.env',
  env: 'environment',
};

/** Every setting as it holds now, and where its value comes from. */
export function SettingsTab() {
  const { known, view } = useStores();
  const server = useView((state) => state.editedServer);
  const order = useEngine((state) => state.order);
  const chosen = server !== null && order.includes(server) ? server : null;
  useEffect(() => known.open(chosen), [known, chosen]);
  const general = useKnown((state) => state.settings);
  const ofServer = useKnown((state) => state.ofServer);
  const problem = useKnown((state) => state.problem);
  const [isSet, setIsSet] = useState(false);
  const [query, setQuery] = useState('');
  const own = ofServer?.server === chosen ? ofServer.settings : null;
  const settings = chosen === null ? general : own;
  const prefix = chosen === null ? '' : `mcpServers.${chosen}.`;
  const rows = useMemo(
    () =>
      Object.entries(settings ?? {})
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, setting]) => [key.slice(prefix.length), setting] as const)
        .filter(([, { origin }]) => !isSet || origin !== 'default')
        .filter(([key]) => key.toLowerCase().includes(query.trim().toLowerCase())),
    [settings, prefix, isSet, query],
  );
  return (
    <Box
      heading="In force now"
      className={css['box'] ?? ''}
      aside={
        <>
          <Select
            aria-label="Settings of"
            value={chosen ?? ''}
            onChoose={(value) => view.setState({ editedServer: value === '' ? null : value })}
            choices={[
              { value: '', words: 'all of Signalbox' },
              ...order.map((name) => ({ value: name, words: name })),
            ]}
          />
          <Pill on={isSet} onClick={() => setIsSet(!isSet)}>
            Not at their default
          </Pill>
          <span className="grow" />
          <input
            type="search"
            className={css['search']}
            aria-label="Find a setting"
            placeholder="Find a setting"
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={css['scroll']} tabIndex={0} aria-label="Settings in force">
        {settings === null && <p className={css['nothing']}>{problem ?? 'Reading…'}</p>}
        {settings !== null && rows.length === 0 && <p className={css['nothing']}>None.</p>}
        {rows.length > 0 && (
          <table className={css['table']}>
            <thead>
              <tr>
                <th>Setting</th>
                <th>Value</th>
                <th>From</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([key, { value, origin, from }]) => (
                <tr key={key} data-origin={origin}>
                  <td>
                    <code>{key}</code>
                  </td>
                  <td>
                    <code>{value === null ? 'none' : wordsOf(value)}</code>
                  </td>
                  <td>
                    {ORIGINS[origin]}
                    {from !== null && <span className="dim"> {from}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <p className={css['note']}>
        A default gives way to the file, the file to .env beside it, and that to the environment.
      </p>
    </Box>
  );
}
