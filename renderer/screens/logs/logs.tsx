import { useEffect, useRef } from 'react';
import { useStores } from '../../store/stores.ts';
import { LogList } from './log-list.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import css from './logs.module.css';
import { useLogKeys } from './use-log-keys.ts';

/** What the servers write, as they write it. */
export function Logs() {
  const { logs } = useStores();
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => logs.open(), [logs]);
  useLogKeys({ search, list });
  return (
    <div className={css['screen']}>
      <h2 className="visually-hidden">Logs</h2>
      <LogToolbar search={search} />
      <LogList list={list} />
    </div>
  );
}
