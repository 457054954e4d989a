/** What editors say of a key. */
export interface KeyWords {
  /** What it does, in a sentence or two. Unit, bounds and default are added from the schema. */
  readonly says: string;
  /** What completion offers. */
  readonly examples?: readonly unknown[];
}

/** By dotted key; `*` stands for a name that the file's owner gave, and steps into a list have no key. */
export type WordsByKey = Readonly<Record<string, KeyWords | string>>;
