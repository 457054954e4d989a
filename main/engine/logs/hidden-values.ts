import { maskSecrets, secretForms } from './mask-secrets.ts';

/**
 * The values of secrets that this engine knows, for whoever writes a text that one of them may stand in. A value stays
 * hidden when it is no longer used: a process that still has it may still write it.
 */
export interface HiddenValues {
  add(values: readonly string[]): void;
  /** All forms in which they may turn up, longest first. */
  readonly forms: readonly string[];
  /** Those and the given ones, longest first. */
  and(others: readonly string[]): readonly string[];
  mask(text: string): string;
}

export function createHiddenValues(): HiddenValues {
  const values = new Set<string>();
  let forms: readonly string[] = [];
  /** Of each list of others that was asked for; a server's lines come with the same one. */
  let joined = new WeakMap<readonly string[], readonly string[]>();
  return {
    add(added) {
      const before = values.size;
      for (const value of added) values.add(value);
      if (values.size === before) return;
      forms = secretForms([...values]);
      joined = new WeakMap();
    },
    get forms() {
      return forms;
    },
    and(others) {
      if (forms.length === 0) return others;
      const known = joined.get(others);
      if (known !== undefined) return known;
      const both = [...new Set([...others, ...forms])].sort((a, b) => b.length - a.length);
      joined.set(others, both);
      return both;
    },
    mask: (text) => maskSecrets(text, forms),
  };
}
