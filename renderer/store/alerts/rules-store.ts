import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AlertRule, RulePreview, RuleSettings } from '#contract/alert-rule.ts';
import type { Bridge } from '#contract/bridge.ts';
import type { SeriesPage } from '#contract/metric.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

/** What a rule would have done, and the series that it was tried on. */
export interface ShownPreview {
  readonly answer: RulePreview;
  /** Null where the history has none. */
  readonly page: SeriesPage | null;
}

/** What to try: a rule as it is being written. */
export interface PreviewWish {
  readonly rule: string;
  readonly server: string;
  readonly settings: RuleSettings;
  /** Whether the settings are for that server alone. */
  readonly forServer: boolean;
  readonly hours: number;
}

export interface RulesState {
  /** Whose rules are shown; null for those of all servers. */
  readonly server: string | null;
  /** Null before the first answer. */
  readonly rules: readonly AlertRule[] | null;
  /** Names of channels that a rule may name. */
  readonly channels: readonly string[];
  /** Rules whose change is on its way. */
  readonly saving: ReadonlySet<string>;
  /** Why a change of a rule was refused, by rule. */
  readonly refused: ReadonlyMap<string, string>;
  /** Of the last wish; null before its answer. */
  readonly preview: ShownPreview | null;
  /** Why the last wish was refused: what is wrong with the rule. */
  readonly previewProblem: string | null;
  readonly problem: string | null;
}

export interface RulesStore extends StoreApi<RulesState> {
  /** Lists them, and again whenever the configuration changes, until the returned function is called. */
  open(): () => void;
  choose(server: string | null): void;
  /** Tries a rule soon; null forgets the last. */
  wish(preview: PreviewWish | null): void;
  /** Writes a change into the file; null takes out all that it says of the rule. True when it was done. Never rejects. */
  save(rule: string, settings: RuleSettings | null): Promise<boolean>;
  /** What was refused is not told any more. */
  forget(rule: string): void;
}

/** A person may type meanwhile. */
const PREVIEW_GAP_MS = 400;
const POINTS = 400;

/** The rules by which alerts fire, as they hold and as they are changed. */
export function createRulesStore(bridge: Bridge): RulesStore {
  const store = createStore<RulesState>(() => ({
    server: null,
    rules: null,
    channels: [],
    saving: new Set(),
    refused: new Map(),
    preview: null,
    previewProblem: null,
    problem: null,
  }));
  let opening = 0;
  let want = (): void => {};
  let wished: PreviewWish | null = null;
  const whose = (server: string | null) => (server === null ? {} : { server });

  const tries = askAgain({
    gapMs: PREVIEW_GAP_MS,
    async ask() {
      const wish = wished;
      if (wish === null) return;
      const { rule, server, settings, forServer, hours } = wish;
      try {
        const input = { rule, server, settings, for_server: forServer, hours };
        const answer = await bridge.call('preview-alert-rule', input);
        const { metric, from, to } = answer;
        const page =
          metric === null
            ? null
            : await bridge.call('series', { server, metrics: [metric], from, to, points: POINTS });
        if (wish === wished) store.setState({ preview: { answer, page }, previewProblem: null });
      } catch (error) {
        if (wish === wished) store.setState({ previewProblem: problemOf(error).message });
      }
    },
  });

  const without = (rule: string) => new Map([...store.getState().refused].filter(([name]) => name !== rule));

  return {
    ...store,
    open() {
      opening += 1;
      const mine = opening;
      const question = askAgain({
        gapMs: 250,
        async ask() {
          const { server } = store.getState();
          try {
            const [{ rules }, { channels }] = await Promise.all([
              bridge.call('alert-rules', whose(server)),
              bridge.call('alert-channels', {}),
            ]);
            if (mine !== opening || server !== store.getState().server) return;
            store.setState({ rules, channels: channels.map(({ name }) => name), problem: null });
          } catch (error) {
            if (mine === opening) store.setState({ problem: problemOf(error).message });
            throw error;
          }
        },
      });
      want = question.want;
      const ends = [
        bridge.subscribe('configuration', question.want),
        bridge.onConnection((connected) => {
          if (connected) question.want();
        }),
      ];
      question.want();
      return () => {
        question.end();
        for (const end of ends) end();
        if (mine !== opening) return;
        opening += 1;
        want = () => {};
        wished = null;
      };
    },
    choose(server) {
      store.setState({ server, rules: null, refused: new Map(), problem: null });
      want();
    },
    wish(preview) {
      wished = preview;
      if (preview === null) store.setState({ preview: null, previewProblem: null });
      else tries.want();
    },
    async save(rule, settings) {
      if (store.getState().saving.has(rule)) return false;
      const { server } = store.getState();
      store.setState(({ saving }) => ({ saving: new Set([...saving, rule]), refused: without(rule) }));
      let outcome: Partial<RulesState> = {};
      try {
        const { rules } = await bridge.call('set-alert-rule', { rule, settings, ...whose(server) });
        outcome = server === store.getState().server ? { rules } : {};
        return true;
      } catch (error) {
        outcome = { refused: new Map([...without(rule), [rule, problemOf(error).message]]) };
        return false;
      } finally {
        store.setState(({ saving }) => ({
          ...outcome,
          saving: new Set([...saving].filter((name) => name !== rule)),
        }));
      }
    },
    forget: (rule) => store.setState({ refused: without(rule) }),
  };
}
