import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfiguration } from '#engine/configuration/configuration.ts';
import { createHiddenValues } from '#engine/logs/logs.ts';
import { openReading } from '#engine/open-reading.ts';
import { systemClock } from '#engine/ports.ts';
import { openSecretStore } from '#engine/secrets/secrets.ts';

test('of inputs only passwords are masked in what servers print', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reading-'));
  try {
    const environment = { SIGNALBOX_SECRET_KEY: 'correct horse' };
    const store = await openSecretStore({ folder, environment, keyring: null });
    await store.set('runtime', 'input', 'node');
    await store.set('pin', 'input', 'swordfish');
    await store.set('token', 'secret', 'ghp_plain0123456789');
    const hidden = createHiddenValues();
    const { secrets, reading } = await openReading({
      file: join(folder, 'servers.json'),
      stateFolder: folder,
      environment,
      runtimeDefaults: {},
      hidden,
      clock: systemClock,
    });
    const text = JSON.stringify({
      inputs: [{ id: 'runtime' }, { id: 'pin', password: true }],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: references of the file
      mcpServers: { a: { command: '${input:runtime}', env: { PIN: '${input:pin}' } } },
    });
    parseConfiguration(join(folder, 'servers.json'), text, reading());
    expect(hidden.mask('node: PIN is swordfish, token ghp_plain0123456789')).toBe(
      'node: PIN is •••, token •••',
    );
    await secrets.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a secret that can not be opened is told with the reason of the store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reading-'));
  try {
    const right = { SIGNALBOX_SECRET_KEY: 'correct horse' };
    const store = await openSecretStore({ folder, environment: right, keyring: null });
    await store.set('k', 'secret', 'ghp_plain0123456789');
    const { reading } = await openReading({
      file: join(folder, 'servers.json'),
      stateFolder: folder,
      environment: { SIGNALBOX_SECRET_KEY: 'wrong horse' },
      runtimeDefaults: {},
      hidden: createHiddenValues(),
      clock: systemClock,
    });
    expect(reading().secretsFault).toEqual({
      kind: 'closed',
      says: expect.stringMatching(
        /^the secrets can't be opened: the key in the environment is not the one that .* was encrypted with$/,
      ),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('of a file of secrets that was damaged it is told where it was put', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reading-'));
  try {
    writeFileSync(join(folder, 'secrets.enc'), 'not what it was');
    const { reading } = await openReading({
      file: join(folder, 'servers.json'),
      stateFolder: folder,
      environment: { SIGNALBOX_SECRET_KEY: 'correct horse' },
      runtimeDefaults: {},
      hidden: createHiddenValues(),
      clock: systemClock,
    });
    expect(reading().secretsFault).toEqual({
      kind: 'lost',
      says: expect.stringContaining('put aside as '),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
