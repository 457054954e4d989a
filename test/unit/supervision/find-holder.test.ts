import { expect, test } from 'vitest';
import { findHolder } from '../../../main/engine/supervision/find-holder.ts';

/** Where a holder is looked for; null when nowhere. */
async function placeOf(stderr: string, url: string | null = null): Promise<string | null> {
  let place: string | null = null;
  const holderOf = async (port: number, host: string) => {
    place = `${host} ${port}`;
    return null;
  };
  await findHolder({ holderOf }, url, stderr);
  return place;
}

test.each([
  ['Node', 'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000', 3000],
  ['Node', 'Error: listen EADDRINUSE: address already in use :::3000', 3000],
  ['Node', 'Error: listen EADDRINUSE: address already in use ::1:3000', 3000],
  [
    'Python',
    "OSError: [Errno 98] error while attempting to bind on address ('::1', 8000, 0, 0): address already in use",
    8000,
  ],
  [
    'Python 3.13',
    "OSError: [errno 48] error while attempting to bind on address ('127.0.0.1', 8000): [errno 48] address already in use",
    8000,
  ],
  [
    'uvicorn',
    "ERROR:    [Errno 98] error while attempting to bind on address ('', 8000): address already in use",
    8000,
  ],
  [
    'Flask',
    'Port 5000 is in use by another program. Either identify and stop that program, or start with a different port.',
    5000,
  ],
  ['Go', '2026/11/21 15:01:02 listen tcp 127.0.0.1:8080: bind: address already in use', 8080],
  ['Go', '2026/11/21 15:01:02 main.go:42: listen tcp :8080: bind: address already in use', 8080],
  ['Go', '2026/11/21 15:01:02 listen tcp [::1]:8080: bind: address already in use', 8080],
  ['Bun', 'error: Failed to start server. Is port 3000 in use?', 3000],
  ['nginx', 'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 80],
  ['Ruby', 'bind: Address already in use - bind(2) for "127.0.0.1" port 4567 (Errno::EADDRINUSE)', 4567],
  ['Spring', 'Web server failed to start. Port 8080 was already in use.', 8080],
])('the port that %s names in “%s” is %i', async (_, stderr, port) => {
  expect(await placeOf(stderr)).toBe(`0.0.0.0 ${port}`);
});

test.each([
  'OSError: [Errno 98] Address already in use',
  'error: Uncaught (in promise) AddrInUse: Address already in use (os error 98)',
  'Error: listen EADDRINUSE: address already in use /run/user/1000/app.sock',
  '2026/11/21 15:01:02 bind: address already in use',
  'listening on http://127.0.0.1:3000/mcp',
])('no port is taken from “%s”', async (stderr) => {
  expect(await placeOf(stderr)).toBeNull();
});

test('a server that has a URL here is asked for at its own port', async () => {
  const stderr = 'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000';
  expect(await placeOf(stderr, 'http://127.0.0.1:4000/mcp')).toBe('127.0.0.1 4000');
});
