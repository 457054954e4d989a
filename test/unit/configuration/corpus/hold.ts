import type { Finding } from '#contract/configuration-status.ts';
import type { LoadResult } from '#engine/configuration/configuration.ts';
import { SECRETS } from './real-files.ts';

/** Pieces of a secret that say too much of it. */
const PIECE = 6;

/**
 * Why what is told of a text is not as it should be; null when it is. A refusal has an error, each finding stands in the
 * text, and none has a secret of the real files in it.
 */
export function faultOf(text: string, result: LoadResult): string | null {
  const findings = result.ok ? result.configuration.findings : result.findings;
  if (!result.ok && !findings.some(({ severity }) => severity === 'error'))
    return 'it is refused without an error';
  if (result.ok && findings.some(({ severity }) => severity === 'error'))
    return 'it has an error and is taken';
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const finding of findings) {
    const line = lines[finding.line - 1];
    if (line === undefined || finding.column < 1 || finding.column > line.length + 1)
      return `${finding.line}:${finding.column} is not in the text`;
    if (finding.message.trim() === '') return 'a finding says nothing';
    const told = piecesIn(finding);
    if (told !== undefined) return `a secret is told: ${told}`;
  }
  return null;
}

function piecesIn({ message, key }: Finding): string | undefined {
  const said = `${message} ${key}`;
  return SECRETS.flatMap((secret) =>
    Array.from({ length: secret.length - PIECE + 1 }, (_, at) => secret.slice(at, at + PIECE)),
  ).find((piece) => said.includes(piece));
}
