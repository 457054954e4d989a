import { describe, expect, test } from 'vitest';
import { formatFinding } from '../../../main/cli/commands/validate.ts';
import { formatDuration, formatMemory, formatPercent } from '../../../main/cli/format/figures.ts';
import { formatLogLine } from '../../../main/cli/format/log-line.ts';
import { plainText } from '../../../main/cli/format/plain-text.ts';
import { formatStatus } from '../../../main/cli/format/status.ts';
import { formatTable } from '../../../main/cli/format/table.ts';
import { logLine, serverView, snapshotOf } from './views.ts';

const ESCAPE = '\u001b';

describe('the status table', () => {
  test('columns are aligned, and no line ends in spaces', () => {
    const lines = formatTable(
      [
        { title: 'NAME', align: 'left' },
        { title: 'N', align: 'right' },
        { title: 'END', align: 'left' },
      ],
      [
        [{ text: 'a' }, { text: '100' }, { text: 'x' }],
        [{ text: 'longer' }, { text: '1' }, { text: '' }],
      ],
    );
    expect(lines).toEqual(['NAME      N  END', 'a       100  x', 'longer    1']);
  });

  test('colour does not move a column', () => {
    const servers = [serverView('a', { lamp: 'bad', state: 'failed' }), serverView('longer-name')];
    const plain = formatStatus(snapshotOf(servers), false);
    const coloured = formatStatus(snapshotOf(servers), true);
    expect(coloured.slice(3).join()).toContain(`${ESCAPE}[31m■`);
    expect(plain.join()).not.toContain(ESCAPE);
    const codes = new RegExp(`${ESCAPE}\\[\\d+m`, 'g');
    expect(coloured.map((line) => line.replaceAll(codes, ''))).toEqual(plain);
  });

  test('lamps can be told apart by their shape alone', () => {
    const servers = (['ok', 'warn', 'bad', 'off', 'info'] as const).map((lamp) => serverView(lamp, { lamp }));
    const rows = formatStatus(snapshotOf(servers), false).slice(3, 8);
    expect(new Set(rows.map((row) => row[0])).size).toBe(5);
  });

  test('a server in trouble is explained under the table, with what mends it', () => {
    const broken = serverView('broken', {
      state: 'failed',
      lamp: 'bad',
      problem: { code: 'command-not-found', message: 'nodee is not on the PATH', fix: 'Write node.' },
    });
    expect(formatStatus(snapshotOf([broken]), false).slice(-4, -2)).toEqual([
      'broken: nodee is not on the PATH',
      '        Write node.',
    ]);
  });

  test('a file that can’t be applied is told before the servers, with its place', () => {
    const snapshot = snapshotOf([serverView('a')]);
    const finding = {
      severity: 'error',
      file: '/home/me/servers.json',
      line: 8,
      column: 17,
      key: 'mcpServers',
      message: 'a colon is missing',
    } as const;
    const broken = {
      ...snapshot,
      configuration: { ...snapshot.configuration, valid: false, findings: [finding] },
    };
    expect(formatStatus(broken, false).slice(2, 4)).toEqual([
      '/home/me/servers.json:8:17 a colon is missing',
      'The last good configuration keeps running.',
    ]);
  });

  test('a server that is down says that its next start is due', () => {
    const down = serverView('down', {
      state: 'backing-off',
      reason: 'exited with code 1',
      next_start_at: '2026-11-21T10:00:05.000Z',
    });
    expect(formatStatus(snapshotOf([down]), false).at(-3)).toMatch(
      /^down: exited with code 1; next start at \d\d:\d\d:05$/,
    );
  });

  test('how Signalbox was started, and what that changes, is said at the end', () => {
    const snapshot = snapshotOf([serverView('a')]);
    const runtime = {
      started_by: 'service',
      mode: 'production',
      why: ['systemd started it', 'nothing says otherwise'],
      defaults: { 'logging.format': 'json' },
    } as const;
    const engine = { ...snapshot.engine, runtime: { ...runtime, why: [...runtime.why] } };
    expect(formatStatus({ ...snapshot, engine }, false).slice(-2)).toEqual([
      'Started as a service (systemd started it), in production (nothing says otherwise).',
      'Defaults for that: logging.format is "json".',
    ]);
  });

  test('a stopped server shows dashes, not zeros', () => {
    const stopped = serverView('off', {
      state: 'stopped',
      lamp: 'off',
      pid: null,
      uptime_seconds: null,
      tools: null,
      cpu_percent: null,
      memory_bytes: null,
    });
    expect(formatStatus(snapshotOf([stopped]), false)[3]).toMatch(/^○ {2}off +stopped( +–){3} +0( +–){3}$/);
  });

  test('without servers there is one sentence', () => {
    const none = snapshotOf([], { lamp: 'off', sentence: 'No servers', detail: '' });
    expect(formatStatus(none, false)).toEqual(['○ No servers']);
  });
});

describe('figures', () => {
  test.each([
    [null, '–'],
    [0.4, '0 s'],
    [59, '59 s'],
    [75, '1 min 15 s'],
    [3_600, '1 h'],
    [93_784, '1 d 2 h'],
  ])('%s seconds are shown as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test.each([
    [null, '–'],
    [1_500_000, '1.5 MB'],
    [80_000_000, '80 MB'],
    [1_250_000_000, '1.3 GB'],
  ])('%s bytes are shown as %s', (bytes, text) => expect(formatMemory(bytes)).toBe(text));

  test('per cent have one decimal', () => expect(formatPercent(12.34)).toBe('12.3 %'));
});

describe('log lines', () => {
  test('a line has time, level, server and text', () => {
    const shown = formatLogLine(logLine(5, 'hello', { level: 'warn' }), false, 10);
    expect(shown).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:05\.000 WARN {2}memory {6}hello$/);
  });

  test('a stray line on stdout is marked', () => {
    expect(formatLogLine(logLine(1, 'oops', { stream: 'stray' }), false)).toContain(
      '[on stdout, no MCP message] oops',
    );
  });

  test('what a server writes can not command the terminal', () => {
    expect(plainText(`a${ESCAPE}]0;title\u0007b\u009b2Jc\td`)).toBe('a\\x1b]0;title\\x07b\\x9b2Jc\td');
    expect(formatLogLine(logLine(1, `${ESCAPE}[2J`), false)).not.toContain(ESCAPE);
  });
});

describe('findings', () => {
  const finding = {
    file: '/etc/servers.json',
    line: 3,
    column: 7,
    key: 'mcpServers',
    message: 'a comma is missing',
  };

  test('an error is FILE:LINE:COLUMN message', () => {
    expect(formatFinding({ ...finding, severity: 'error' })).toBe('/etc/servers.json:3:7 a comma is missing');
  });

  test('a warning says that it is one', () => {
    expect(formatFinding({ ...finding, severity: 'warning' })).toBe(
      '/etc/servers.json:3:7 warning: a comma is missing',
    );
  });
});
