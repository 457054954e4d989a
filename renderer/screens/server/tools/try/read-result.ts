/** One part of a tool's answer, as it is shown. */
export type ResultPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly mimeType: string; readonly base64: string }
  /** Named only: a link to a resource, sound, something that a later revision brings. */
  | { readonly kind: 'other'; readonly words: string; readonly text: string };

export interface ToolResult {
  readonly isError: boolean;
  readonly parts: readonly ResultPart[];
  /** As JSON text; null without any. */
  readonly structured: string | null;
  /** It has neither content nor structured content. */
  readonly isOther: boolean;
}

/** More than this of one text is cut off on the screen; the copy has it all. */
const SHOWN_CHARACTERS = 100_000;

type Part = Readonly<Record<string, unknown>>;

/** Takes apart what a server answered to `tools/call`, whatever it is. */
export function readResult(result: unknown): ToolResult {
  const whole = isPart(result) ? result : {};
  const content = Array.isArray(whole['content']) ? whole['content'].filter(isPart) : [];
  const structured = whole['structuredContent'] ?? null;
  return {
    isError: whole['isError'] === true,
    parts: content.map(partOf),
    structured: structured === null ? null : cut(JSON.stringify(structured, null, 2)),
    isOther: content.length === 0 && structured === null,
  };
}

function partOf(part: Part): ResultPart {
  const { type, text, data, mimeType, resource } = part;
  if (type === 'text' && typeof text === 'string') return { kind: 'text', text: cut(pretty(text)) };
  if (type === 'image' && typeof data === 'string') {
    return { kind: 'image', mimeType: typeof mimeType === 'string' ? mimeType : '', base64: data };
  }
  if (type === 'resource' && isPart(resource)) {
    const { uri, text: inside } = resource;
    const words = `resource ${String(uri ?? '')}`;
    if (typeof inside === 'string') return { kind: 'other', words, text: cut(pretty(inside)) };
    return { kind: 'other', words: `${words}, ${sizeWords(resource['blob'])}`, text: '' };
  }
  if (type === 'resource_link') {
    return {
      kind: 'other',
      words: `link to ${String(part['uri'] ?? '')}`,
      text: String(part['description'] ?? ''),
    };
  }
  if (type === 'audio') {
    return { kind: 'other', words: `sound, ${String(mimeType ?? '')}, ${sizeWords(data)}`, text: '' };
  }
  return { kind: 'other', words: String(type ?? 'unknown'), text: cut(JSON.stringify(part, null, 2)) };
}

/** JSON in one line is set out; anything else stays as it is. */
function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text) || text.length > SHOWN_CHARACTERS) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // It only looked like JSON.
    return text;
  }
}

function cut(text: string): string {
  if (text.length <= SHOWN_CHARACTERS) return text;
  return `${text.slice(0, SHOWN_CHARACTERS)}\n… ${text.length - SHOWN_CHARACTERS} more characters`;
}

function sizeWords(base64: unknown): string {
  return typeof base64 === 'string' ? `${Math.ceil((base64.length * 3) / 4 / 1000)} kB` : 'no data';
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
