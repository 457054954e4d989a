import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AnomalyMark } from '#contract/alert-channel.ts';
import type { Bridge } from '#contract/bridge.ts';
import type { SeriesPage, Trend } from '#contract/metric.ts';
import type { RegisterEntry } from '#contract/register.ts';
import { type AskAgain, askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';
import { endOf, joinPages } from './join-pages.ts';
import { type RangeName, rangeNamed } from './ranges.ts';
import { notAfter, type Span } from './span.ts';

/** What is drawn. */
export interface ChartsSubject {
  /** One, or two that are compared. */
  readonly servers: readonly string[];
  /** Keys of `METRICS`, percentiles, `custom:…`; at most 40. */
  readonly metrics: readonly string[];
  readonly range: RangeName;
}

export interface ChartsState {
  /** By server. */
  readonly pages: ReadonlyMap<string, SeriesPage>;
  /** Oldest first. */
  readonly markers: readonly RegisterEntry[];
  readonly trends: readonly Trend[];
  /** What was out of the ordinary, oldest first. */
  readonly anomalies: readonly AnomalyMark[];
  /** What the charts show: the range up to now, or the part of it that was zoomed into. */
  readonly span: Span;
  readonly isZoomed: boolean;
  /** True while `pages` belong to another span than `span`, or to none. */
  readonly isLoading: boolean;
  /** Why what is shown is not all or not current; null when it is. */
  readonly problem: string | null;
}

export interface ChartsStore extends StoreApi<ChartsState> {
  /**
   * Asks for the figures and follows them until the returned function is called. Opened again for the same servers, what
   * is shown stays until the answer is there.
   */
  open(subject: ChartsSubject): () => void;
  /** Shows a part more closely, nothing beyond now. It stands still then: what is measured meanwhile does not move it. */
  zoom(span: Span): void;
  /** Back to the whole range, up to now. */
  unzoom(): void;
}

export interface ChartsOptions {
  readonly now?: () => number;
  /** The most steps that are asked for; more than pixels would be for nothing. */
  readonly points?: number;
}

/** Where no samples come because nothing runs, time goes on all the same. */
const STILL_MS = 10_000;
/**
 * How often all is asked for again, at most: its steps are as long as the slowest sampling in it, which falls out with
 * time.
 */
const LEAST_WHOLE_MS = 60_000;
/** Trends and anomalies are looked at anew by the engine every few minutes. */
const TRENDS_MS = 60_000;

/** The figures of one or two servers over time, what happened meanwhile, and where it leads. */
export function createChartsStore(bridge: Bridge, options: ChartsOptions = {}): ChartsStore {
  const { now = Date.now, points = 600 } = options;
  /** How far the engine's clock is before this one: the window may look at another machine. */
  let aheadS = 0;
  const untilNow = (range: RangeName): Span => {
    const toS = now() / 1000 + aheadS;
    return { fromS: toS - rangeNamed(range).seconds, toS };
  };
  const store = createStore<ChartsState>(() => empty(untilNow('15m')));
  let shownServers = '';
  /** Numbers the questions' subjects, so that an answer for what is no longer shown is told from one that is wanted. */
  let turn = 0;
  let begin: ((span: Span | null) => void) | null = null;

  const open = (subject: ChartsSubject): (() => void) => {
    const { servers, range } = subject;
    const key = JSON.stringify(servers);
    const span = untilNow(range);
    if (key !== shownServers) store.setState(empty(span), true);
    shownServers = key;
    let questions: readonly AskAgain[] = [];
    let isStill = false;
    let mine = 0;

    const start = (zoom: Span | null): void => {
      for (const question of questions) question.end();
      turn += 1;
      const current = turn;
      mine = current;
      isStill = zoom !== null;
      store.setState({ span: zoom ?? untilNow(range), isZoomed: isStill, isLoading: true, problem: null });
      const isWanted = (): boolean => turn === current;
      const series = askSeries(subject, zoom, isWanted);
      const markers = askMarkers(subject, zoom, isWanted);
      const trends = askTrends(subject, isWanted);
      const anomalies = askAnomalies(subject, zoom, isWanted);
      questions = [series, markers, trends, anomalies];
      for (const question of questions) question.want();
    };
    const goOn = (): void => {
      if (isStill) return;
      questions[0]?.want();
      questions[2]?.want();
      questions[3]?.want();
    };
    const clock = setInterval(goOn, STILL_MS);
    const ends = [
      () => clearInterval(clock),
      bridge.subscribe('samples', goOn),
      bridge.subscribe('register', () => questions[1]?.want()),
      bridge.onConnection((connected) => {
        if (connected) for (const question of questions) question.want();
      }),
    ];
    begin = start;
    start(null);
    return () => {
      for (const question of questions) question.end();
      for (const end of ends) end();
      if (turn === mine) turn += 1;
      if (begin === start) begin = null;
    };
  };

  function askSeries(subject: ChartsSubject, zoom: Span | null, isWanted: () => boolean): AskAgain {
    const { servers, metrics, range } = subject;
    let wholeMs = Number.NEGATIVE_INFINITY;
    const askOne = async (server: string, span: Span, isWhole: boolean): Promise<SeriesPage> => {
      const filter = { server, metrics: [...metrics] };
      const page = isWhole ? undefined : store.getState().pages.get(server);
      const end = page === undefined ? null : endOf(page, span.toS);
      if (page !== undefined && end !== null && end.points < points) {
        const { fromS, ...rest } = end;
        const later = await bridge.call('series', {
          ...filter,
          from: iso(fromS),
          to: iso(span.toS),
          ...rest,
        });
        const joined = joinPages(page, later, span.fromS);
        if (joined !== null) return joined;
      }
      const to = zoom === null ? {} : { to: iso(span.toS) };
      return await bridge.call('series', { ...filter, from: iso(span.fromS), points, ...to });
    };
    return askAgain({
      now,
      gapMs: zoom === null ? rangeNamed(range).askMs : 1000,
      async ask() {
        const span = zoom ?? untilNow(range);
        const againMs = Math.max(LEAST_WHOLE_MS, (rangeNamed(range).seconds * 1000) / 3);
        const isWhole = now() - wholeMs >= againMs;
        const askedMs = now();
        try {
          const pages = await Promise.all(servers.map((server) => askOne(server, span, isWhole)));
          if (!isWanted()) return;
          if (isWhole) wholeMs = askedMs;
          if (isWhole && zoom === null) aheadS = newestOf(pages) - now() / 1000;
          store.setState({
            pages: new Map(pages.map((page) => [page.server, page])),
            span: zoom ?? upTo(pages, range),
            isLoading: false,
            problem: null,
          });
        } catch (error) {
          if (isWanted()) store.setState({ isLoading: false, problem: problemOf(error).message });
          throw error;
        }
      },
    });
  }

  function askMarkers(
    { servers, range }: ChartsSubject,
    zoom: Span | null,
    isWanted: () => boolean,
  ): AskAgain {
    return askAgain({
      now,
      async ask() {
        const { fromS, toS } = zoom ?? untilNow(range);
        const to = zoom === null ? {} : { to: iso(toS) };
        const answers = await Promise.all(
          servers.map((server) => bridge.call('markers', { server, from: iso(fromS), ...to })),
        );
        if (!isWanted()) return;
        const byId = new Map(answers.flatMap(({ markers }) => markers).map((entry) => [entry.id, entry]));
        store.setState({ markers: [...byId.values()].sort((a, b) => a.id - b.id) });
      },
    });
  }

  function askTrends({ servers }: ChartsSubject, isWanted: () => boolean): AskAgain {
    return askAgain({
      now,
      gapMs: TRENDS_MS,
      async ask() {
        const answers = await Promise.all(servers.map((server) => bridge.call('trends', { server })));
        if (isWanted()) store.setState({ trends: answers.flatMap(({ trends }) => trends) });
      },
    });
  }

  function askAnomalies(
    { servers, range }: ChartsSubject,
    zoom: Span | null,
    isWanted: () => boolean,
  ): AskAgain {
    return askAgain({
      now,
      gapMs: TRENDS_MS,
      async ask() {
        const { fromS, toS } = zoom ?? untilNow(range);
        const to = zoom === null ? {} : { to: iso(toS) };
        const answers = await Promise.all(
          servers.map((server) => bridge.call('anomalies', { server, from: iso(fromS), ...to })),
        );
        if (isWanted()) store.setState({ anomalies: answers.flatMap(({ anomalies }) => anomalies) });
      },
    });
  }

  return {
    ...store,
    open,
    zoom: (span) => begin?.(notAfter(span, now() / 1000 + aheadS)),
    unzoom: () => begin?.(null),
  };
}

function empty(span: Span): ChartsState {
  return {
    pages: new Map(),
    markers: [],
    trends: [],
    anomalies: [],
    span,
    isZoomed: false,
    isLoading: true,
    problem: null,
  };
}

function newestOf(pages: readonly SeriesPage[]): number {
  return Math.max(...pages.map(({ to }) => Date.parse(to) / 1000));
}

function upTo(pages: readonly SeriesPage[], range: RangeName): Span {
  const toS = newestOf(pages);
  return { fromS: toS - rangeNamed(range).seconds, toS };
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
