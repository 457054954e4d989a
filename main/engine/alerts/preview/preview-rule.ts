import type { RulePreview } from '#contract/alert-rule.ts';
import type { Rule } from '../../configuration/configuration.ts';
import { sayDuration } from '../../health/health.ts';
import { thresholdOf } from '../judge/condition.ts';
import { sayFigure, sayOften } from '../words/say-figure.ts';
import { type Figure, type PastOptions, readPast } from './figures.ts';
import { type Firing, replay } from './replay.ts';

/** A span that is known by less than that is told with how much of it is. */
const NEARLY_ALL = 0.9;

/**
 * What a rule would have done to one server over a span of the past, as far as the history keeps what it looks at. What
 * inhibits or silences an alert is not in it. Takes as long as reading the span: some 200 ms for a day of
 * samples every 2 s (measured), in slices that give way to other work.
 */
export async function previewRule({
  fromMs,
  toMs,
  ...options
}: Omit<PastOptions, 'span'> & { readonly fromMs: number; readonly toMs: number }): Promise<RulePreview> {
  const { rule, server } = options;
  const past = await readPast({ ...options, span: { fromMs, toMs } });
  const asked = {
    rule: rule.name,
    server,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  };
  if (past === null) {
    const nothing = { metric: null, firings: [], threshold: null, exit: null, coverage: 0 };
    return { ...asked, ...nothing, sentence: sayUnkept(options) };
  }
  const { figures, stepMs, metric, onChart } = past;
  const firings = replay(rule, figures, stepMs, toMs);
  const known = rule.condition.kind === 'absent' ? figures : figures.filter(({ mean }) => mean !== null);
  const coverage = Math.min(1, (known.length * stepMs) / (toMs - fromMs));
  const threshold = rule.condition.kind === 'rise' ? null : thresholdOf(rule.condition);
  return {
    ...asked,
    metric,
    firings: firings.map(({ atMs, untilMs, peak }) => ({
      at: new Date(atMs).toISOString(),
      until: untilMs === null ? null : new Date(untilMs).toISOString(),
      peak,
    })),
    threshold: threshold === null ? null : onChart(threshold),
    exit: 'exit' in rule.condition ? onChart(rule.condition.exit) : null,
    coverage,
    sentence: say(rule, firings, known, { spanMs: toMs - fromMs, coverage, toMs }),
  };
}

interface Asked {
  readonly spanMs: number;
  readonly toMs: number;
  readonly coverage: number;
}

/** "Over the last 24 h this rule would have fired twice, for 14 min in all." */
function say(
  rule: Rule,
  firings: readonly Firing[],
  known: readonly Figure[],
  { spanMs, toMs, coverage }: Asked,
): string {
  const span = `Over the last ${sayDuration(spanMs)}`;
  if (known.length === 0) return `${span} nothing was measured that this rule looks at.`;
  const measured =
    coverage < NEARLY_ALL ? ` Only ${sayDuration(coverage * spanMs)} of it were measured.` : '';
  if (firings.length === 0)
    return `${span} this rule would not have fired${extreme(rule, known)}.${measured}`;
  const firedMs = firings.reduce((all, { atMs, untilMs }) => all + ((untilMs ?? toMs) - atMs), 0);
  const long = `, for ${sayDuration(firedMs)}${firings.length > 1 ? ' in all' : ''}`;
  const still = firings.at(-1)?.untilMs === null ? ', and would be firing now' : '';
  return `${span} this rule would have fired ${sayOften(firings.length)}${long}${still}.${measured}`;
}

/** "; the highest was 1.2 GB" */
function extreme({ condition, unit, signal }: Rule, known: readonly Figure[]): string {
  if (condition.kind === 'above') {
    const highest = known.reduce((most, { high }) => Math.max(most, high ?? most), Number.NEGATIVE_INFINITY);
    // A yes or no has no height.
    if (condition.enter === 1 && condition.exit === 1) return '';
    // What is below that is not compared with what is usual.
    if (signal === 'memory_times_usual' && highest === 0) return '; its memory stayed below 1 GiB';
    return `; the highest was ${sayFigure(highest, unit)}`;
  }
  if (condition.kind !== 'below') return '';
  const lowest = known.reduce((least, { low }) => Math.min(least, low ?? least), Number.POSITIVE_INFINITY);
  return `; the lowest was ${sayFigure(lowest, unit)}`;
}

function sayUnkept({ rule, server, memoryLimitBytes }: Omit<PastOptions, 'span'>): string {
  const unknown = 'so nothing can be said about the past';
  if (rule.scope === 'machine') return `The history keeps no figures of the machine, ${unknown}.`;
  if (rule.condition.kind === 'log') return `The history keeps no lines of logs, ${unknown}.`;
  if (rule.signal === 'memory_of_limit_percent' && memoryLimitBytes === null)
    return `${server} has no memory limit, so this rule never fires for it.`;
  if (rule.signal === 'memory_times_usual' && memoryLimitBytes !== null)
    return `${server} has a memory limit, so this rule never fires for it.`;
  return `The history does not keep what this rule looks at, ${unknown}.`;
}
