import { clockTime, fullDate, shortDay } from '../../../format/moment.ts';
import { useTodayMs } from '../../../parts/use-now.ts';
import css from './history.module.css';

/** A time of day, and the day where it is not today. */
export function When({ at }: { readonly at: string }) {
  const isToday = Date.parse(at) >= useTodayMs();
  return (
    <time dateTime={at} title={fullDate(at)}>
      {!isToday && <span className={css['day']}>{shortDay(at)} </span>}
      {clockTime(at)}
    </time>
  );
}
