import { Question } from '../parts/question.tsx';
import { useEngine, useStores } from '../store/stores.ts';
import { restartPlan } from './restart-plan.ts';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Asks before all running servers restart, and says which. */
export function RestartAll({ opened, onClose }: Props) {
  const { commands } = useStores();
  const servers = useEngine((state) => state.servers);
  const order = useEngine((state) => state.order);
  const { restart, leave } = restartPlan(order.flatMap((name) => servers[name] ?? []));
  const howMany = restart.length === 1 ? '1 server' : `${restart.length} servers`;
  return (
    <Question
      opened={opened}
      onClose={onClose}
      question="Restart all running servers?"
      yes={`Restart ${howMany}`}
      why={restart.length === 0 ? 'No server is running' : null}
      onYes={() => void commands.run('restart', restart)}
    >
      {restart.length === 0 ? (
        <p>No server is running.</p>
      ) : (
        <p>
          Stops and starts {howMany}: <b>{restart.join(', ')}</b>. Calls in flight are lost; each is ready
          again after its own start.
        </p>
      )}
      {leave.length > 0 && <p className="dim">Left as they are: {leave.join(', ')}.</p>}
    </Question>
  );
}
