import { expect, it } from 'vitest';
import type { Negotiated } from '../../../../main/engine/mcp/mcp.ts';
import type { Catalogues, KeptAnswer } from '../../../../main/engine/state/state.ts';
import { keptHandshake } from '../../../../main/engine/supervision/ways/kept-handshake.ts';

const HANDSHAKE: Negotiated = {
  era: 'legacy',
  protocolVersion: '2025-11-25',
  serverName: 'weather',
  serverVersion: '1',
  capabilities: { tools: true, resources: false, prompts: false },
  said: {
    capabilities: { tools: { listChanged: true }, experimental: { x: {} } },
    serverInfo: { name: 'weather', version: '1', icons: [] },
    instructions: 'Ask for the weather.',
  },
};

/** On a disk that keeps JSON. */
function fakeCatalogues() {
  const rows = new Map<string, string>();
  const catalogues: Catalogues = {
    load(server, key) {
      const text = rows.get(`${server} ${key}`);
      const kept: KeptAnswer | null = text === undefined ? null : { value: JSON.parse(text), atMs: 0 };
      return new Map(kept === null ? [] : [['handshake', kept]]);
    },
    save: (server, key, _what, value) => void rows.set(`${server} ${key}`, JSON.stringify(value)),
    forget: () => rows.clear(),
  };
  return { rows, catalogues };
}

it('is on disk once it is known, whole, and is not written again while it stays the same', () => {
  const { rows, catalogues } = fakeCatalogues();
  const kept = keptHandshake(catalogues, 'a', 'k1');
  expect(kept.value).toBeNull();
  kept.keep(HANDSHAKE);
  expect(keptHandshake(catalogues, 'a', 'k1').value).toEqual(HANDSHAKE);
  rows.clear();
  kept.keep({ ...HANDSHAKE });
  expect(rows.size).toBe(0);
  kept.keep({ ...HANDSHAKE, serverVersion: '2' });
  expect(keptHandshake(catalogues, 'a', 'k1').value?.serverVersion).toBe('2');
});

it('counts for the way that the server is launched, and is known again when that is as it was', () => {
  const { catalogues } = fakeCatalogues();
  const kept = keptHandshake(catalogues, 'a', 'k1');
  kept.keep(HANDSHAKE);
  kept.use('k2');
  expect(kept).toMatchObject({ value: null, launchKey: 'k2' });
  kept.use('k1');
  expect(kept.value).toEqual(HANDSHAKE);
});

it('is not known where an older version wrote it in another form', () => {
  const { catalogues } = fakeCatalogues();
  catalogues.save('a', 'k1', 'handshake', { era: 'legacy' });
  expect(keptHandshake(catalogues, 'a', 'k1').value).toBeNull();
});
