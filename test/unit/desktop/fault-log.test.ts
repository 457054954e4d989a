import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFaultLog } from '../../../main/desktop/fault-log.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-faults-'));
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => rm(folder, { recursive: true }));

it('a fault can be read later, with its time, its stack and its cause, by its owner alone', async () => {
  const faults = createFaultLog({ folder: join(folder, 'logs'), now: () => Date.UTC(2026, 0, 1) });
  faults.report(new Error('the tray is gone', { cause: new Error('no bus') }));
  faults.report('text');
  const text = await readFile(faults.file, 'utf8');
  expect(text).toMatch(/^2026-01-01T00:00:00\.000Z Error: the tray is gone\n +at /);
  expect(text).toContain('no bus');
  expect(text).toContain("Z 'text'\n");
  expect((await stat(faults.file)).mode & 0o777).toBe(0o600);
  expect(console.error).toHaveBeenCalledTimes(2);
});

it('faults without end fill two files at most', async () => {
  const faults = createFaultLog({ folder, maxBytes: 200 });
  for (let index = 0; index < 30; index += 1) faults.report(`fault ${index}`);
  const [now, before] = await Promise.all(
    ['desktop.log', 'desktop.1.log'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  expect(now).toContain('fault 29');
  for (const text of [now, before]) expect(text?.length).toBeLessThanOrEqual(200);
});

it('a log that can’t be written does not bring the app down', () => {
  const faults = createFaultLog({ folder: '/dev/null/logs' });
  expect(() => faults.report(new Error('fault'))).not.toThrow();
});
