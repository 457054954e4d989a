import { useEffect, useMemo, useState } from 'react';
import type { AlertRule, RuleSettings } from '#contract/alert-rule.ts';
import { Chart } from '../../../parts/chart/chart.tsx';
import { createChartCursor } from '../../../parts/chart/chart-cursor.ts';
import { alignSeries } from '../../../parts/chart/lines/align-series.ts';
import type { ChartLimit, ChartLine, ChartShade } from '../../../parts/chart/scene.ts';
import { valueWords } from '../../../parts/chart/units.ts';
import { Select } from '../../../parts/select.tsx';
import type { ShownPreview } from '../../../store/alerts/rules-store.ts';
import type { Span } from '../../../store/charts/span.ts';
import { useEngine, useRules, useStores } from '../../../store/stores.ts';
import { chartUnit, floorOf, metricTitle } from '../alert/evidence-chart.ts';
import form from '../form/form.module.css';
import css from './rules.module.css';

const SPANS = [
  { value: '24', words: 'the last 24 h' },
  { value: '168', words: 'the last 7 days' },
  { value: '720', words: 'the last 30 days' },
];

interface Props {
  readonly rule: AlertRule | null;
  readonly name: string;
  /** What the form would change. */
  readonly settings: RuleSettings;
}

/** What the rule would have done, with what the form says. */
export function RulePreview({ rule, name, settings }: Props) {
  const { rules } = useStores();
  const order = useEngine((state) => state.order);
  const whose = useRules((state) => state.server);
  const [picked, setPicked] = useState<string | null>(null);
  const [hours, setHours] = useState('24');
  const server = whose ?? picked ?? order[0];
  const written = JSON.stringify(settings);
  // What was saved is tried again.
  const saved = JSON.stringify(rule);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an object is another at each render; its text is not
  useEffect(() => {
    if (server === undefined) return;
    rules.wish({ rule: name, server, settings, forServer: whose !== null, hours: Number(hours) });
  }, [rules, name, server, whose, hours, written, saved]);
  useEffect(() => () => rules.wish(null), [rules]);
  const preview = useRules((state) => state.preview);
  const problem = useRules((state) => state.previewProblem);
  if (server === undefined) return null;
  return (
    <section className={css['preview']} aria-label="Preview">
      <div className={form['row']}>
        <h3>Tried on</h3>
        {whose === null ? (
          <Select
            aria-label="Server to try it on"
            value={server}
            onChoose={setPicked}
            choices={order.map((one) => ({ value: one, words: one }))}
          />
        ) : (
          <span>{server}</span>
        )}
        <Select aria-label="Time to try it on" value={hours} onChoose={setHours} choices={SPANS} />
      </div>
      <p className={css['sentence']} role="status" data-stale={problem !== null}>
        {problem === null ? preview?.answer.sentence : 'Not tried: what the form says can’t be used yet.'}
      </p>
      {preview !== null && preview.page !== null && <PreviewChart preview={preview} />}
    </section>
  );
}

const LINE: readonly ChartLine[] = [{ words: '', color: 'a', isDashed: false, isFilled: true }];

function PreviewChart({ preview: { answer, page } }: { readonly preview: ShownPreview }) {
  const [cursor] = useState(createChartCursor);
  const [zoom, setZoom] = useState<Span | null>(null);
  const metric = answer.metric ?? '';
  const aligned = useMemo(
    () =>
      alignSeries(page === null ? new Map() : new Map([[page.server, page]]), [
        { server: page?.server ?? '', metric },
      ]),
    [page, metric],
  );
  const series = page?.series.find((one) => one.metric === metric);
  const unit = chartUnit(series);
  const limits = useMemo<readonly ChartLimit[]>(() => {
    const { threshold, exit } = answer;
    if (threshold === null) return [];
    const line = { value: threshold, words: `fires at ${valueWords(unit, threshold)}` };
    // Two lines next to each other have no place for their words.
    if (exit === null || Math.abs(threshold - exit) < LEAST_APART * Math.max(threshold, exit)) return [line];
    return [line, { value: exit, words: `over at ${valueWords(unit, exit)}` }];
  }, [answer, unit]);
  const whole = { fromS: Date.parse(answer.from) / 1000, toS: Date.parse(answer.to) / 1000 };
  const shades = useMemo<readonly ChartShade[]>(
    () =>
      answer.firings.map(({ at, until }) => ({
        fromS: Date.parse(at) / 1000,
        toS: Date.parse(until ?? answer.to) / 1000,
        lamp: 'bad',
      })),
    [answer],
  );
  return (
    <div className={css['chart']}>
      <Chart
        heading={metricTitle(metric)}
        note={answer.server}
        unit={unit}
        floor={floorOf(unit, answer.threshold)}
        lines={LINE}
        aligned={aligned}
        span={zoom ?? whole}
        limits={limits}
        forecast={null}
        marks={NO_MARKS}
        shades={shades}
        cursor={cursor}
        nothing="Nothing of it was kept in this time"
        onZoom={setZoom}
        onWhole={zoom === null ? null : () => setZoom(null)}
      />
    </div>
  );
}

/** As a share of the higher. */
const LEAST_APART = 0.25;
const NO_MARKS: readonly never[] = [];
