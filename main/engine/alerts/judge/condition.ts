import type { Condition } from '../../configuration/configuration.ts';

/** The fall from `worse.at` that ends it, as a share: a figure that hovers there would change the severity at each look. */
const WORSE_EXIT = 0.1;

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

/** The same for the figure from which a rule is more severe. */
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
