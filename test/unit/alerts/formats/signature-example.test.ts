import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { signBody } from '#engine/alerts/formats/webhook.ts';

test('the way to check a signature that the manual shows takes ours, and nothing else', async () => {
  const manual = await readFile(new URL('../../../../docs/notifications.md', import.meta.url), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(manual)?.[1] ?? '';
  const module: unknown = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  const { isFromSignalbox } = module as {
    isFromSignalbox: (body: string, header: string, secret: string) => boolean;
  };
  const header = signBody('{"title":"é"}', 'sesame', Date.now());
  expect(isFromSignalbox('{"title":"é"}', header, 'sesame')).toBe(true);
  expect(isFromSignalbox('{"title":"e"}', header, 'sesame')).toBe(false);
  expect(isFromSignalbox('{"title":"é"}', header, 'other')).toBe(false);
  expect(isFromSignalbox('{"title":"é"}', 'nonsense', 'sesame')).toBe(false);
  const old = signBody('{"title":"é"}', 'sesame', Date.now() - 3_600_000);
  expect(isFromSignalbox('{"title":"é"}', old, 'sesame')).toBe(false);
});
