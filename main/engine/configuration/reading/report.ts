import type { Finding } from '#contract/configuration-status.ts';
import type { Position } from './text-position.ts';

/** A person mends a file from the top; more than this many at once helps nobody. */
const MAX_FINDINGS = 100;

export interface Report {
  /** `path` is the key at fault, empty for the file as a whole; `says` follows the key in the message. */
  error(offset: number, path: readonly PropertyKey[], says: string): void;
  warning(offset: number, path: readonly PropertyKey[], says: string): void;
  /** In the order of the file, errors first when there are too many to show. */
  findings(): readonly Finding[];
  failed(): boolean;
}

export function newReport(file: string, position: (offset: number) => Position): Report {
  const all: Finding[] = [];
  let failed = false;
  const add = (
    severity: Finding['severity'],
    offset: number,
    path: readonly PropertyKey[],
    says: string,
  ): void => {
    const key = path.map(shortened).join('.');
    all.push({ severity, file, ...position(offset), key, message: key === '' ? says : `${key} ${says}` });
  };
  return {
    error(offset, path, says) {
      failed = true;
      add('error', offset, path, says);
    },
    warning: (offset, path, says) => add('warning', offset, path, says),
    findings() {
      const errors = all.filter((finding) => finding.severity === 'error');
      const warnings = all.filter((finding) => finding.severity === 'warning');
      const shown = [...errors, ...warnings].slice(0, MAX_FINDINGS);
      return shown.sort((a, b) => a.line - b.line || a.column - b.column);
    },
    failed: () => failed,
  };
}

function shortened(segment: PropertyKey): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a message must not carry control characters to a terminal
  const plain = String(segment).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}
