import { mkdtempSync, rmSync } from 'node:fs';
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
