import type { ValueChange } from '#contract/configuration-text.ts';
import { plainValue } from '../../configuration/configuration.ts';
import { showText } from '../texts/shown-text.ts';
import { compareValues, showDifferences } from './compare-values.ts';

export interface VersionView {
  readonly text: string;
  readonly now: string;
  readonly changes: ValueChange[];
}

/**
 * A version beside the file, secrets masked, with what going back to it would change.
 * @param now null where there is no file that can be read
 * @param lastGood what runs; its secrets are masked in texts that can't be read
 */
export function viewVersion(
  file: string,
  version: string,
  now: string | null,
  lastGood: string | null,
): VersionView {
  const show = (text: string) =>
    showText(file, { text, isReadable: plainValue(file, text) !== null }, lastGood);
  const shown = { text: show(version), now: now === null ? '' : show(now) };
  const differences = compareValues(now === null ? null : plainValue(file, now), plainValue(file, version));
  const changes = showDifferences(differences, plainValue(file, shown.now), plainValue(file, shown.text));
  return { ...shown, changes };
}
