import { useEffect } from 'react';
import { useStores } from '../../../store/stores.ts';
import { RequestFilters } from './request-filters.tsx';
import { RequestList } from './request-list.tsx';

/** The last requests, newest first, as they come. */
export function Requests() {
  const { requests } = useStores();
  useEffect(() => requests.open(), [requests]);
  return (
    <>
      <RequestFilters />
      <RequestList />
    </>
  );
}
