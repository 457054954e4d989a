/** What the same word means differently from client to client. */
export interface Dialect {
  /** Of a bare `timeout`; `guess` takes 1000 and more for milliseconds. */
  readonly timeout: 's' | 'ms' | 'guess' | 'ignore';
  /** What a `url` without a type is. */
  readonly url: 'http' | 'sse';
  /** Whether `$NAME` stands for a variable too. */
  readonly dollar: boolean;
}

export const COMMON: Dialect = { timeout: 'guess', url: 'http', dollar: false };
