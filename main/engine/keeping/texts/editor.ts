import type { Finding } from '#contract/configuration-status.ts';
import type { ConfigurationCheck, ConfigurationText } from '#contract/configuration-text.ts';
import { ProblemError } from '#contract/problem.ts';
import {
  type Configuration,
  type FileText,
  formatOf,
  parseConfiguration,
  plainValue,
  type ReadingContext,
  readFileText,
} from '../../configuration/configuration.ts';
import { checkText } from './check-text.ts';
import { restoreText, type SourceText, showText } from './shown-text.ts';
import { whyLocked } from './why-locked.ts';

export interface EditorOptions {
  readonly file: string;
  readonly reading: () => ReadingContext;
  readonly revisionOf: (text: string) => string;
  /** What runs. */
  readonly current: () => Configuration | null;
  readonly surroundings: (configuration: Configuration) => Promise<readonly Finding[]>;
  /** Requests that a server is working on. */
  readonly inFlight: (server: string) => number;
}

/** The file as an editor shows it and gives it back. Changes nothing. */
export interface Editor {
  text(): Promise<ConfigurationText>;
  check(given: string): Promise<ConfigurationCheck>;
  findings(text: string): readonly Finding[];
  source(): Promise<{ readonly text: string; readonly revision: string } | null>;
  /** What an editor gave, with the secrets of the file as it was found; throws `bad-input` for a mask that is left. */
  restore(given: string, found: FileText): string;
}

interface FileSource extends SourceText {
  /** What it says, as plain JSON. */
  readonly value: unknown;
}

export function createEditor(options: EditorOptions): Editor {
  const { file, reading, revisionOf, current } = options;
  const lastGood = () => current()?.text ?? null;
  const parse = (text: string) => parseConfiguration(file, text, reading());

  /** Of the file as it was found last: it is asked for at each check, and hardly ever another. */
  let last: FileSource | null = null;

  function sourceOf(found: FileText): FileSource | null {
    if (found.kind !== 'text') return null;
    const text = withoutMark(found.text);
    if (last?.text === text) return last;
    const value = plainValue(file, text);
    last = { text, isReadable: value !== null, value };
    return last;
  }

  return {
    async text() {
      const found = await readFileText(file);
      const source = sourceOf(found);
      return {
        file,
        format: formatOf(file).kind,
        text: source === null ? '' : showText(file, source, lastGood()),
        revision: found.kind === 'text' ? revisionOf(found.text) : null,
        locked: await whyLocked(file, found),
      };
    },
    async check(given) {
      const source = sourceOf(await readFileText(file));
      return await checkText({
        ...options,
        given,
        restored: restoreText(file, withoutMark(given), source, lastGood()),
        now: source?.value ?? null,
        before: source?.isReadable === true ? source.text : lastGood(),
        current: current(),
        parse,
      });
    },
    findings(text) {
      const result = parse(text);
      return result.ok ? result.configuration.findings : result.findings;
    },
    async source() {
      const found = await readFileText(file);
      return found.kind === 'text' ? { text: found.text, revision: revisionOf(found.text) } : null;
    },
    restore(given, found) {
      const { text, lost } = restoreText(file, withoutMark(given), sourceOf(found), lastGood());
      if (lost.length === 0) return text;
      const says = `a mask stands for no secret of the file: write the value itself at ${lost.join(', ')}`;
      throw new ProblemError('bad-input', says);
    },
  };
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
