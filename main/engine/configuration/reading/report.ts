import type { Finding, Fix } from '#contract/configuration-status.ts';
import { maskSecrets, maskStartedSecret, secretForms } from '../../logs/logs.ts';
import type { Position } from './text-position.ts';

/** A person mends a file from the top; more than this many at once helps nobody. */
const MAX_FINDINGS = 100;

export interface Report {
  /** `path` is the key at fault, empty for the file as a whole; `says` follows the key in the message. */
  error(offset: number, path: readonly PropertyKey[], says: string): void;
  warning(offset: number, path: readonly PropertyKey[], says: string, fix?: Fix | undefined): void;
  /** Values that no message may tell. */
  hide(secrets: readonly string[]): void;
  /** In the order of the file, errors first when there are too many to show. */
  findings(): readonly Finding[];
  failed(): boolean;
}

/** In another file than the one that is read, where it says so. */
export type PlaceOfFinding = Position & { readonly file?: string };

/** @param renamed keys that stand in the file by another name than here; a finding names them as they stand there */
export function newReport(
  file: string,
  position: (offset: number) => PlaceOfFinding,
  renamed: readonly { readonly was: readonly string[]; readonly is: readonly string[] }[] = [],
): Report {
  const all: Finding[] = [];
  let failed = false;
  let secrets: readonly string[] = [];
  const add = (
    severity: Finding['severity'],
    offset: number,
    path: readonly PropertyKey[],
    says: string,
    fix?: Fix | undefined,
  ): void => {
    const key = asWritten(path, renamed).map(shortened).join('.');
    const message = key === '' ? says : `${key} ${says}`;
    all.push({
      severity,
      file,
      ...position(offset),
      key,
      message,
      ...(fix === undefined ? {} : { fix }),
    });
  };
  return {
    error(offset, path, says) {
      failed = true;
      add('error', offset, path, says);
    },
    warning: (offset, path, says, fix) => add('warning', offset, path, says, fix),
    hide(values) {
      secrets = secretForms(values);
    },
    findings() {
      const errors = all.filter((finding) => finding.severity === 'error');
      const warnings = all.filter((finding) => finding.severity === 'warning');
      const shown = [...errors, ...warnings]
        .slice(0, MAX_FINDINGS)
        .map((finding) => ({ ...finding, message: untold(finding.message, secrets) }));
      return shown.sort((a, b) => a.line - b.line || a.column - b.column);
    },
    failed: () => failed,
  };
}

function asWritten(
  path: readonly PropertyKey[],
  renamed: readonly { readonly was: readonly string[]; readonly is: readonly string[] }[],
): readonly PropertyKey[] {
  const found = renamed.find(({ is }) => is.every((key, index) => path[index] === key));
  return found === undefined ? path : [...found.was, ...path.slice(found.is.length)];
}

function shortened(segment: PropertyKey): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a message must not carry control characters to a terminal
  const plain = String(segment).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}

/** A message quotes the beginning of a long value, and a mark where it is cut. */
function untold(message: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return message;
  const parts = maskSecrets(message, secrets).split('…');
  return parts
    .map((part, index) => (index < parts.length - 1 ? maskStartedSecret(part, secrets) : part))
    .join('…');
}
