import { expect, it } from 'vitest';
import type { ToolRule } from '../../../../main/engine/configuration/configuration.ts';
import { isRepeatable } from '../../../../main/engine/gateway/guard/repeatable.ts';

function rule(repeatable: boolean | null): ToolRule {
  return { tools: '*', timeoutMs: null, inFlight: null, ratePerSecond: null, cacheMs: 0, repeatable };
}

it('repeats what only tells something', () => {
  for (const method of ['tools/list', 'resources/read', 'prompts/get', 'completion/complete', 'ping']) {
    expect(isRepeatable(method, null, null), method).toBe(true);
  }
  expect(isRepeatable('resources/subscribe', null, null)).toBe(false);
});

it('repeats no tool of which nothing is known', () => {
  expect(isRepeatable('tools/call', null, null)).toBe(false);
  expect(isRepeatable('tools/call', {}, rule(null))).toBe(false);
  expect(isRepeatable('tools/call', { destructiveHint: false }, null)).toBe(false);
  expect(isRepeatable('tools/call', { readOnlyHint: 'yes' }, null)).toBe(false);
});

it('repeats a tool that calls itself idempotent or read-only', () => {
  expect(isRepeatable('tools/call', { idempotentHint: true }, null)).toBe(true);
  expect(isRepeatable('tools/call', { readOnlyHint: true }, rule(null))).toBe(true);
});

it('believes the owner more than the tool', () => {
  expect(isRepeatable('tools/call', { idempotentHint: true }, rule(false))).toBe(false);
  expect(isRepeatable('tools/call', null, rule(true))).toBe(true);
});
