import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openChecksFile } from '#engine/alerts/gathered/checks-file.ts';
import { tokenExpiryMs } from '#engine/alerts/gathered/token-days.ts';
import { watchCertificates } from '#engine/alerts/gathered/watch-certificates.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { settled } from '../../../fakes/fake-server.ts';

const DAY = 86_400_000;
const ORIGIN = 'https://example.com';

test('a certificate is looked at once a day, and after ten minutes where it could not be seen', async () => {
  const clock = new FakeClock();
  const endMs = clock.now() + 20 * DAY;
  let looks = 0;
  let isThere = false;
  const certificates = watchCertificates({
    clock,
    origins: () => [ORIGIN],
    async read() {
      looks += 1;
      if (!isThere) throw new Error('refused');
      return endMs;
    },
  });
  const pass = async (ms: number) => {
    for (const untilMs = clock.monotonic() + ms; clock.monotonic() < untilMs; ) {
      clock.advance(30_000);
      await settled();
    }
  };
  await pass(60_000);
  expect([looks, certificates.endMs(ORIGIN)]).toEqual([1, null]);
  isThere = true;
  await pass(600_000);
  expect([looks, certificates.endMs(ORIGIN)]).toEqual([2, endMs]);
  isThere = false;
  await pass(DAY + 60_000);
  // What was seen a day ago still holds.
  expect([looks, certificates.endMs(ORIGIN)]).toEqual([3, endMs]);
  certificates.close();
  expect(clock.pendingTimers).toBe(0);
});

test('a look at a certificate that never ends is given up after ten seconds', async () => {
  const clock = new FakeClock();
  let isAborted = false;
  const certificates = watchCertificates({
    clock,
    origins: () => [ORIGIN],
    read: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          isAborted = true;
          reject(new Error('given up'));
        });
      }),
  });
  clock.advance(30_000);
  await settled();
  clock.advance(9_999);
  expect(isAborted).toBe(false);
  clock.advance(1);
  expect(isAborted).toBe(true);
  await settled();
  certificates.close();
});

test('the end of a token is read wherever in the headers it stands, and nothing from what is none', () => {
  const part = (claims: unknown) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const token = (exp: unknown) => `${part({ alg: 'HS256' })}.${part({ exp })}.c2lnbmF0dXJl`;
  expect(tokenExpiryMs({ Authorization: `Bearer ${token(2_000)}`, 'X-Token': token(1_000) })).toBe(1_000_000);
  expect(tokenExpiryMs({ Authorization: 'Bearer sk-something-else' })).toBeNull();
  expect(tokenExpiryMs({ Authorization: `Bearer ${token('soon')}` })).toBeNull();
  expect(tokenExpiryMs({ Authorization: 'Bearer eyJhbGci.eyJicm9rZW4.x' })).toBeNull();
});

test('continuous checks are a line of JSON each, for their owner alone, in two files of bounded size', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-checks-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = openChecksFile(join(folder, 'alerts'), 40);
  for (let number = 1; number <= 6; number++) await file.append({ number, text: 'twenty bytes' });
  const read = async (name: string) =>
    (await readFile(join(folder, 'alerts', name), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).number);
  expect(await read('checks.1.jsonl')).toEqual([3, 4]);
  expect(await read('checks.jsonl')).toEqual([5, 6]);
  expect((await stat(join(folder, 'alerts', 'checks.jsonl'))).mode & 0o077).toBe(0);
});
