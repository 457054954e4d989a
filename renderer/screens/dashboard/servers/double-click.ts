/** The longest time between the two clicks of a double-click that the common systems allow by default. */
const DOUBLE_CLICK_MS = 500;

let chosenMs = Number.NEGATIVE_INFINITY;

/** A choice in a row's menu closes it, and another row's buttons come to lie under the pointer. */
export function noteMenuChoice(): void {
  chosenMs = performance.now();
}

/** Whether a click may be the second half of a double-click on a menu that is gone: it was not meant for this row. */
export function isSecondHalf(): boolean {
  return performance.now() - chosenMs < DOUBLE_CLICK_MS;
}
