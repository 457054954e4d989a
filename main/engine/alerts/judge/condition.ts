import type { Condition } from '../../configuration/configuration.ts';

/** The fall from `worse.at` that ends it, as a share: a figure that hovers there would change the severity at each look. */
const WORSE_EXIT = 0.1;

/** What is due fires when its figure is reached again; if it is not within the rule's time and this, it is dropped. */
export const HALF_OVER_MS = 60_000;

/**
 * Whether a condition holds after a figure, which depends on whether it held before: who enters at 80 % leaves below
 * 70 %. A figure that is not known changes nothing.
 *
 * @param figure of a `rise` by how much it rose within the window; of a `log` how many lines match within it
 * @returns null where the figure is not known, which is never so for `absent`
 */
export function holdsAfter(condition: Condition, figure: number | null, held: boolean): boolean | null {
  if (condition.kind === 'absent') return figure === null;
  if (figure === null) return null;
  switch (condition.kind) {
    case 'above':
      return held ? figure >= condition.exit : figure >= condition.enter;
    case 'below':
      return held ? figure <= condition.exit : figure <= condition.enter;
    case 'rise':
      return held ? figure >= condition.by / 2 : figure >= condition.by;
    case 'log':
      return held ? figure >= condition.count / 2 : figure >= condition.count;
    default:
      return unknownCondition(condition);
  }
}

/**
 * Whether the figure itself is as the rule says, and not only on its way back from there. What has held for long enough
 * fires in such a moment: who is told of 80 % must not read 72 %.
 */
export function isReached(condition: Condition, figure: number | null): boolean {
  return holdsAfter(condition, figure, false) === true;
}

/** The same as {@link holdsAfter} for the figure from which a rule is more severe. */
export function isWorseAfter(
  condition: Condition,
  at: number,
  figure: number | null,
  was: boolean,
): boolean | null {
  if (figure === null || condition.kind === 'absent') return null;
  const slack = was ? WORSE_EXIT * Math.abs(at) : 0;
  return condition.kind === 'below' ? figure <= at + slack : figure >= at - slack;
}

/** What the figure is compared with; null where it is none. */
export function thresholdOf(condition: Condition): number | null {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return condition.enter;
    case 'rise':
      return condition.by;
    case 'log':
      return condition.count;
    case 'absent':
      return null;
    default:
      return unknownCondition(condition);
  }
}

function unknownCondition(condition: never): never {
  throw new Error(`no such condition: ${JSON.stringify(condition)}`);
}
