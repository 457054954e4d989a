import { isUtf8 } from 'node:buffer';

/** The text of a file, or what keeps it from being one and where. */
export type Decoded =
  | { readonly text: string }
  | { readonly message: string; readonly line: number; readonly column: number };

const REPLACEMENT = '\uFFFD';
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT);

/** Decodes UTF-8, and tells by its marks and its first wrong byte what it is instead. */
export function decodeText(bytes: Buffer): Decoded {
  const [first, second, third, fourth] = bytes;
  const utf32 =
    (first === 0xff && second === 0xfe && third === 0 && fourth === 0) ||
    (first === 0 && second === 0 && third === 0xfe && fourth === 0xff);
  if (utf32) return atTop('the file is saved as UTF-32: save it as UTF-8');
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (utf16) return atTop('the file is saved as UTF-16: save it as UTF-8');
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return { text };
  const before = text.slice(0, firstWrong(bytes, text)).replace(/^\uFEFF/, '');
  const lines = before.split(/\r\n|\n|\r/);
  const place = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells it
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)) {
    return { ...place, message: 'this is no text file, or one that is not saved as UTF-8' };
  }
  const message = 'the file is not saved as UTF-8: here is its first byte that is none; save it as UTF-8';
  return { ...place, message };
}

function atTop(message: string): Decoded {
  return { message, line: 1, column: 1 };
}

/** Where in the decoded text the first byte stands that is no UTF-8. A replacement character may be in the file itself. */
function firstWrong(bytes: Buffer, text: string): number {
  let [from, bytesBefore] = [0, 0];
  for (;;) {
    const at = text.indexOf(REPLACEMENT, from);
    if (at === -1) return text.length;
    bytesBefore += Buffer.byteLength(text.slice(from, at));
    const end = bytesBefore + REPLACEMENT_BYTES.length;
    if (!bytes.subarray(bytesBefore, end).equals(REPLACEMENT_BYTES)) return at;
    [from, bytesBefore] = [at + 1, end];
  }
}
