import { describe, expect, it } from 'vitest';
import { drawFrame, type Frame, pageIn } from '../../../../main/cli/monitor/draw/draw-frame.ts';
import { textWidth } from '../../../../main/cli/monitor/draw/text-width.ts';
import { FIRST_VIEW } from '../../../../main/cli/monitor/live/view.ts';
import { type SORTS, sortServers } from '../../../../main/cli/monitor/sort-servers.ts';
import { fakeServerTraffic } from '../../../fakes/server-traffic.ts';
import { logLine, serverView } from '../views.ts';
import { figuresWith, samplePass } from './figures-of.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: it takes colours off.
const COLOURS = /\u001b\[\d+m/g;
const WIDE = { columns: 160, rows: 20 };

function frameOf(but: Partial<Frame> = {}): Frame {
  return {
    figures: figuresWith(
      [
        serverView('memory', {
          restarts: 3,
          traffic: fakeServerTraffic('memory', { requests: 9, errors: 2, rejected: 1, p95_ms: 41.6 }),
        }),
        serverView('github', {
          state: 'crash-looping',
          lamp: 'bad',
          score: 0,
          pid: null,
          cpu_percent: null,
          memory_bytes: null,
          uptime_seconds: null,
          reason: 'exited with 1 六 times',
        }),
        serverView('time', { cpu_percent: 80, memory_bytes: 10_000_000, lamp: 'warn', score: 70 }),
      ],
      [samplePass({ memory: { cpu: 1, rate: 2.5 }, time: { cpu: 80 } })],
    ),
    view: { ...FIRST_VIEW, selected: 'github' },
    connected: true,
    logs: [],
    now: new Date(2026, 10, 21, 14, 30),
    ...but,
  };
}
const withView = (view: Partial<Frame['view']>): Frame => {
  const frame = frameOf();
  return { ...frame, view: { ...frame.view, ...view } };
};
const rowOf = (lines: readonly string[], name: string): string =>
  lines.find((line) => new RegExp(`[●◆■○▲] {2}${name} `).test(line)) ?? '';

describe('the frame', () => {
  it('shows each server with its figures, and a dash for what is not known', () => {
    const lines = drawFrame(frameOf(), WIDE, false);
    expect(lines[0]).toMatch(/^● All clear · 2 healthy {2,}Signalbox 0\.1\.0 {2}14:30:00$/);
    const cells = (name: string) => rowOf(lines, name).trim().split(/ {2,}/);
    expect(cells('memory')).toEqual([
      '●',
      'memory',
      'ready',
      '100',
      '1.3 %',
      '▂',
      '80 MB',
      '▅',
      '2.5',
      '42 ms',
      '2',
      '1',
      '3',
      '1 min 15 s',
    ]);
    expect(cells('github')).toEqual([
      '› ■',
      'github',
      'crash-looping',
      '0',
      '–',
      '–',
      '–',
      '–',
      '–',
      '–',
      '0',
      '–',
    ]);
    expect(lines.join('\n')).toContain('github: exited with 1 六 times');
  });

  it.each(['servers', 'help', 'logs'] as const)('fills terminals of all sizes exactly with %s', (showing) => {
    const logs = Array.from({ length: 40 }, (_, at) =>
      logLine(at, `\u001b[31m六 ${'x'.repeat(at * 9)}\tend`),
    );
    const frame = { ...withView({ showing }), logs };
    for (const rows of [1, 3, 5, 9, 24, 60]) {
      for (const columns of [10, 30, 60, 79, 80, 81, 100, 117, 160, 250]) {
        const lines = drawFrame(frame, { columns, rows }, true);
        expect(lines).toHaveLength(rows);
        for (const line of lines) {
          const plain = line.replace(COLOURS, '');
          expect(textWidth(plain), `${columns}×${rows}: ${plain}`).toBeLessThanOrEqual(columns);
          expect(plain).not.toContain('\u001b');
        }
      }
    }
  });

  it('tells lamps apart without colours, and writes none where none are wanted', () => {
    const lines = drawFrame(frameOf(), WIDE, false).join('\n');
    expect(lines).toMatch(/■ {2}github/);
    expect(lines).toMatch(/◆ {2}time/);
    expect(lines).toMatch(/● {2}memory/);
    expect(lines).not.toContain('\u001b');
    expect(drawFrame(frameOf(), WIDE, true).join('\n')).toContain('\u001b[33m◆');
  });

  it('drops columns on a narrow terminal, but neither name nor state nor CPU', () => {
    const line = rowOf(drawFrame(frameOf(), { columns: 46, rows: 20 }, false), 'time');
    expect(line.trim().split(/ {2,}/)).toEqual(['◆', 'time', 'ready', '80.0 %']);
  });

  it('keeps the selected server in sight', () => {
    const servers = Array.from({ length: 50 }, (_, at) => serverView(`s${String(at).padStart(2, '0')}`));
    const size = { columns: 100, rows: 16 };
    for (const selected of ['s00', 's07', 's25', 's49']) {
      const frame = { ...frameOf({ figures: figuresWith(servers) }), view: { ...FIRST_VIEW, selected } };
      const lines = drawFrame(frame, size, false);
      expect(rowOf(lines, selected)).toContain('›');
      expect(lines.filter((line) => /s\d\d {2}/.test(line))).toHaveLength(pageIn(size));
    }
  });

  it('asks on the last line, says what became of it, and says that figures are old', () => {
    expect(drawFrame(withView({ asking: 'time' }), WIDE, false).at(-1)).toContain(
      'Restart time? y restarts it',
    );
    expect(drawFrame(withView({ notice: 'no' }), WIDE, false).at(-1)).toContain('no');
    expect(drawFrame(frameOf({ connected: false }), WIDE, false)[0]).toMatch(/^■ The connection .* are old/);
  });

  it('shows what a server writes, newest last, without its control characters', () => {
    const logs = [logLine(1, 'first'), logLine(2, 'bell\u0007', { level: 'warn' })];
    const lines = drawFrame({ ...withView({ showing: 'logs' }), logs }, WIDE, false);
    expect(lines[3]).toMatch(/INFO {2}first$/);
    expect(lines[4]).toMatch(/WARN {2}bell\\x07$/);
    expect(drawFrame(withView({ showing: 'logs' }), WIDE, false)[3]).toContain('nothing yet');
  });
});

describe('the order of servers', () => {
  it('puts the highest first, what is not known last, and names where figures are alike', () => {
    const order = (sort: (typeof SORTS)[number]) =>
      sortServers(frameOf().figures, sort).map(({ name }) => name);
    expect(order('name')).toEqual(['github', 'memory', 'time']);
    expect(order('cpu')).toEqual(['time', 'memory', 'github']);
    expect(order('memory')).toEqual(['memory', 'time', 'github']);
    expect(order('trouble')).toEqual(['github', 'time', 'memory']);
    expect(order('rate')).toEqual(['memory', 'github', 'time']);
  });
});
