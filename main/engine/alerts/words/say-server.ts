import type { AlertAction } from '#contract/alert.ts';
import { SIGNALS } from '#contract/alert-signal.ts';
import { POSSIBLE_COMMANDS } from '#contract/possible-commands.ts';
import type { Rule } from '../../configuration/configuration.ts';
import { count } from '../../health/health.ts';
import { cut } from '../formats/wording.ts';
import type { Said } from '../look.ts';
import type { ServerNow } from '../signals/server-now.ts';
import { SERVER_VALUES, type ServerSignal } from '../signals/server-values.ts';
import { sayFigure } from './say-figure.ts';
import { SERVER_WORDS, type Words } from './server-words.ts';

/** It may quote what a server says; it is kept, and sent, with each change of its alert. */
const MESSAGE_MAX = 1_000;

/** What is wrong with a server by a rule, in figures, and what can be done. */
export function sayServer(rule: Rule, value: number | null, server: ServerNow): Said {
  const { message, nextStep, does } = wordsOf(rule, value, server);
  const actions = actionsFor(does, server);
  return { message: cut(`${server.name} ${message}`, MESSAGE_MAX), nextStep, actions };
}

function wordsOf(rule: Rule, value: number | null, server: ServerNow): Words {
  const { condition, signal } = rule;
  const title = titleOf(rule);
  if (condition.kind === 'log') {
    const lines = value === null ? 'lines' : count(value, 'line');
    const during = sayFigure(condition.windowMs / 1_000, 'seconds');
    const message = `wrote ${lines} within ${during} that ${value === 1 ? 'matches' : 'match'} ${condition.pattern}`;
    return { message, nextStep: 'Read its log.', does: 'read' };
  }
  if (condition.kind === 'absent' || value === null) {
    const message = `gives no figure for ${title} although it runs`;
    return { message, nextStep: 'See on its page whether it still measures it.', does: 'look' };
  }
  const words = isServerSignal(signal) ? SERVER_WORDS[signal](value, server) : null;
  if (condition.kind === 'rise') {
    const during = sayFigure(condition.windowMs / 1_000, 'seconds');
    const by = sayFigure(condition.by, rule.unit);
    const message = `went up by ${by} or more in ${title} within ${during}, to ${sayFigure(value, rule.unit)}`;
    return {
      message,
      nextStep: words?.nextStep ?? ownStep(rule),
      does: words?.does ?? 'look',
    };
  }
  if (words !== null) return words;
  const bound = sayFigure(condition.enter, rule.unit);
  const message = `has a ${title} of ${sayFigure(value, rule.unit)}; ${condition.kind} ${bound} its rule "${rule.title}" tells of it`;
  return { message, nextStep: ownStep(rule), does: 'look' };
}

/** Of figures that only whoever wrote the rule knows the meaning of. */
function ownStep({ name }: Rule): string {
  return `Its page shows the figure over time; the rule is your own, ${name} in servers.json.`;
}

/** What the signal is called within a sentence. */
function titleOf({ signal }: Rule): string {
  if (!isServerSignal(signal)) return `“${signal.replace(/^custom:/, '')}”`;
  const { title } = SIGNALS[signal];
  // Not where it begins with letters that stand for words: CPU.
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

function isServerSignal(signal: string): signal is ServerSignal {
  return Object.hasOwn(SERVER_VALUES, signal);
}

/** What makes sense now, the most useful first. */
function actionsFor(does: Words['does'], { known }: ServerNow): readonly AlertAction[] {
  const possible = POSSIBLE_COMMANDS[known.view.state];
  const restart: AlertAction[] =
    possible.restart === null ? ['restart'] : possible.start === null ? ['start'] : [];
  switch (does) {
    case 'restart':
      return [...restart, 'open-server', 'open-logs'];
    case 'mend':
      return [...restart, 'open-logs', 'open-configuration', 'open-server'];
    case 'read':
      return ['open-logs', 'open-server', ...restart];
    case 'configure':
      return ['open-configuration', 'open-server'];
    case 'look':
      return ['open-server', 'open-logs'];
    default:
      return does satisfies never;
  }
}
