import type { z } from 'zod';

/** What a text of the environment stands for in the file, or why it stands for nothing there. */
export type ReadWords = { readonly is: unknown } | { readonly message: string };

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/**
 * Reads the text of a variable as the value that somebody would have written in the file: a number with or without a
 * unit, true, yes or on, a list with commas between, anything as JSON. The first of these that the key takes counts.
 */
export function readWords(source: string, schema: z.ZodType): ReadWords {
  const text = source.trim();
  const json = /^[[{"]/.test(text) ? parseJson(text) : undefined;
  if (json === undefined && /^[[{]/.test(text)) return { message: 'begins like JSON, and is none' };
  const plain = /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : (json ?? text);
  const flag = Object.hasOwn(FLAGS, text.toLowerCase()) ? FLAGS[text.toLowerCase()] : undefined;
  const items = text.split(',').map((item) => item.trim());
  const lists = [items, items.map((item) => (/^\d+$/.test(item) ? Number(item) : item))];
  const candidates = [plain, ...(items.length > 1 ? lists : []), text, flag, text.toLowerCase(), ...lists];
  const is = candidates.find((value) => value !== undefined && schema.safeParse(value).success);
  if (is !== undefined) return { is };
  const issue = schema.safeParse(plain).error?.issues[0];
  const at = issue === undefined || issue.path.length === 0 ? '' : `at ${issue.path.join('.')} `;
  return { message: at + (issue?.message ?? 'has no meaning') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
