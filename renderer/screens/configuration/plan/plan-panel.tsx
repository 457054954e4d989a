import type { ConfigurationCheck } from '#contract/configuration-text.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { isChanged } from '../../../store/configuration/editor-state.ts';
import { useEditor } from '../../../store/stores.ts';
import { ApplyBar } from './apply-bar.tsx';
import css from './plan.module.css';
import { inFlightWords, keptWords, STEP_LAMPS, STEP_WORDS } from './plan-words.ts';

/** What becomes of each server when the text is applied, and the button that does it. */
export function PlanPanel() {
  const check = useEditor((state) => state.check);
  const isFresh = useEditor((state) => state.checkedText === state.text);
  const changed = useEditor(isChanged);
  const done = useEditor((state) => state.done);
  return (
    <Box heading="What applying this does" className={css['panel'] ?? ''}>
      <div className={css['steps']} role="status">
        {changed ? (
          check !== null && <Steps check={check} isFresh={isFresh} />
        ) : (
          <p className="dim">{done ?? 'Nothing: the text is what the file says.'}</p>
        )}
      </div>
      <ApplyBar />
    </Box>
  );
}

interface StepsProps {
  readonly check: ConfigurationCheck;
  /** Of the text as it is; else of one that is a moment older. */
  readonly isFresh: boolean;
}

function Steps({ check: { steps, plan, differs, findings }, isFresh }: StepsProps) {
  if (steps === null || plan === null) {
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    return (
      <p>
        It can’t be applied: {errors === 1 ? 'there is an error' : `there are ${errors} errors`} in it. What
        runs now goes on.
      </p>
    );
  }
  const kept = keptWords(plan);
  return (
    <>
      {!differs && isFresh && (
        <p className="dim">Only layout and comments differ: nothing that runs is touched.</p>
      )}
      <ul className={css['list']}>
        {steps.map(({ server, step, why, in_flight: inFlight }) => (
          <li key={server}>
            <Lamp lamp={STEP_LAMPS[step]} label={null} />
            <p>
              <b>{server}</b> {STEP_WORDS[step]}: {why}. {inFlightWords(inFlight)}
            </p>
          </li>
        ))}
        {kept !== null && (
          <li>
            <Lamp lamp="off" label={null} />
            <p>{kept}</p>
          </li>
        )}
      </ul>
    </>
  );
}
