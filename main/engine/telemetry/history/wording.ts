const SYSTEM_ERROR = /^([A-Z][A-Z0-9_]+): ([^,]+), \w+(?: '(.*)')?$/s;

/** What went wrong, in a clause: "illegal operation on a directory (EISDIR): /home/ann/history.sqlite". */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, code, text, path] = SYSTEM_ERROR.exec(message) ?? [];
  if (code === undefined || text === undefined) return message;
  return `${text} (${code})${path === undefined ? '' : `: ${path}`}`;
}

export function asSentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}
