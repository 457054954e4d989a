import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { useEngine, useStores } from '../../../store/stores.ts';
import css from './notes.module.css';

/** Servers that don't run since a change: each can be given back what it had before. */
export function Rollbacks() {
  const { editor, commands } = useStores();
  const orSay = async (title: string, change: Promise<boolean>): Promise<void> => {
    if (!(await change)) commands.refuse(title, editor.getState().refused ?? 'Another change is on its way.');
  };
  const rollbacks = useEngine((state) => state.configuration?.rollbacks);
  return rollbacks?.map(({ server, changed_at: changedAt, reason }) => (
    <section
      key={server}
      className={css['note']}
      data-lamp="warn"
      aria-label={`${server} failed after a change`}
    >
      <Lamp lamp="warn" label={null} />
      <p>
        <b>{server} does not run since the change of</b> <Moment at={changedAt} />: {reason}
      </p>
      <Button onClick={() => void orSay(`Can’t go back with ${server}`, editor.rollBack(server))}>
        Go back to what it was
      </Button>
      <Button
        look="quiet"
        onClick={() => void orSay(`Can’t keep the change of ${server}`, editor.keepChange(server))}
      >
        Keep it
      </Button>
    </section>
  ));
}
