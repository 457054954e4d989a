import { describe, expect, test } from 'vitest';
import type { ShellPath } from '#contract/executable.ts';
import type { ProcessView } from '#contract/history.ts';
import { formatServerDetail } from '../../../main/cli/format/one-server/server-detail.ts';
import { formatStatus } from '../../../main/cli/format/status.ts';
import { processView, serverDetail, serverView, snapshotOf } from './views.ts';

const ESCAPE = '\u001b';
const NOW = new Date('2026-11-21T10:00:00.000Z');
const PATH: ShellPath = {
  folders: ['/a', '/b'],
  origin: 'login-shell',
  shell: '/bin/zsh',
  problem: null,
};

const shown = (...[name, but, rest]: Parameters<typeof serverDetail>): string[] =>
  formatServerDetail(serverDetail(name, but, rest), PATH, NOW, false);

describe('all that there is to know of a server', () => {
  test('of one that failed: what mends it once, and not again as what comes next', () => {
    const fix = 'Install it.';
    const down = {
      state: 'failed',
      problem: { code: 'command-not-found', message: 'no such program', fix },
    } as const;
    const first = shown('down', { ...down, next_step: `${fix} It is started by itself then.` });
    expect(first.join('\n').split(fix)).toHaveLength(2);
    expect(first).toContainEqual(expect.stringMatching(/^ {2}next +It is started by itself then\.$/));
    expect(shown('down', { ...down, next_step: fix }).join('\n')).not.toMatch(/^ {2}next /m);
  });

  test('of one that is down: why, what mends it, what comes next and when', () => {
    const lines = shown('down', {
      state: 'backing-off',
      lamp: 'warn',
      health: 'unhealthy',
      pid: null,
      uptime_seconds: null,
      problem: { code: 'exited', message: 'exited with code 1', fix: 'Give it a TOKEN.' },
      health_reasons: ['exited with code 1', '3 restarts in 10 min'],
      next_step: 'It is started again.',
      next_start_at: '2026-11-21T10:00:12.500Z',
      last_exit: { at: '2026-11-21T09:59:59.000Z', code: null, signal: 'SIGSEGV', stderr: 'oops\u001b[2J' },
      restarts: 4,
      limit_restarts: 1,
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        '◆ down: backing-off · unhealthy',
        expect.stringMatching(/^ {2}reason +exited with code 1$/),
        expect.stringMatching(/^ {2}health +3 restarts in 10 min$/),
        expect.stringMatching(/^ {2}to mend it +Give it a TOKEN\.$/),
        expect.stringMatching(/^ {2}next +It is started again\.$/),
        expect.stringMatching(/^ {2}next start +in 12 s$/),
        expect.stringMatching(/^ {2}last exit +ended by SIGSEGV at .*: oops\\x1b\[2J$/),
        expect.stringMatching(/^ {2}restart +on-failure; 4 so far, 1 more for limits$/),
      ]),
    );
    expect(lines.join('\n')).not.toMatch(/^ {2}process /m);
  });

  test('its program: command, the file behind it and whose that is, PATH, folder', () => {
    const executable = { path: '/a/npx', real_path: '/n/npx-cli.js', manager: 'nvm' } as const;
    const lines = shown('memory', { executable, depends_on: ['a', 'b'] }, { working_folder: '/srv' });
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ {2}executable +\/a\/npx → \/n\/npx-cli\.js \(nvm\)$/),
        expect.stringMatching(/^ {2}PATH +from the login shell \/bin\/zsh \(2 folders\)$/),
        expect.stringMatching(/^ {2}folder +\/srv$/),
        expect.stringMatching(/^ {2}depends on +a, b$/),
      ]),
    );
  });

  test('each limit with who holds the server to it', () => {
    const limit = {
      limit: 'memory_soft',
      value: 512e6,
      enforced_by: 'watched',
      detail: 'looked at each 2 s',
    } as const;
    const lines = shown('memory', { limits: [limit] });
    expect(lines.slice(-2)).toEqual(['Limits', '  memory, soft: 512 MB (watched): looked at each 2 s']);
  });

  test('who holds its port', () => {
    const holder = { port: 3001, pid: 77, command: 'node other.js', ours: true };
    expect(shown('web', { port_holder: holder }).join('\n')).toContain(
      '3001 is taken by node other.js, pid 77, which Signalbox started',
    );
  });

  test('the instances of a pool', () => {
    const instances = [
      { instance: 1, state: 'ready', pid: 5, in_flight: 2 },
      { instance: 2, state: 'starting', pid: null, in_flight: 0 },
    ] as const;
    const lines = shown('pool', { instances: [...instances], in_flight: 2, queued: 3 });
    expect(lines.slice(-3)).toEqual([
      '  NO  STATE     PID  IN WORK',
      '   1  ready       5        2',
      '   2  starting    –        0',
    ]);
    expect(lines.join('\n')).toContain('2 in work, 3 waiting');
  });

  test('its processes as a tree, without those that have ended', () => {
    const processes: ProcessView[] = [
      processView(10, { root: true, command: 'npx memory', ppid: 1, cpu_percent: 1.5, memory_bytes: 80e6 }),
      processView(11, { ppid: 10, command: 'sh -c memory' }),
      processView(12, { ppid: 11, command: 'node memory.js' }),
      processView(13, { ppid: 10, command: 'helper' }),
      processView(14, { ppid: 999, command: 'left its parent' }),
      processView(9, { ppid: 10, command: 'over', ended_at: NOW.toISOString() }),
    ];
    expect(shown('memory', {}, { processes }).slice(-7)).toEqual([
      'Processes',
      '  PID    CPU  MEMORY  COMMAND',
      '   10  1.5 %   80 MB  npx memory',
      '   11      –       –    sh -c memory',
      '   12      –       –      node memory.js',
      '   13      –       –    helper',
      '   14      –       –  left its parent',
    ]);
  });

  test('processes whose pids form a circle are shown once each', () => {
    const processes = [processView(10, { ppid: 11 }), processView(11, { ppid: 10 })];
    expect(shown('memory', {}, { processes }).slice(-2)).toEqual([
      expect.stringMatching(/ 10 .* node x\.js$/),
      expect.stringMatching(/ 11 .* {3}node x\.js$/),
    ]);
  });

  test('colour changes nothing but the colour', () => {
    const detail = serverDetail('memory');
    const plain = formatServerDetail(detail, PATH, NOW, false);
    const codes = new RegExp(`${ESCAPE}\\[\\d+m`, 'g');
    const bare = formatServerDetail(detail, PATH, NOW, true).map((line) => line.replaceAll(codes, ''));
    expect(bare).toEqual(plain);
  });
});

describe('where PATH comes from, under the table of all', () => {
  const withPath = (shell_path: ShellPath | null): string[] => {
    const snapshot = snapshotOf([serverView('memory')]);
    return formatStatus({ ...snapshot, engine: { ...snapshot.engine, shell_path } }, false);
  };

  test('is said when the login shell was asked, with or without success', () => {
    expect(withPath(PATH).at(-3)).toBe('PATH: from the login shell /bin/zsh (2 folders)');
    expect(withPath({ ...PATH, origin: 'environment', problem: 'no answer within 5 s' }).at(-3)).toBe(
      'PATH: what Signalbox was started with (2 folders), for the login shell gave none: /bin/zsh: no answer within 5 s',
    );
  });

  test('is not said when there was nobody to ask', () => {
    const asked = withPath({ ...PATH, origin: 'environment', shell: null });
    expect(asked.join('\n')).not.toContain('PATH');
  });
});
