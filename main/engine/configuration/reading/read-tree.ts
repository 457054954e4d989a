import type { Node } from 'jsonc-parser';
import type { Format } from '../formats/format.ts';
import { foreignText } from './foreign-text.ts';
import type { Report } from './report.ts';
import { describeKind } from './wording.ts';

/** Of all formats. */
export const MAX_CONFIGURATION_CHARACTERS = 1024 * 1024;

/** The tree of a text; null, and one error, for one that can't be read. */
export function readTree(source: string, format: Format, report: Report): Node | null {
  if (source.length > format.maxCharacters) {
    const [size, most] = [source.length, format.maxCharacters].map(millions);
    const says = `the file is too large to be a configuration: ${size} million characters, ${most} is the most`;
    report.error(0, [], says);
    return null;
  }
  const nul = source.indexOf('\0');
  if (nul !== -1) {
    const says = 'there is a NUL character here: this is no text file, or one that is not saved as UTF-8';
    report.error(nul, [], says);
    return null;
  }
  const read = format.read(source);
  if ('fault' in read) {
    const { offset, message } = foreignText(source, format) ?? read.fault;
    report.error(offset, [], message);
    return null;
  }
  const { root } = read;
  if (root === null) {
    report.error(0, [], `the file is empty: a configuration without servers is ${format.example}`);
    return null;
  }
  if (root.type !== 'object') {
    const foreign = foreignText(source, format);
    if (foreign !== null) {
      report.error(foreign.offset, [], foreign.message);
      return null;
    }
    // What such a text says may be anything, a key to something too.
    const found = root.type === 'array' ? 'a list' : describeKind(root.value);
    const isWord = format.kind === 'yaml' && root.type === 'string';
    const hint = isWord ? ': a space belongs behind each colon' : '';
    report.error(root.offset, [], `the file must hold an object, ${format.example}, not ${found}${hint}`);
    return null;
  }
  return root;
}

/** "4.8", "1", "0.25" */
function millions(characters: number): string {
  const inMillions = characters / 1024 / 1024;
  return inMillions > 1 ? inMillions.toFixed(1) : String(Number(inMillions.toFixed(2)));
}
