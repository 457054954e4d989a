import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDiagnoses } from '#engine/alerts/remedies/diagnoses.ts';
import { fakeAlert } from '../../../fakes/alert.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

test('a diagnosis is a file for its owner alone, and a part that fails takes none of the others with it', async () => {
  const root = await mkdtemp(join(tmpdir(), 'signalbox-diagnoses-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'alerts', 'diagnoses');
  const diagnose = createDiagnoses({
    clock: new FakeClock(),
    folder,
    parts: {
      view: (server) => ({ name: server }),
      logs: () => Promise.resolve(['one line']),
      health: () => {
        throw new Error('not known yet');
      },
    },
  });
  const file = await diagnose(fakeAlert({ server: 'a/../b' }));
  expect(file.startsWith(`${folder}/2026-01-01T00-00-00.000Z-a_.._b-high_cpu`)).toBe(true);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    written_at: '2026-01-01T00:00:00.000Z',
    alert: { rule: 'high_cpu' },
    view: { name: 'a/../b' },
    logs: ['one line'],
    health: { error: 'not known yet' },
  });
  for (let index = 0; index < 60; index++) await writeFile(join(folder, `2025-${100 + index}.json`), '{}');
  await diagnose(fakeAlert({ id: 'later' }));
  const left = await readdir(folder);
  expect(left).toHaveLength(50);
  expect(left.filter((name) => name.startsWith('2026'))).toHaveLength(2);
});
