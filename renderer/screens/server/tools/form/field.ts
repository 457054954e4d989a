/** What stands over and under every field. */
interface FieldWords {
  /** The schema's title; null where the property's name says all. */
  readonly title: string | null;
  readonly description: string | null;
  /** Bounds and formats in words, as "at least 3 characters". */
  readonly hints: readonly string[];
  /** What the schema gives as default or example, for the beginning of the form. */
  readonly initial: unknown;
  /** `null` is a value that it takes. */
  readonly nullable: boolean;
}

export interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly field: Field;
}

export interface Option {
  readonly words: string;
  readonly value: unknown;
}

/** What a form shows for a JSON schema. `json` is for what no form can show, and says why. */
export type Field = FieldWords &
  (
    | { readonly kind: 'text' }
    | { readonly kind: 'number'; readonly integer: boolean }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'options'; readonly options: readonly Option[] }
    | { readonly kind: 'object'; readonly properties: readonly Property[] }
    | { readonly kind: 'list'; readonly item: Field; readonly least: number; readonly most: number }
    | {
        readonly kind: 'choice';
        readonly choices: readonly { readonly words: string; readonly field: Field }[];
      }
    | { readonly kind: 'json'; readonly why: string }
  );
