import { expect, it } from 'vitest';
import { toLegacyResult, toModernResult } from '#engine/gateway/bridge/results.ts';

const OWN = 'io.modelcontextprotocol/';
const SERVER = { name: 'files', version: '1' };

it('a legacy server’s result is complete for a modern client, whatever it calls itself', () => {
  const result = { content: [], resultType: 'input_required', _meta: { [`${OWN}serverInfo`]: 'me', own: 1 } };
  expect(toModernResult('tools/call', result, SERVER, 5)).toEqual({
    content: [],
    resultType: 'complete',
    _meta: { [`${OWN}serverInfo`]: SERVER, own: 1 },
  });
});

it('a modern server’s result has nothing of its era for a legacy client, and all else', () => {
  const era = { resultType: 'complete', ttlMs: 5, cacheScope: 'public' };
  const info = { [`${OWN}serverInfo`]: SERVER };
  expect(toLegacyResult({ ...era, content: [], _meta: info })).toEqual({ content: [] });
  expect(toLegacyResult({ ...era, content: [], _meta: { ...info, own: 1 } })).toEqual({
    content: [],
    _meta: { own: 1 },
  });
});
