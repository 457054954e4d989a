/** A refused call, taken apart. `code` is a problem code of the contract, or `unreachable` when nobody answered. */
export interface CallProblem {
  readonly code: string;
  readonly message: string;
}

/** Bridges reject with an Error whose message is `code: sentence`; anything else is a fault of the window itself. */
export function problemOf(error: unknown): CallProblem {
  const message = error instanceof Error ? error.message : String(error);
  const match = /^([a-z]+(?:-[a-z]+)*): (.*)$/s.exec(message);
  if (match === null) return { code: 'internal', message };
  return { code: match[1] ?? 'internal', message: match[2] ?? message };
}
