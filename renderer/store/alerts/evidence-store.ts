import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Alert } from '#contract/alert.ts';
import type { AnomalyMark } from '#contract/alert-channel.ts';
import type { Bridge } from '#contract/bridge.ts';
import type { SeriesPage } from '#contract/metric.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { Span } from '../charts/span.ts';
import { askWhileSeen, type SeenPage } from '../figures/ask-while-seen.ts';
import { problemOf } from '../problem.ts';

/** What shows that an alert is right. */
export interface Evidence {
  readonly span: Span;
  /** Null where no series of the history shows it. */
  readonly page: SeriesPage | null;
  /** What happened around it, oldest first. */
  readonly markers: readonly RegisterEntry[];
  /** What was out of the ordinary in the figures of its server. */
  readonly anomalies: readonly AnomalyMark[];
}

export interface EvidenceState {
  /** By alert, of those that are open. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  readonly problem: string | null;
}

export interface EvidenceStore extends StoreApi<EvidenceState> {
  /** Asks for what shows an alert, over and over while it lasts, until the returned function is called. */
  open(alert: Pick<Alert, 'id' | 'server' | 'metric' | 'since' | 'resolved_at'>): () => void;
}

const HOUR_S = 3600;
/** Without a chart the minutes around its beginning tell more than the hour. */
const AROUND_S = 600;
const EVERY_MS = 5000;
const POINTS = 300;

export function createEvidenceStore(
  bridge: Bridge,
  page?: SeenPage,
  now: () => number = Date.now,
): EvidenceStore {
  const store = createStore<EvidenceState>(() => ({ evidence: new Map(), problem: null }));
  return {
    ...store,
    open(alert) {
      let ended = false;
      const question = askWhileSeen({
        everyMs: EVERY_MS,
        ...(page === undefined ? {} : { page }),
        async ask() {
          const span = spanOf(alert, now() / 1000);
          const [from, to] = [iso(span.fromS), iso(span.toS)];
          const { server, metric } = alert;
          try {
            const [series, { markers }, { anomalies }] = await Promise.all([
              server === null || metric === null
                ? null
                : bridge.call('series', { server, metrics: [metric], from, to, points: POINTS }),
              bridge.call('markers', server === null ? { from, to } : { server, from, to }),
              server === null || metric === null
                ? { anomalies: [] }
                : bridge.call('anomalies', { server, from, to }),
            ]);
            if (ended) return;
            const told = { span, page: series, markers: markers.toReversed(), anomalies };
            store.setState(({ evidence }) => ({
              evidence: new Map([...evidence, [alert.id, told]]),
              problem: null,
            }));
          } catch (error) {
            if (!ended) store.setState({ problem: problemOf(error).message });
          }
        },
      });
      return () => {
        ended = true;
        question.end();
        store.setState(({ evidence }) => ({
          evidence: new Map([...evidence].filter(([id]) => id !== alert.id)),
        }));
      };
    },
  };
}

/** From an hour before it began until now, or until a while after it was over. */
function spanOf(
  { metric, since, resolved_at: resolved }: Parameters<EvidenceStore['open']>[0],
  nowS: number,
): Span {
  const beganS = Date.parse(since) / 1000;
  const beforeS = metric === null ? AROUND_S : HOUR_S;
  const toS = resolved === null ? nowS : Math.min(nowS, Date.parse(resolved) / 1000 + AROUND_S);
  return { fromS: beganS - beforeS, toS: Math.max(toS, beganS + 1) };
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
