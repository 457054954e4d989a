import { expect, test } from 'vitest';
import { agreeOn } from '../../../../main/engine/gateway/bridge/revisions.ts';

test('a client of the legacy era gets the revision that it asks for, else the newest', () => {
  expect(agreeOn('2025-03-26')).toBe('2025-03-26');
  expect(agreeOn('2030-01-01')).toBe('2025-11-25');
});

test('it gets none that is newer than gateway.protocolVersion', () => {
  expect(agreeOn('2025-11-25', '2025-06-18')).toBe('2025-06-18');
  expect(agreeOn('2024-11-05', '2025-06-18')).toBe('2024-11-05');
  expect(agreeOn('2030-01-01', '2025-06-18')).toBe('2025-06-18');
  expect(agreeOn('2025-11-25', '2026-07-28')).toBe('2025-11-25');
});
