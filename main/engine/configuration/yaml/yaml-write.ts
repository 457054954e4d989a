/** How a value is written into YAML: as a person would, with quotes where they are needed. */
export interface YamlLayout {
  readonly lineEnd: '\n' | '\r\n';
  /** One step of indentation. */
  readonly unit: string;
  /** Whether lists stand deeper than their key. */
  readonly isListIndented: boolean;
}

/** Behind a colon or a dash: on the same line, or on lines of its own that are indented by `indent`. */
export function writeValue(value: unknown, indent: string, layout: YamlLayout): string {
  return isFilled(value)
    ? layout.lineEnd + writeLines(value, indent, layout)
    : ` ${writeInline(value, false)}`;
}

/** A list or an object that is not empty, line by line, the first one too; no line end behind the last. */
export function writeLines(value: object, indent: string, layout: YamlLayout): string {
  if (Array.isArray(value))
    return value.map((item) => indent + writeItem(item, indent, layout)).join(layout.lineEnd);
  return entriesOf(value)
    .map(([key, item]) => indent + writePair(key, item, indent, layout))
    .join(layout.lineEnd);
}

/** `indent` is that of the key. */
export function writePair(key: string, value: unknown, indent: string, layout: YamlLayout): string {
  const isFlat = Array.isArray(value) && !layout.isListIndented;
  return `${writeKey(key)}:${writeValue(value, isFlat ? indent : indent + layout.unit, layout)}`;
}

/** `indent` is that of the dash. What an object begins with stands behind the dash. */
export function writeItem(value: unknown, indent: string, layout: YamlLayout): string {
  if (!isFilled(value)) return `- ${writeInline(value, false)}`;
  const inner = `${indent}  `;
  return `- ${writeLines(value, inner, layout).slice(inner.length)}`;
}

/** On one line, in brackets where there is more than one value. */
export function writeInline(value: unknown, inBrackets: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => writeInline(item, true)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = entriesOf(value).map(([key, item]) => `${writeKey(key)}: ${writeInline(item, true)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  return isPlain(value) && !(inBrackets && /[,[\]{}]/.test(value)) ? value : JSON.stringify(value);
}

export function writeKey(key: string): string {
  return isPlain(key) && !/[,[\]{}:]/.test(key) ? key : JSON.stringify(key);
}

export function isFilled(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : entriesOf(value).length > 0;
}

/** Whether YAML 1.2 reads the bare word as this very text, and YAML 1.1 does so too. */
function isPlain(text: string): boolean {
  if (!/^[\p{L}\p{N}_./~$+-]/u.test(text) || !/^[\x20-\x7e\u00a0-\ud7ff\uf900-\ufffd]*$/u.test(text))
    return false;
  if (/^[-?](?: |$)|^(?:---|\.\.\.)|: |:$| #| $/.test(text)) return false;
  if (/^(?:true|false|yes|no|on|off|y|n|null|~|\.nan|[-+]?\.inf)$/i.test(text)) return false;
  // Numbers, dates and times, in any way that a reader of YAML may take for one.
  return !/^[-+.]?\d[\d_.:xobeEA-Fa-f+-]*$/.test(text);
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
