import { expect, test } from 'vitest';
import { handshakeFailure } from '#engine/supervision/failure.ts';

test('a server that refuses its handshake with a book of words is told of in a sentence', () => {
  const { problem } = handshakeFailure('handshake-refused', `it refused with “${'x'.repeat(1_000_000)}”`);
  expect(problem.message.length).toBeLessThanOrEqual(600);
  expect(problem.message).toMatch(/^it refused with “x+…$/);
  expect(handshakeFailure('connection-lost', 'closed its stdin').problem.message).toBe('closed its stdin');
});
