import type { Node } from 'jsonc-parser';
import type { ConfigurationFormat } from '#contract/configuration-status.ts';

/** One change to a text. */
export interface ConfigurationEdit {
  /** Keys and indices from the top; -1 as the last step appends to a list. Objects on the way are made. */
  readonly path: readonly (string | number)[];
  /** Undefined takes the key or item out. */
  readonly value: unknown;
}

/** What keeps a text from being read, and where: the one thing that a person should mend first. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
}

/** One text in a configuration file that a person may have written a secret into. */
export interface TextPart {
  readonly kind: 'string' | 'comment';
  readonly offset: number;
  readonly length: number;
  /** Where it stands; empty for a comment. */
  readonly path: readonly (string | number)[];
  /** Of a comment: as it stands there. */
  readonly value: string;
  /** The strings of the list that it is in; itself alone elsewhere. */
  readonly among: readonly string[];
  /** As the file has it may be written again where this is the same; null for anywhere. */
  readonly setting: string | null;
}

/** A way to write a configuration down. All of them are read to the same tree, so that nothing behind it differs. */
export interface Format {
  readonly kind: ConfigurationFormat;
  /** Many times what a long configuration takes; more would hold the engine up. */
  readonly maxCharacters: number;
  /** A configuration without servers. */
  readonly example: string;
  /** Null in place of the tree for a text in which nothing stands. Offsets are those of `text`; never throws. */
  read(text: string): { readonly root: Node | null } | { readonly fault: SyntaxFault };
  /** The plain value, as far as the text can be read; undefined where nothing can. */
  value(text: string): unknown;
  /** All values that are strings, and all comments, in no order; of a broken text those that can be told. */
  texts(text: string): readonly TextPart[];
  /** A string as it stands in place of another. */
  quote(value: string): string;
  /**
   * Changes a good text, one edit after the other: comments, order and layout around it stay. Throws ProblemError
   * `bad-input` for a path that leads nowhere, and where the text can't be made to say just that.
   */
  edit(text: string, edits: readonly ConfigurationEdit[]): string;
  /** Lays a good text out anew; comments stay. */
  layOut(text: string): string;
}
