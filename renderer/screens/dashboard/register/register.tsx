import { useMemo } from 'react';
import type { RegisterEntry } from '#contract/register.ts';
import { dayName } from '../../../format/moment.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { useTodayMs } from '../../../parts/use-now.ts';
import { serverNamed } from '../../../store/engine-store.ts';
import { serverHash } from '../../../store/place.ts';
import { useEngine } from '../../../store/stores.ts';
import css from './register.module.css';

/** What happened, newest first. */
export function Register() {
  const register = useEngine((state) => state.register);
  // So that "Today" becomes "Yesterday" at midnight, also while nothing happens.
  const todayMs = useTodayMs();
  const days = useMemo(() => byDay(register, todayMs), [register, todayMs]);
  return (
    <Box heading="Register" aside={<span className="faint">what happened, newest first</span>}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <div className={css['scroll']} tabIndex={0} role="log" aria-live="off" aria-label="Register entries">
        {register.length === 0 && <p className={css['nothing']}>Nothing has happened yet.</p>}
        {days.map(({ day, entries }, index) => (
          <section key={day} aria-label={day}>
            {(index > 0 || day !== 'Today') && <h3 className={css['day']}>{day}</h3>}
            <ol className={css['list']}>
              {entries.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </Box>
  );
}

function Entry({ entry }: { readonly entry: RegisterEntry }) {
  const known = useEngine((state) => entry.server !== null && serverNamed(state, entry.server) !== undefined);
  const { server, text } = entry;
  const named = server !== null && text.startsWith(server);
  return (
    <li className={css['entry']} data-kind={entry.kind}>
      <Moment at={entry.at} className={css['time']} />
      <Lamp lamp={entry.lamp} />
      <span className={css['text']}>
        {named &&
          (known ? (
            <a className={css['server']} title={`Open ${server}`} href={serverHash(server)}>
              {server}
            </a>
          ) : (
            <b>{server}</b>
          ))}
        {named ? text.slice(server.length) : text}
      </span>
    </li>
  );
}

function byDay(
  register: readonly RegisterEntry[],
  nowMs: number,
): { day: string; entries: RegisterEntry[] }[] {
  const days: { day: string; entries: RegisterEntry[] }[] = [];
  for (const entry of register) {
    const day = dayName(entry.at, nowMs);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
