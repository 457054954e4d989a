import { expect, test } from 'vitest';
import { lineText } from '#engine/logs/line-text.ts';
import { secretValues } from '#engine/logs/logs.ts';

const text = (bytes: string | Buffer, secrets: readonly string[] = [], cutBytes = 0): string =>
  lineText({ bytes: Buffer.from(bytes), cutBytes }, secrets);

test('colours and other control characters are removed, tabs stay', () => {
  expect(text('\u001b[31mred\u001b[0m\ttab\u0007 10%\r20%')).toBe('red\ttab 10% 20%');
  expect(text('\u001b]8;;http://x\u0007link\u001b]8;;\u0007')).toBe('link');
});

test('bytes that are no UTF-8 are replaced', () => {
  expect(text(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
});

test('a cut line says how much is missing, and ends with a whole character', () => {
  expect(text(Buffer.from('abcé').subarray(0, 4), [], 12_345)).toBe('abc … 12,345 bytes cut');
});

test('values with a secret name are masked wherever they stand', () => {
  const secrets = secretValues({
    GITHUB_TOKEN: 'ghp_abcdef',
    API_KEY: 'ghp_abcdef-longer',
    DB_PASSWORD: 'p"w\\d/ 1',
    PORT: '123456',
    SHORT_KEY: 'abc',
    UNSET_SECRET: undefined,
  });
  expect(text('a ghp_abcdef b ghp_abcdef-longer c', secrets)).toBe('a ••• b ••• c');
  expect(text(`{"password":${JSON.stringify('p"w\\d/ 1')}}`, secrets)).toBe('{"password":"•••"}');
  expect(text(`?p=${encodeURIComponent('p"w\\d/ 1')}`, secrets)).toBe('?p=•••');
  expect(text('port 123456 abc', secrets)).toBe('port 123456 abc');
});

test('each line of a secret with several lines is masked', () => {
  const secrets = secretValues({ PRIVATE_KEY: '-----BEGIN KEY-----\r\nMIIEvQIBADAN\n-----END KEY-----' });
  expect(text('key MIIEvQIBADAN', secrets)).toBe('key •••');
});

test('a secret inside colour codes is masked, and so is one that the cut broke', () => {
  expect(text('tok\u001b[1men-1234', ['token-1234'])).toBe('•••');
  expect(text('x token-12', ['token-1234'], 2)).toBe('x ••• … 2 bytes cut');
});
