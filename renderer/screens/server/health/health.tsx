import { useEffect } from 'react';
import type { ServerHealth } from '#contract/health.ts';
import type { ServerView } from '#contract/server.ts';
import { healthOf } from '../../../store/figures/health-store.ts';
import { useHealth, useStores } from '../../../store/stores.ts';
import table from '../table.module.css';
import { Dependencies } from './dependencies.tsx';
import css from './health.module.css';
import { Levels } from './levels.tsx';
import { Score } from './score.tsx';

/** As often as the engine measures. */
const EVERY_MS = 2000;

/** The verdict on a server: its score with every point that it lacks, and all that was looked at. */
export function Health({ server }: { readonly server: ServerView }) {
  const { health: store } = useStores();
  useEffect(() => store.open(EVERY_MS), [store]);
  const health = useHealth((state) => healthOf(state, server.name));
  const asked = useHealth((state) => state.overview !== null);
  const problem = useHealth((state) => state.problem);
  if (health === undefined) return <NoVerdict asked={asked} problem={problem} />;
  return (
    <>
      {problem !== null && (
        <p className={css['problem']} role="alert">
          What is shown is not current: {problem}
        </p>
      )}
      <Verdict health={health} server={server} />
    </>
  );
}

function Verdict({ health, server }: { readonly health: ServerHealth; readonly server: ServerView }) {
  return (
    <>
      <div className={css['columns']}>
        <Score health={health} server={server} />
        <Levels levels={health.levels} />
      </div>
      <Dependencies dependencies={health.dependencies} />
    </>
  );
}

function NoVerdict({ asked, problem }: { readonly asked: boolean; readonly problem: string | null }) {
  if (problem !== null) {
    return (
      <p className={css['problem']} role="alert">
        The verdict can’t be shown: {problem}
      </p>
    );
  }
  return (
    <p className={table['nothing']}>{asked ? 'There is no verdict on it yet.' : 'Asking for the verdict…'}</p>
  );
}
