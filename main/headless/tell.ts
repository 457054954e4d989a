import type { RegisterEntry } from '#contract/register.ts';

export type LogFormat = 'text' | 'json';

/** What `signalbox serve` says on stdout. */
export interface Teller {
  /** Where the window is. `address` has the token in it: for a person, and never for a log. */
  listening(facts: { readonly sentence: string; readonly url: string; readonly address: string }): void;
  entry(entry: RegisterEntry): void;
  say(text: string): void;
}

/**
 * Lines for a person, or one JSON object per line (`logging.format`) for whoever collects them; asked before each line.
 * JSON has no address with a token.
 */
export function createTeller(format: () => LogFormat, write: (text: string) => void): Teller {
  const writeJson = (line: object): void => write(`${JSON.stringify(line)}\n`);
  const now = (): string => new Date().toISOString();
  return {
    listening({ sentence, url, address }) {
      if (format() === 'json') writeJson({ at: now(), kind: 'listening', text: sentence, url });
      else write(`${sentence}\nWindow: ${address}\nCtrl+C stops the servers and ends it.\n`);
    },
    entry(entry) {
      // The findings have been told, with their places.
      if (entry.kind === 'configuration-refused') return;
      if (format() === 'json') writeJson(entry);
      else write(`${new Date(entry.at).toLocaleTimeString('en-GB')}  ${entry.text}\n`);
    },
    say(text) {
      if (format() === 'json') writeJson({ at: now(), kind: 'closing', text });
      else write(`${text}\n`);
    },
  };
}

/** For `--json`, where one line of its own is all that is said. */
export const silentTeller: Teller = { listening() {}, entry() {}, say() {} };
