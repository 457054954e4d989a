import { clockTime, fullDate } from '../format/moment.ts';

/** A time of day; the whole date on hover. */
export function Moment({ at, className }: { readonly at: string; readonly className?: string | undefined }) {
  return (
    <time className={className} dateTime={at} title={fullDate(at)}>
      {clockTime(at)}
    </time>
  );
}
