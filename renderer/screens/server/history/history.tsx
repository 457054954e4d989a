import { useMemo, useState } from 'react';
import { count } from '../../../format/quantity.ts';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { useEngine, useServerPage, useStores } from '../../../store/stores.ts';
import table from '../table.module.css';
import { EventRow } from './event-row.tsx';
import { ExportHistory } from './export-history.tsx';
import { groupEvents } from './group-events.ts';
import css from './history.module.css';
import { LoopRow } from './loop-row.tsx';

/** Every start, stop and down, newest first, each with its reason. */
export function History({ name, pooled }: { readonly name: string; readonly pooled: boolean }) {
  const { serverPage } = useStores();
  const events = useServerPage((state) => state.events);
  const loaded = useServerPage((state) => state.detail !== null);
  const hasEarlier = useServerPage((state) => state.hasEarlier);
  const loading = useServerPage((state) => state.loadingEarlier);
  const connected = useEngine((state) => state.connection === 'live');
  const rows = useMemo(() => groupEvents(events), [events]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number): void => {
    setOpen((before) =>
      before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id]),
    );
  };
  return (
    <Box heading="History" aside={<ExportHistory name={name} />}>
      <ScrollArea label="Lifecycle history">
        {loaded && events.length === 0 && <p className={table['nothing']}>Nothing has happened to it yet.</p>}
        {events.length > 0 && (
          <table className={`${table['table']} ${css['table']}`}>
            <thead>
              <tr>
                <th className={css['when']}>When</th>
                <th className={css['change']}>Change</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) =>
                row.kind === 'event' ? (
                  <EventRow key={row.event.id} event={row.event} pooled={pooled} inside={false} />
                ) : (
                  <LoopRow
                    key={`loop ${row.id}`}
                    loop={row}
                    pooled={pooled}
                    open={open.has(row.id)}
                    onToggle={() => toggle(row.id)}
                  />
                ),
              )}
            </tbody>
          </table>
        )}
        {hasEarlier && (
          <div className={css['earlier']}>
            <Button
              why={connected ? (loading ? 'On its way' : null) : 'Not connected to Signalbox'}
              onClick={() => void serverPage.loadEarlier()}
            >
              Show earlier
            </Button>
            <span className="faint">{count(events.length)} shown</span>
          </div>
        )}
      </ScrollArea>
    </Box>
  );
}
