import { stripVTControlCharacters } from 'node:util';
import type { RawLine } from './line-splitter.ts';
import { maskSecrets, maskStartedSecret } from './mask-secrets.ts';

/** What is kept of a line: readable text without colour codes and secrets, with a mark where it was cut. */
export function lineText({ bytes, cutBytes }: RawLine, secrets: readonly string[]): string {
  if (cutBytes === 0) return maskSecrets(plainText(bytes.toString('utf8')), secrets);
  // With `stream` a character that was cut in half is left out instead of replaced.
  const kept = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
  const masked = maskStartedSecret(maskSecrets(plainText(kept), secrets), secrets);
  return `${masked} … ${cutBytes.toLocaleString('en-US')} bytes cut`;
}

/** Control characters would act on the terminal of whoever reads the log. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for; a tab stays
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** Without colour codes and control characters, which would act on the terminal of whoever reads it; a tab stays. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: most lines have none, and need no work
  if (!/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/.test(text)) return text;
  return stripVTControlCharacters(text).replaceAll('\r', ' ').replaceAll(CONTROL, '');
}
