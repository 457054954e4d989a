import type { ConfigurationFormat } from '#contract/configuration-status.ts';
import type { ConfigurationCheck } from '#contract/configuration-text.ts';

/** The text of the file as it was read. */
export interface FileText {
  readonly text: string;
  /** Null where there is no file. */
  readonly revision: string | null;
}

export type EditorBusy = 'apply' | 'format' | 'edit' | 'mend' | 'migrate';

export interface EditorState {
  /** Null before the first answer. */
  readonly file: string | null;
  readonly format: ConfigurationFormat;
  /** Why it can't be changed from here. */
  readonly locked: string | null;
  /** What `text` was made from: changes are shown against it. */
  readonly base: FileText;
  readonly text: string;
  /** Of `checkedText`, which may be some keys behind. */
  readonly check: ConfigurationCheck | null;
  readonly checkedText: string | null;
  /** What the file says now, when somebody else changed it while there were changes here. */
  readonly theirs: FileText | null;
  readonly busy: EditorBusy | null;
  /** Why the last thing was refused, until the next. */
  readonly refused: string | null;
  /** What the last thing did, until the next. */
  readonly done: string | null;
  /** Why the file, or a check, could not be had. */
  readonly problem: string | null;
}

export const EMPTY: EditorState = {
  file: null,
  format: 'jsonc',
  locked: null,
  base: { text: '', revision: null },
  text: '',
  check: null,
  checkedText: null,
  theirs: null,
  busy: null,
  refused: null,
  done: null,
  problem: null,
};

/** Whether there is something that the file does not have. */
export function isChanged({ file, base, text }: Pick<EditorState, 'file' | 'base' | 'text'>): boolean {
  return file !== null && text !== base.text;
}
