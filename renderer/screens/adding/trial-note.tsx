import { Lamp } from '../../parts/lamp.tsx';
import type { Trial } from '../../store/adding/adding-store.ts';
import { useAdding } from '../../store/stores.ts';
import css from './adding.module.css';

const MOST_TOOLS = 30;

/** What the last test start showed. */
export function TrialNote() {
  const trial = useAdding((state) => state.trial);
  return (
    <div className={css['trial']} role="status" aria-label="Test start">
      {trial !== null && <Said trial={trial} />}
    </div>
  );
}

function Said({ trial: { of, result, problem } }: { readonly trial: Trial }) {
  if (problem !== null) {
    return (
      <p>
        <Lamp lamp="bad" label={null} /> {problem}
      </p>
    );
  }
  if (result === null) {
    return (
      <p>
        <Lamp lamp="warn" label={null} /> {of} is being started; that may take a minute where something has to
        be installed.
      </p>
    );
  }
  const { ok, says, tools, lines } = result;
  return (
    <>
      <p>
        <Lamp lamp={ok ? 'ok' : 'bad'} label={null} /> {ok ? `${of} is ${says}.` : says}
      </p>
      {tools.length > 0 && (
        <ul className={css['tools']} aria-label="Its tools">
          {tools.slice(0, MOST_TOOLS).map((tool) => (
            <li key={tool}>{tool}</li>
          ))}
          {tools.length > MOST_TOOLS && <li>and {tools.length - MOST_TOOLS} more</li>}
        </ul>
      )}
      {lines.length > 0 && (
        <details open={!ok}>
          <summary>What it wrote</summary>
          {/* It scrolls, so the keyboard has to reach it. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
          <pre tabIndex={0}>{lines.join('\n')}</pre>
        </details>
      )}
    </>
  );
}
