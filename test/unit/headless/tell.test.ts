import { expect, test } from 'vitest';
import type { RegisterEntry } from '#contract/register.ts';
import { createTeller, type LogFormat } from '../../../main/headless/tell.ts';

const ENTRY: RegisterEntry = {
  id: 7,
  at: '2026-11-22T10:00:00.000Z',
  lamp: 'bad',
  kind: 'went-down',
  server: 'memory',
  text: 'memory exited with code 1',
};
const LISTENING = {
  sentence: 'Signalbox supervises 1 server of servers.json',
  url: 'http://127.0.0.1:4870/',
  address: 'http://127.0.0.1:4870/#token=t0k3n',
};

test('what happens is told in lines for a person, or in JSON without the token, as it is configured now', () => {
  let format: LogFormat = 'text';
  const written: string[] = [];
  const tell = createTeller(
    () => format,
    (text) => void written.push(text),
  );
  tell.listening(LISTENING);
  tell.entry(ENTRY);
  expect(written.join('')).toContain('Window: http://127.0.0.1:4870/#token=t0k3n\n');
  expect(written.at(-1)).toMatch(/^\d\d:\d\d:\d\d {2}memory exited with code 1\n$/);
  format = 'json';
  written.length = 0;
  tell.listening(LISTENING);
  tell.entry(ENTRY);
  tell.say('Stopping all servers…');
  const lines = written.map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { kind: 'listening', url: LISTENING.url },
    ENTRY,
    { text: 'Stopping all servers…' },
  ]);
  expect(written.join('')).not.toContain('t0k3n');
});

test('a refused configuration is not told twice: its findings are on stderr', () => {
  const written: string[] = [];
  createTeller(
    () => 'json',
    (text) => void written.push(text),
  ).entry({ ...ENTRY, kind: 'configuration-refused' });
  expect(written).toEqual([]);
});
