export type Params =
  | { readonly kind: 'params'; readonly params: Record<string, unknown> }
  | { readonly kind: 'refused'; readonly why: string };

/** What was typed as parameters: a JSON object, or nothing. */
export function readParams(text: string): Params {
  if (text.trim() === '') return { kind: 'params', params: {} };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { kind: 'params', params: value as Record<string, unknown> };
    }
    return { kind: 'refused', why: 'Parameters are a JSON object, { … }.' };
  } catch (error) {
    return { kind: 'refused', why: error instanceof Error ? error.message : String(error) };
  }
}
