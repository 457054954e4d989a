import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertChannel } from '#contract/alert-channel.ts';
import type { AlertRule, RulePreview } from '#contract/alert-rule.ts';
import type { IncidentReport } from '#contract/incident.ts';
import { fakeAlert } from '../../fakes/alert.ts';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';
import { type CliHome, makeCliHome } from './run-cli.ts';
import { serverView, snapshotOf } from './views.ts';

/** As the command line has it. */
const NOW = new Date(2026, 10, 21, 14, 30);
const ago = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();

let home: CliHome;
const engines: FakeEngine[] = [];

beforeEach(async () => {
  home = await makeCliHome();
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  await home.remove();
});

async function engineWith(answers: Readonly<Record<string, unknown>>, status = 200): Promise<FakeEngine> {
  const engine = await startFakeEngine((path) => ({ status, body: answers[path] ?? null }));
  engines.push(engine);
  await home.writeRuntimeFile(engine.runtime);
  return engine;
}

const DOWN = fakeAlert({
  id: 'a1b2c3d4',
  rule: 'down',
  severity: 'error',
  message: 'github is down: exited with code 1\u001b[2J',
  cause: 'db, which it depends on, is down',
  next_step: 'It is started again by itself.',
  since: ago(12),
});
const NOW_OPEN = {
  alerts: [DOWN, fakeAlert({ id: 'p', state: 'pending' }), fakeAlert({ id: 'i', state: 'inhibited' })],
  firing: 1,
  worst: 'error',
  paused_until: null,
  quiet_hours: false,
};

test('shows what is open with its cause and what to do, and hides what may never fire', async () => {
  await engineWith({ '/queries/alerts': NOW_OPEN });
  const { exitCode, out, notes } = home.run('alerts');
  expect(await exitCode).toBe(0);
  expect(out[0]).toMatch(/^ALERT +SEVERITY +STATE +SINCE +RULE +WHAT$/);
  expect(out[1]).toMatch(
    /^a1b2c3d4 +error +firing +12 min +down +github is down: exited with code 1\\x1b\[2J$/,
  );
  expect(out[2]?.trim()).toBe('because db, which it depends on, is down');
  expect(out[3]?.trim()).toBe('It is started again by itself.');
  expect(out).toHaveLength(4);
  expect(notes).toEqual(['2 more may come, or are explained by others; --all shows them.']);
});

test('--all shows the rest, --json all that is known, --check says by the exit code that something fires', async () => {
  await engineWith({ '/queries/alerts': NOW_OPEN, '/queries/snapshot': snapshotOf([]) });
  const all = home.run('alerts', '--all', '--json');
  expect(await all.exitCode).toBe(0);
  expect(JSON.parse(all.out.join('\n'))).toEqual(NOW_OPEN);
  expect(await home.run('alerts', 'list', '--check').exitCode).toBe(1);
  expect(await home.run('alerts', 'list', '--check', '--server', 'files').exitCode).toBe(0);
});

test('with nothing open it says so', async () => {
  const answers: Record<string, unknown> = {
    '/queries/alerts': { ...NOW_OPEN, alerts: [], firing: 0, worst: null, paused_until: ago(-60) },
    '/queries/snapshot': snapshotOf([serverView('files')]),
  };
  await engineWith(answers);
  const { exitCode, out, notes } = home.run('alerts', 'list');
  expect(await exitCode).toBe(0);
  expect(out).toEqual(['Nothing is wrong.']);
  expect(notes).toEqual(['The desktop shows no notification until 2026-11-21 15:30; other channels go on.']);
  answers['/queries/snapshot'] = snapshotOf([
    serverView('files', { lamp: 'bad' }),
    serverView('db', { lamp: 'warn' }),
    serverView('memory'),
  ]);
  const cleared = home.run('alerts');
  expect(await cleared.exitCode).toBe(0);
  expect(cleared.out).toEqual(['No alert is open; 2 servers need attention (signalbox status).']);
  const ofOne = home.run('alerts', '--server', 'db');
  expect(await ofOne.exitCode).toBe(0);
  expect(ofOne.out).toEqual(['No alert is open; db needs attention (signalbox status).']);
});

test('history shows how long each lasted and how it ended, newest last', async () => {
  const over = fakeAlert({
    id: 'o',
    state: 'resolved',
    since: ago(60),
    resolved_at: ago(50),
    resolution: 'CPU is back at 12 %',
  });
  const { calls } = await engineWith({ '/queries/alert-history': { alerts: [DOWN, over] } });
  const { exitCode, out } = home.run(
    'alerts',
    'history',
    '--since',
    '1d',
    '--severity',
    'error',
    '--server',
    'github',
  );
  expect(await exitCode).toBe(0);
  expect(out[1]).toMatch(/10 min +warning +high_cpu +github uses 96 % of a core +CPU is back at 12 %$/);
  expect(out[2]).toMatch(/12 min +error +down .* is firing$/);
  expect(calls[0]?.input).toEqual({
    server: 'github',
    severities: ['error'],
    since: ago(24 * 60),
    limit: 50,
  });
});

test('alerts are acknowledged by their ids, one after the other', async () => {
  const { calls } = await engineWith({ '/commands/acknowledge-alert': { alert: DOWN } });
  const { exitCode, notes } = home.run('alerts', 'ack', 'a1', 'b2');
  expect(await exitCode).toBe(0);
  expect(calls.map(({ input }) => input)).toEqual([{ id: 'a1' }, { id: 'b2' }]);
  expect(notes).toHaveLength(2);
  // What a server wrote does nothing to the terminal.
  expect(notes[0]).toBe('Seen: a1b2c3d4, github is down: exited with code 1\\x1b[2J');
});

const SILENCE = {
  id: 4,
  alert: null,
  server: 'github',
  rule: null,
  since: ago(0),
  until: ago(-60),
  note: null,
};

test('a server is silenced for an hour unless something else is said', async () => {
  const { calls } = await engineWith({ '/commands/silence-alerts': { silence: SILENCE } });
  const { exitCode, notes } = home.run('alerts', 'silence', '--server', 'github');
  expect(await exitCode).toBe(0);
  expect(notes).toEqual([
    'All alerts of github are silenced until 2026-11-21 15:30. "signalbox alerts unsilence 4" takes it back.',
  ]);
  expect(await home.run('alerts', 'silence', 'a1', '--for', 'change', '--note', 'known').exitCode).toBe(0);
  expect(await home.run('alerts', 'silence', '--rule', 'high_cpu', '--for', 'ever').exitCode).toBe(0);
  expect(calls.map(({ input }) => input)).toEqual([
    { server: 'github', for: 3_600 },
    { id: 'a1', for: 'until-change', note: 'known' },
    { rule: 'high_cpu', for: 'ever' },
  ]);
});

test('a silence that says nothing, or that could never end, is refused before anybody is asked', async () => {
  const { calls } = await engineWith({});
  expect(await home.run('alerts', 'silence').exitCode).toBe(2);
  expect(await home.run('alerts', 'silence', '--server', 'github', '--for', 'change').exitCode).toBe(2);
  expect(await home.run('alerts', 'silence', 'a1', '--for', '5s').exitCode).toBe(2);
  expect(await home.run('alerts', 'clear').exitCode).toBe(2);
  expect(await home.run('alerts', 'clear', 'github', '--all').exitCode).toBe(2);
  expect(await home.run('alerts', 'pause').exitCode).toBe(2);
  expect(await home.run('alerts', 'pause', '1h', '--resume').exitCode).toBe(2);
  expect(calls).toEqual([]);
});

test('silences are shown and taken back, alerts cleared, notifications paused', async () => {
  const { calls } = await engineWith({
    '/queries/silences': { silences: [SILENCE] },
    '/commands/remove-silence': {},
    '/commands/clear-alerts': { cleared: 3 },
    '/commands/pause-notifications': NOW_OPEN,
  });
  const shown = home.run('alerts', 'silences');
  expect(await shown.exitCode).toBe(0);
  expect(shown.out[1]).toMatch(/^ +4 +all alerts of github +2026-11-21 15:30$/);
  expect(await home.run('alerts', 'unsilence', '4').exitCode).toBe(0);
  const cleared = home.run('alerts', 'clear', 'github', '--json');
  expect(await cleared.exitCode).toBe(0);
  expect(JSON.parse(cleared.out.join(''))).toEqual({ cleared: 3 });
  expect(await home.run('alerts', 'clear', '--all').exitCode).toBe(0);
  const paused = home.run('alerts', 'pause', '1h');
  expect(await paused.exitCode).toBe(0);
  expect(paused.notes).toEqual([
    'The desktop shows no notification until 2026-11-21 15:30; other channels go on.',
  ]);
  expect(await home.run('alerts', 'pause', '--resume').exitCode).toBe(0);
  expect(calls.slice(1).map(({ input }) => input)).toEqual([
    { id: 4 },
    { server: 'github' },
    {},
    { until: ago(-60) },
    { until: null },
  ]);
});

test('a channel that nothing was sent to is not said to be well', async () => {
  const channel: AlertChannel = {
    name: 'ops',
    type: 'slack',
    enabled: true,
    target: 'https://hooks.example.com/…',
    from_severity: 'warning',
    resolved: true,
    summary: false,
    last_sent_at: null,
    error: null,
    waiting: 0,
    dead: 0,
    unavailable: null,
  };
  await engineWith({
    '/queries/alert-channels': { channels: [channel, { ...channel, last_sent_at: ago(3) }], settings: {} },
  });
  const { exitCode, out } = home.run('alerts', 'channels');
  expect(await exitCode).toBe(0);
  expect(out[1]).toMatch(/never +not used yet$/);
  expect(out[2]).toMatch(/3 min ago +well$/);
});

test('a test of a channel that did not arrive ends with 1', async () => {
  await engineWith({ '/commands/test-channel': { ok: false, message: 'answered 404: check its address' } });
  const { exitCode, out } = home.run('alerts', 'test', 'ops');
  expect(await exitCode).toBe(1);
  expect(out).toEqual(['ops: answered 404: check its address']);
});

const RULE: AlertRule = {
  name: 'high_memory',
  title: 'Memory is high',
  type: 'high_memory',
  scope: 'server',
  signal: 'memory_bytes',
  unit: 'bytes',
  condition: { kind: 'above', enter: 1_024_000_000, exit: 900_000_000 },
  for_seconds: 60,
  severity: 'info',
  worse: { at: 4_000_000_000, for_seconds: 0, severity: 'error' },
  enabled: true,
  notify: true,
  channels: null,
  remedy: null,
  servers: [],
  own: false,
  set: ['worse'],
  set_for_server: [],
  servers_that_differ: ['memory'],
};

test('rules are shown in people’s units', async () => {
  const { calls } = await engineWith({ '/queries/alert-rules': { rules: [RULE], quiet_hours: null } });
  const { exitCode, out } = home.run('alerts', 'rules', '--server', 'github');
  expect(await exitCode).toBe(0);
  expect(out[1]).toMatch(
    /^high_memory +info +memory_bytes from 1\.0 GB up, until below 900 MB +1 min +error from 4\.0 GB; changed; other for memory$/,
  );
  expect(calls[0]?.input).toEqual({ server: 'github' });
});

test('a rule is tried with other figures before it is changed', async () => {
  const preview: RulePreview = {
    rule: 'high_memory',
    server: 'github',
    from: ago(1440),
    to: ago(0),
    metric: 'memory_bytes',
    firings: [{ at: ago(60), until: ago(46), peak: 2.4e9 }],
    threshold: 2e9,
    exit: 1.8e9,
    coverage: 1,
    sentence: 'Over the last 24 h this rule would have fired once, for 14 min.',
  };
  const { calls } = await engineWith({ '/queries/preview-alert-rule': preview });
  const { exitCode, out } = home.run(
    ...[
      'alerts',
      'preview',
      'high_memory',
      '--server',
      'github',
      '--above',
      '2GB',
      '--exit',
      '3',
      '--for',
      '5m',
    ],
  );
  expect(await exitCode).toBe(0);
  expect(out).toEqual([preview.sentence, '  2026-11-21 13:30:00, for 14 min']);
  const settings = { above: '2GB', exit: 3, for: '5m' };
  expect(calls[0]?.input).toEqual({ rule: 'high_memory', server: 'github', settings });
});

test('an incident is told from its beginning to its end, or as Markdown', async () => {
  const report: IncidentReport = {
    id: 12,
    opened_at: ago(30),
    closed_at: ago(10),
    severity: 'error',
    title: 'github is down',
    cause: null,
    servers: ['github'],
    alerts: ['a1'],
    notifications: 1,
    summary: 'github was down for 20 min.',
    timeline: [{ at: ago(30), kind: 'alert', server: 'github', severity: 'error', text: 'github is down' }],
    markdown: '# github is down\n\nIt was\u001b[2J.\n',
  };
  await engineWith({ '/queries/incident': report, '/queries/incidents': { incidents: [report] } });
  const told = home.run('alerts', 'incident', '12');
  expect(await told.exitCode).toBe(0);
  expect(told.out.slice(0, 2)).toEqual(['Incident 12: github is down', 'github was down for 20 min.']);
  expect(told.out.at(-1)).toMatch(/alert \(error\) +github is down$/);
  const markdown = home.run('alerts', 'incident', '12', '--markdown');
  expect(await markdown.exitCode).toBe(0);
  expect(markdown.out).toEqual(['# github is down', '', 'It was\\x1b[2J.']);
  const listed = home.run('alerts', 'incidents', '--open');
  expect(await listed.exitCode).toBe(0);
  expect(listed.out[1]).toMatch(/^ +12 +2026-11-21 14:00:00 +20 min +error +github is down$/);
});

test('the summary of a day is printed, and one that is not kept is a finding', async () => {
  const kept = {
    day: '2026-11-20',
    made_at: ago(300),
    score: 97,
    lowest_score: 60,
    servers: [],
    incidents: [],
    trends: [],
    notifications: 0,
    text: 'All was well.\nNothing happened.',
  };
  const { calls } = await engineWith({ '/queries/daily-summaries': { summaries: [kept] } });
  const { exitCode, out } = home.run('summary', '--day', 'yesterday');
  expect(await exitCode).toBe(0);
  expect(out).toEqual(['All was well.', 'Nothing happened.']);
  expect(calls[0]?.input).toEqual({ day: '2026-11-20', limit: 1 });
  expect(await home.run('summary', '--day', 'soon').exitCode).toBe(2);
  await engineWith({ '/queries/daily-summaries': { summaries: [] } });
  expect(await home.run('summary').exitCode).toBe(1);
});

test('each command tells how it is used, with an example', async () => {
  const commands = ['list', 'history', 'ack', 'silence', 'unsilence', 'silences', 'clear', 'pause'];
  const further = ['rules', 'preview', 'channels', 'test', 'deliveries', 'retry', 'incidents', 'incident'];
  for (const command of [...commands, ...further]) {
    const { exitCode, out } = home.run('alerts', command, '--help');
    expect(await exitCode, command).toBe(0);
    expect(out.join('\n'), command).toContain('Example:\n  signalbox alerts');
  }
});
