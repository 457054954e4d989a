import { expect, it } from 'vitest';
import type { ToolRule } from '../../../../main/engine/configuration/configuration.ts';
import { keepingOf, mayBeCached } from '../../../../main/engine/gateway/guard/cache-policy.ts';

const CACHE = { ttlMs: 300_000 };

function rule(cacheMs: number): ToolRule {
  return { tools: '*', timeoutMs: null, inFlight: null, ratePerSecond: null, cacheMs, repeatable: null };
}

it('looks for what is read, never for what is made for one question', () => {
  expect(mayBeCached('resources/read', { uri: 'a' }, CACHE, null)).toBe(true);
  for (const method of ['prompts/get', 'completion/complete', 'ping', 'server/discover']) {
    expect(mayBeCached(method, undefined, CACHE, null), method).toBe(false);
  }
});

it('keeps results of tools only where the owner says so', () => {
  expect(mayBeCached('tools/call', { name: 'now' }, CACHE, null)).toBe(false);
  expect(mayBeCached('tools/call', { name: 'now' }, CACHE, rule(0))).toBe(false);
  expect(mayBeCached('tools/call', { name: 'now' }, CACHE, rule(30_000))).toBe(true);
  expect(keepingOf('tools/call', { content: [] }, 'legacy', CACHE, rule(30_000))).toEqual({
    ttlMs: 30_000,
    scope: 'public',
  });
  expect(keepingOf('tools/call', { content: [], isError: true }, 'legacy', CACHE, rule(30_000))).toBeNull();
});

it('keeps nothing of a server whose cache is switched off', () => {
  expect(mayBeCached('resources/read', undefined, null, null)).toBe(false);
});

it('takes a modern server at its word', () => {
  const keeping = (result: Record<string, unknown>) =>
    keepingOf('resources/read', result, 'modern', CACHE, null);
  expect(keeping({ ttlMs: 5_000, cacheScope: 'public' })).toEqual({ ttlMs: 5_000, scope: 'public' });
  expect(keeping({ ttlMs: 5_000, cacheScope: 'private' })).toEqual({ ttlMs: 5_000, scope: 'private' });
  expect(keeping({ ttlMs: 5_000 })).toEqual({ ttlMs: 5_000, scope: 'private' });
  expect(keeping({ ttlMs: 0, cacheScope: 'public' })).toBeNull();
  expect(keeping({ ttlMs: Number.NaN })).toBeNull();
  expect(keeping({ ttlMs: 1e15, cacheScope: 'public' })?.ttlMs).toBe(86_400_000);
});

it('gives what a legacy server says to all clients, for the time that is configured', () => {
  expect(keepingOf('resources/read', { contents: [] }, 'legacy', CACHE, null)).toEqual({
    ttlMs: 300_000,
    scope: 'public',
  });
});

it('keeps no part of a dialogue with one client', () => {
  expect(mayBeCached('resources/read', { uri: 'a', inputResponses: {} }, CACHE, null)).toBe(false);
  expect(mayBeCached('resources/read', { uri: 'a', requestState: 'x' }, CACHE, null)).toBe(false);
  const result = { resultType: 'input_required', ttlMs: 1_000, cacheScope: 'public' };
  expect(keepingOf('resources/read', result, 'modern', CACHE, null)).toBeNull();
});

it('keeps no task, which belongs to the client that began it', () => {
  expect(mayBeCached('tools/call', { name: 'x', task: {} }, CACHE, rule(30_000))).toBe(false);
  const result = { task: { taskId: 't-1', status: 'working' } };
  expect(keepingOf('tools/call', result, 'legacy', CACHE, rule(30_000))).toBeNull();
});
