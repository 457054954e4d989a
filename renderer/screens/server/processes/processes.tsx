import { useEffect, useMemo, useState } from 'react';
import type { ProcessView } from '#contract/history.ts';
import type { ServerView } from '#contract/server.ts';
import { Box } from '../../../parts/box.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { useServerMetrics, useServerPage, useStores } from '../../../store/stores.ts';
import table from '../table.module.css';
import { EndedRow } from './ended-row.tsx';
import { COLUMNS } from './figures.ts';
import { Instances } from './instances.tsx';
import { LivingRow } from './living-row.tsx';
import { countWords } from './process-sums.ts';
import { keyOf, processRows } from './process-tree.ts';
import css from './processes.module.css';
import { SharedNote, SumsRow } from './sums-row.tsx';

const NONE: readonly ProcessView[] = [];

/** The tree of its processes as it is, each with what it uses, and below it those that have ended. */
export function Processes({ server: { name, instances } }: { readonly server: ServerView }) {
  const { serverMetrics } = useStores();
  useEffect(() => serverMetrics.open(name), [serverMetrics, name]);
  const processes = useServerPage((state) => state.detail?.processes ?? NONE);
  const loaded = useServerPage((state) => state.detail !== null);
  const metrics = useServerMetrics((state) => state.metrics);
  const { living, ended } = useMemo(() => processRows(processes), [processes]);
  const alive = useMemo(() => living.map(({ process }) => process), [living]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string): void => {
    setOpen((before) =>
      before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set([...before, key]),
    );
  };
  const isPooled = instances.length > 0;
  return (
    <>
      {isPooled && <Instances instances={instances} />}
      <Box
        heading="Processes"
        className={css['box'] ?? ''}
        aside={<span className="faint">{loaded ? countWords(alive) : ''}</span>}
      >
        <ScrollArea label="Process tree">
          {loaded && processes.length === 0 ? (
            <p className={table['nothing']}>No process of it was seen yet.</p>
          ) : (
            <table className={`${table['table']} ${css['table']}`}>
              <thead>
                <tr>
                  <th>Process</th>
                  <th className={`${table['number']} ${css['pid']}`}>PID</th>
                  <th className={css['status']}>Status</th>
                  {COLUMNS.map(({ figure, className, words, hint }) => (
                    <th key={figure} className={`${table['number']} ${css[className]}`} title={hint}>
                      {words}
                    </th>
                  ))}
                  <th className={`${table['number']} ${css['age']}`}>Age</th>
                </tr>
              </thead>
              <tbody>
                {living.map(({ process, depth }) => (
                  <LivingRow
                    key={keyOf(process)}
                    process={process}
                    depth={depth}
                    all={alive}
                    isPooled={isPooled}
                    isOpen={open.has(keyOf(process))}
                    onToggle={() => toggle(keyOf(process))}
                  />
                ))}
                {alive.length > 0 && <SumsRow processes={alive} metrics={metrics} />}
                {ended.map((process) => (
                  <EndedRow key={keyOf(process)} process={process} />
                ))}
              </tbody>
            </table>
          )}
        </ScrollArea>
        <div className={css['foot']}>
          <SharedNote processes={alive} />
          <p>{metrics?.network ?? ''}</p>
        </div>
      </Box>
    </>
  );
}
