import { clockTime } from '../../../../format/moment.ts';
import { milliseconds, text } from '../../../../format/quantity.ts';
import { Button } from '../../../../parts/button.tsx';
import type { ToolTry } from '../../../../store/tools/tries-store.ts';
import { readResult } from './read-result.ts';
import css from './try.module.css';

interface Props {
  /** Newest first. */
  readonly tries: readonly ToolTry[];
  readonly shown: number | undefined;
  readonly onShow: (id: number) => void;
  readonly onAgain: (attempt: ToolTry) => void;
}

/** The last calls of a tool in this window, to look at again or to begin from. */
export function TryList({ tries, shown, onShow, onAgain }: Props) {
  if (tries.length === 0) return null;
  return (
    <section className={css['tries']} aria-label="Last tries">
      <h3>Last tries</h3>
      <ul>
        {tries.map((attempt) => {
          const at = clockTime(new Date(attempt.startedMs).toISOString());
          return (
            <li key={attempt.id} data-shown={attempt.id === shown}>
              <button
                type="button"
                className={css['show']}
                aria-pressed={attempt.id === shown}
                onClick={() => onShow(attempt.id)}
              >
                <span className="mono">{at}</span>
                <span className={css['arguments']}>{JSON.stringify(attempt.arguments)}</span>
                <span className="dim">{outcomeWords(attempt)}</span>
              </button>
              <Button aria-label={`Use the arguments of ${at} again`} onClick={() => onAgain(attempt)}>
                Use again
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function outcomeWords({ outcome }: ToolTry): string {
  if (outcome === null) return 'on its way';
  if (outcome.kind === 'refused') return 'not answered';
  const { error, result, ms } = outcome.answer;
  const words = error !== null ? 'error' : readResult(result).isError ? 'failed' : 'ok';
  return `${words}, ${text(milliseconds(ms))}`;
}
