import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WINDOW_POLICY } from '#engine/http/http.ts';

test('the window has the same policy in the desktop app as over HTTP, but for what only a header can say', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../renderer/index.html'), 'utf8');
  const meta = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1]?.split('; ');
  const header = WINDOW_POLICY.split('; ').filter((rule) => !rule.startsWith('frame-ancestors'));
  expect(meta).toEqual(header);
});
