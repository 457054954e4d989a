import type { LostPoints, ServerHealth } from '#contract/health.ts';
import type { ServerView } from '#contract/server.ts';
import { asSentence, HEALTH_LAMPS, LEVEL_WORDS, minus } from '../../../format/health-words.ts';
import { UNKNOWN } from '../../../format/quantity.ts';
import { remedyOf } from '../../../format/remedies.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { Moment } from '../../../parts/moment.tsx';
import table from '../table.module.css';
import css from './health.module.css';

interface Props {
  readonly health: ServerHealth;
  readonly server: ServerView;
}

/** The score, and where each point that it lacks went. */
export function Score({ health, server }: Props) {
  const { score, status, lost, at } = health;
  return (
    <Box
      heading="Score"
      className={css['box'] ?? ''}
      aside={
        <span className="faint">
          as of <Moment at={at} />
        </span>
      }
    >
      <p className={css['score']} data-lamp={HEALTH_LAMPS[status]}>
        <Lamp lamp={HEALTH_LAMPS[status]} label={null} />
        <b>{score ?? UNKNOWN}</b>
        <span>{score === null ? 'no score' : `of 100 · ${status}`}</span>
      </p>
      {score === null ? (
        <NoScore reasons={server.health_reasons} />
      ) : (
        <Lost lost={lost} score={score} fix={server.problem?.fix ?? null} />
      )}
    </Box>
  );
}

function NoScore({ reasons }: { readonly reasons: readonly string[] }) {
  return (
    <div className={table['nothing']}>
      <p>No evidence yet{reasons.length === 0 ? '.' : `: ${reasons.join(' · ')}`}</p>
      <p>A score is given only on what was seen.</p>
    </div>
  );
}

interface LostProps {
  readonly lost: readonly LostPoints[];
  readonly score: number;
  /** What mends the server's own problem. */
  readonly fix: string | null;
}

function Lost({ lost, score, fix }: LostProps) {
  if (lost.length === 0) return <p className={table['nothing']}>No points lost.</p>;
  const sum = lost.reduce((total, { points }) => total + points, 0);
  return (
    <>
      <ol className={css['lost']} aria-label="Points lost">
        {lost.map((one) => (
          <LostRow
            key={`${one.level} ${one.code} ${one.sentence}`}
            lost={one}
            remedy={one.code === 'down' ? fix : remedyOf(one.code)}
          />
        ))}
      </ol>
      {lost.length > 1 && (
        <p className={css['sum']}>
          100 − {sum}
          {sum > 100 ? ', which is 0 at the least' : ` = ${score}`}
        </p>
      )}
    </>
  );
}

function LostRow({ lost, remedy }: { readonly lost: LostPoints; readonly remedy: string | null }) {
  const { points, sentence, level, makes } = lost;
  return (
    <li>
      <span className={css['points']} data-lamp={HEALTH_LAMPS[makes]}>
        {minus(points)}
        <span className="visually-hidden"> points</span>
      </span>
      <span>
        {asSentence(sentence)}
        {remedy !== null && <span className={css['remedy']}>{remedy}</span>}
      </span>
      <span
        className={css['where']}
        title={
          makes === 'healthy' ? 'By itself it leaves the server healthy' : `It makes the server ${makes}`
        }
      >
        {LEVEL_WORDS[level]}
        {makes !== 'healthy' && `, ${makes}`}
      </span>
    </li>
  );
}
