import type { Finding } from '#contract/configuration-status.ts';
import { MASK } from '#contract/mask.ts';
import { formatOf, maskConfiguration, restoreConfiguration } from '../../configuration/configuration.ts';
import { secretArguments } from '../../supervision/supervision.ts';
import { maskBrokenText, restoreLines } from './broken-text.ts';

/** A text of the configuration file as it is, and whether it can be read. */
export interface SourceText {
  readonly text: string;
  readonly isReadable: boolean;
}

/** The text as an editor shows it. `file` tells the format; `lastGood` is what runs, null for nothing. */
export function showText(file: string, { text, isReadable }: SourceText, lastGood: string | null): string {
  const masked = maskConfiguration(text, secretArguments, formatOf(file));
  return isReadable ? masked : maskBrokenText(masked, lastGood === null ? [] : secretsOf(file, lastGood));
}

export interface Restored {
  readonly text: string;
  /** Dotted paths where a mask stands for nothing that is known. */
  readonly lost: readonly string[];
}

/**
 * Puts the secrets back for the masks of a text that an editor gives: those of the file as it is now, then those of what
 * runs, for a broken file may have lost their places.
 */
export function restoreText(
  file: string,
  given: string,
  now: SourceText | null,
  lastGood: string | null,
): Restored {
  if (!given.includes(MASK)) return { text: given, lost: [] };
  const format = formatOf(file);
  let text = given;
  if (now !== null && !now.isReadable) text = restoreLines(text, showText(file, now, lastGood), now.text);
  let lost: readonly string[] = [];
  for (const source of [now?.text ?? null, lastGood]) {
    if (source === null) continue;
    ({ text, lost } = restoreConfiguration(text, source, secretArguments, format));
    if (lost.length === 0) return { text, lost };
  }
  return now === null && lastGood === null
    ? restoreConfiguration(text, '', secretArguments, format)
    : { text, lost };
}

/** What of a text an editor is not shown. */
function secretsOf(file: string, text: string): readonly string[] {
  const shown = maskConfiguration(text, secretArguments, formatOf(file)).split('\n');
  return text.split('\n').flatMap((line, index) => hidden(line, shown[index] ?? line));
}

/** What stands in a line where its masked form has its first mask, up to what follows the last. */
function hidden(line: string, shown: string): readonly string[] {
  const parts = shown.split(MASK);
  const start = parts[0]?.length ?? 0;
  const end = line.length - (parts.at(-1)?.length ?? 0);
  return parts.length > 1 && end > start ? [line.slice(start, end)] : [];
}

/**
 * Findings of a text whose secrets were put back, at their places in the text as it was given: a mask is hardly as long as
 * what it stands for.
 */
export function placedIn(given: string, restored: string, findings: readonly Finding[]): Finding[] {
  if (given === restored) return [...findings];
  const before = given.split('\n');
  const after = restored.split('\n');
  return findings.map((finding) => {
    const own = after[finding.line - 1] ?? '';
    const shown = before[finding.line - 1] ?? '';
    return { ...finding, column: columnIn(shown, own, finding.column) };
  });
}

function columnIn(shown: string, own: string, column: number): number {
  let same = 0;
  while (same < shown.length && shown[same] === own[same]) same += 1;
  if (column <= same + 1) return column;
  return Math.max(same + 1, column + shown.length - own.length);
}
