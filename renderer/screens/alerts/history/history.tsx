import { Box } from '../../../parts/box.tsx';
import css from './history.module.css';
import { HistoryFilters } from './history-filters.tsx';
import { PastAlerts } from './past-alerts.tsx';

/** What fired, as its reader filters it. */
export function History() {
  return (
    <Box heading="History" className={css['box'] ?? ''} aside={<HistoryFilters />}>
      <PastAlerts />
    </Box>
  );
}
