import type { ServerView } from '#contract/server.ts';
import { configurationHash } from '../../../store/place.ts';
import css from './configuration.module.css';
import { Environment } from './environment.tsx';
import { Limits } from './limits.tsx';
import { Settings } from './settings.tsx';
import { StartFacts } from './start-facts.tsx';

/** How it is set up: what is started, with what, under which limits. All of it is read from the file; Edit leads to its entry there. */
export function Configuration({ server }: { readonly server: ServerView }) {
  return (
    <>
      <p className={css['edit']}>
        <a href={configurationHash('edit', server.name)}>Edit</a>
      </p>
      <div className={css['boxes']}>
        <div className={css['column']}>
          <StartFacts server={server} />
          <Environment />
        </div>
        <div className={css['column']}>
          <Limits limits={server.limits} />
          <Settings />
        </div>
      </div>
    </>
  );
}
