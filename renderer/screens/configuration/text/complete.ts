import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { ConfigurationFormat } from '#contract/configuration-status.ts';
import { descriptionAt, keysAt, type Schema, schemaAt, typesOf, valuesAt } from '../schema/schema-at.ts';
import { type Located, locate } from './locate.ts';

/** What completion and help know. */
export interface Help {
  readonly format: ConfigurationFormat;
  /** Null before it has come. */
  readonly schema: Schema | null;
  /** Names of the servers of the file. */
  readonly servers: readonly string[];
  /** Names of secrets and of inputs. */
  readonly secrets: readonly { readonly name: string; readonly input: boolean }[];
}

/** Offers the keys and values that belong where the cursor is. */
export function completions(help: () => Help) {
  return (context: CompletionContext): CompletionResult | null => {
    const { format, ...known } = help();
    const text = context.state.doc.toString();
    const reference = context.matchBefore(/\$\{(?:secret|input):[\w.-]*$|\$\{\w*$/);
    if (reference !== null) return { from: reference.from, options: references(known.secrets) };
    const located = locate(text, context.pos, format);
    if (located === null || known.schema === null) return null;
    const isTyping = context.pos > located.from;
    if (!isTyping && !context.explicit) return null;
    const options = located.isKey
      ? keys(known.schema, located, text, format)
      : values(known.schema, located, known.servers, format);
    const typed = text.slice(located.from, context.pos);
    const wanted = inOrder(options, typed);
    const isDone = wanted.length === 1 && wanted[0]?.label === text.slice(located.from, located.to);
    if (wanted.length === 0 || isDone) return null;
    return { from: located.from, to: located.to, options: wanted, filter: false };
  };
}

/** Those that begin with what was typed, then those that have it inside; quotes and case don't count. */
function inOrder(options: readonly Completion[], typed: string): Completion[] {
  const word = bare(typed);
  const beginning = options.filter(({ label }) => bare(label).startsWith(word));
  const inside = options.filter((option) => !beginning.includes(option) && bare(option.label).includes(word));
  return [...beginning, ...inside];
}

function bare(text: string): string {
  return text.replace(/^["']|["']$/g, '').toLowerCase();
}

function keys(schema: Schema, located: Located, text: string, format: ConfigurationFormat): Completion[] {
  const followed = /^\s*:/.test(text.slice(located.to, located.to + 40));
  return [...keysAt(schema, located.parent)].map(([key, property]) => ({
    label: key,
    type: 'property',
    detail: typeWords(schema, [...located.parent, key]),
    info: describedBy(schema, [...located.parent, key], property),
    apply: `${format === 'jsonc' ? `"${key}"` : key}${followed ? '' : ': '}`,
  }));
}

function values(
  schema: Schema,
  { parent, step }: Located,
  servers: readonly string[],
  format: ConfigurationFormat,
): Completion[] {
  if (step === null) return [];
  const path = [...parent, step];
  const isServerName = parent.includes('dependsOn') || step === 'dependsOn';
  const known = isServerName ? servers : valuesAt(schema, path);
  return known.map((value) => {
    const written = format === 'yaml' && typeof value === 'string' ? plain(value) : JSON.stringify(value);
    return { label: written, type: 'value' };
  });
}

/** A text as YAML has it without quotes, where it can. */
function plain(value: string): string {
  return /^[A-Za-z][\w ./-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

function references(secrets: Help['secrets']): Completion[] {
  const named = secrets.map(({ name, input }) => ({
    label: `\${${input ? 'input' : 'secret'}:${name}}`,
    type: 'constant',
  }));
  const kinds = [
    { label: '${secret:', detail: 'of the keychain', type: 'keyword' },
    { label: '${env:', detail: 'of the environment', type: 'keyword' },
    { label: '${input:', detail: 'asked for once', type: 'keyword' },
  ];
  return [...named, ...kinds];
}

/** The help on what stands at a position; null for none. */
export function helpAt({ schema, format }: Help, text: string, position: number) {
  const located = locate(text, position, format);
  if (located === null || schema === null || located.step === null) return null;
  const path = [...located.parent, located.step];
  const words = descriptionAt(schema, path);
  if (words === null) return null;
  const type = typeWords(schema, path);
  return { from: located.from, to: Math.max(located.to, located.from), key: path.join('.'), type, words };
}

function describedBy(schema: Schema, path: readonly (string | number)[], property: Schema): string {
  const words = property['description'];
  return typeof words === 'string' ? words : (descriptionAt(schema, path) ?? '');
}

/** "text, default 30s" */
function typeWords(schema: Schema, path: readonly (string | number)[]): string {
  const here = schemaAt(schema, path);
  const names = [...typesOf(here)].map((type) => (type === 'string' ? 'text' : type)).join(' or ');
  const byDefault = here.find((one) => 'default' in one)?.['default'];
  const isPlain = byDefault !== undefined && (typeof byDefault !== 'object' || byDefault === null);
  return isPlain ? `${names}, default ${String(byDefault)}` : names;
}
