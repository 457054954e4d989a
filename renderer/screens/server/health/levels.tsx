import type { HealthLevel } from '#contract/health.ts';
import { asSentence, HEALTH_LAMPS, LEVEL_WORDS } from '../../../format/health-words.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import table from '../table.module.css';
import css from './health.module.css';

/** What was looked at, level by level, and what was found. */
export function Levels({ levels }: { readonly levels: readonly HealthLevel[] }) {
  return (
    <Box
      heading="Levels"
      className={css['box'] ?? ''}
      aside={<span className="faint">what was looked at</span>}
    >
      {levels.length === 0 && <p className={table['nothing']}>Nothing was looked at yet.</p>}
      <dl className={css['levels']}>
        {levels.map(({ level, status, evidence }) => (
          <div key={level}>
            <dt>{LEVEL_WORDS[level]}</dt>
            <dd className={css['status']}>
              <Lamp lamp={HEALTH_LAMPS[status]} label={null} />
              {status}
            </dd>
            <dd className={css['evidence']}>{asSentence(evidence)}</dd>
          </div>
        ))}
      </dl>
    </Box>
  );
}
