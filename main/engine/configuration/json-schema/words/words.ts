import { ALERTS_WORDS, CHANNEL_WORDS, RULE_WORDS } from './alert-words.ts';
import { FILE_WORDS } from './file-words.ts';
import type { KeyWords, WordsByKey } from './key-words.ts';
import { REQUEST_WORDS } from './request-words.ts';
import { SERVER_WORDS } from './server-words.ts';

const SERVER = { ...SERVER_WORDS, ...REQUEST_WORDS, ...below('alerts.rules.*', RULE_WORDS) };

/** What is said of every key of the file. `defaults` says of a server's keys what its entry says. */
export const WORDS: WordsByKey = {
  ...FILE_WORDS,
  ...below('alerts', ALERTS_WORDS),
  ...below('alerts.rules.*', RULE_WORDS),
  ...below('alerts.channels.*', CHANNEL_WORDS),
  ...below('mcpServers.*', SERVER),
  ...below('defaults', SERVER),
};

export function wordsOf(key: string): KeyWords | undefined {
  const found = Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
  return typeof found === 'string' ? { says: found } : found;
}

function below(holder: string, words: WordsByKey): WordsByKey {
  return Object.fromEntries(
    Object.entries(words).map(([key, said]) => [key === '' ? holder : `${holder}.${key}`, said]),
  );
}
