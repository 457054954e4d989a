import { Tooltip } from '@mantine/core';
import type { LostPoints } from '#contract/health.ts';
import type { ServerView } from '#contract/server.ts';
import { scoreWords } from '../../../../format/health-words.ts';
import { UNKNOWN } from '../../../../format/quantity.ts';
import { healthOf } from '../../../../store/figures/health-store.ts';
import { serverHash } from '../../../../store/place.ts';
import { useHealth } from '../../../../store/stores.ts';
import css from '../servers.module.css';

const NONE: readonly LostPoints[] = [];

/** A server's score; why it is not 100 on hover and focus, and all about it behind the link. */
export function ScoreCell({ server }: { readonly server: ServerView }) {
  const { name, score, health_reasons: reasons } = server;
  const lost = useHealth((state) => healthOf(state, name)?.lost ?? NONE);
  return (
    <td className={css['score']} data-lamp={score === null ? 'off' : server.lamp}>
      <Tooltip label={scoreWords(score, lost, reasons)} events={HOVER_AND_FOCUS} openDelay={150}>
        <a
          href={serverHash(name, 'health')}
          aria-label={score === null ? `Health of ${name}: no score` : `Health of ${name}: ${score} of 100`}
        >
          {score ?? UNKNOWN}
        </a>
      </Tooltip>
    </td>
  );
}

const HOVER_AND_FOCUS = { hover: true, focus: true, touch: false };
