import { expect, test } from 'vitest';
import { channelSecrets, channelTarget } from '#engine/alerts/channels/channel-target.ts';
import { parseRetryAfter } from '#engine/alerts/channels/retry-after.ts';
import { takes } from '#engine/alerts/channels/takes.ts';
import type { ChannelSettings } from '#engine/configuration/configuration.ts';

const COMMON = { name: 'c', enabled: true, fromSeverity: 'error', resolved: false, summary: false } as const;
const native: ChannelSettings = { ...COMMON, type: 'native' };
const hook: ChannelSettings = {
  ...COMMON,
  type: 'webhook',
  url: 'https://user:open%20sesame@hooks.example.com/T00/B00/XYZZY1?key=abcdefg',
  headers: { Authorization: 'Bearer qwertyuiop', 'X-Team': 'tools-team' },
  secret: 'signing-key',
  template: null,
  timeoutMs: 1,
};

test('a channel takes what is bad enough, and what names it', () => {
  const about = { kind: 'firing', severity: 'error', channels: null } as const;
  expect(takes(native, about)).toBe(true);
  expect(takes({ ...native, enabled: false }, about)).toBe(false);
  expect(takes(native, { ...about, severity: 'warning' })).toBe(false);
  expect(takes(native, { ...about, severity: 'warning', channels: ['c'] })).toBe(true);
  expect(takes(native, { ...about, channels: ['other'] })).toBe(false);
  expect(takes(native, { ...about, channels: [] })).toBe(false);
});

test('that all is well again, and the summary of a day, go to those that want them', () => {
  const over = { kind: 'resolved', severity: 'error', channels: null } as const;
  expect(takes(native, over)).toBe(false);
  expect(takes({ ...native, resolved: true }, over)).toBe(true);
  const summary = { kind: 'summary', severity: 'info', channels: null } as const;
  expect(takes(native, summary)).toBe(false);
  expect(takes({ ...native, summary: true }, summary)).toBe(true);
});

test('where a channel leads is told without what would let others use it', () => {
  expect(channelTarget(hook)).toBe('https://hooks.example.com/…');
  const secrets = channelSecrets(hook);
  for (const secret of [
    '/T00/B00/XYZZY1',
    '?key=abcdefg',
    'open sesame',
    'Bearer qwertyuiop',
    'signing-key',
  ]) {
    expect(secrets).toContain(secret);
  }
});

test('what a receiver asks us to wait is read as seconds, as a date, and as Discord says it; an hour at most', () => {
  const nowMs = Date.UTC(2026, 0, 1);
  expect(parseRetryAfter('3', '', nowMs)).toBe(3_000);
  expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:20 GMT', '', nowMs)).toBe(20_000);
  expect(parseRetryAfter('Thu, 01 Jan 2025 00:00:20 GMT', '', nowMs)).toBe(0);
  expect(parseRetryAfter('86400', '', nowMs)).toBe(3_600_000);
  expect(parseRetryAfter(undefined, '{"message":"limited","retry_after":0.65}', nowMs)).toBe(650);
  expect(parseRetryAfter(undefined, 'retry_after: soon', nowMs)).toBeNull();
  expect(parseRetryAfter('soon', '', nowMs)).toBeNull();
  expect(parseRetryAfter(undefined, '', nowMs)).toBeNull();
});
