import { Modal } from '@mantine/core';
import { Button } from '../parts/button.tsx';
import { useEngine, useStores } from '../store/stores.ts';
import css from './restart-all.module.css';
import { restartPlan } from './restart-plan.ts';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

const QUESTION = 'Restart all running servers?';

/** Asks before all running servers restart, and says which. */
export function RestartAll({ opened, onClose }: Props) {
  const { commands } = useStores();
  const servers = useEngine((state) => state.servers);
  const order = useEngine((state) => state.order);
  const { restart, leave } = restartPlan(order.flatMap((name) => servers[name] ?? []));
  const confirm = (): void => {
    onClose();
    void commands.run('restart', restart);
  };
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={QUESTION}>
        <Modal.Body>
          <div className={css['body']}>
            <h2>{QUESTION}</h2>
            {restart.length === 0 ? (
              <p>No server is running.</p>
            ) : (
              <p>
                Stops and starts {restart.length === 1 ? '1 server' : `${restart.length} servers`}:{' '}
                <b>{restart.join(', ')}</b>. Calls in flight are lost; each is ready again after its own
                start.
              </p>
            )}
            {leave.length > 0 && <p className="dim">Left as they are: {leave.join(', ')}.</p>}
            <div className={css['buttons']}>
              <Button onClick={onClose} data-autofocus>
                Cancel
              </Button>
              <Button
                look="primary"
                why={restart.length === 0 ? 'No server is running' : null}
                onClick={confirm}
              >
                Restart {restart.length === 1 ? '1 server' : `${restart.length} servers`}
              </Button>
            </div>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
