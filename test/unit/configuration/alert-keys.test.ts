import { expect, test } from 'vitest';
import {
  type AlertSettings,
  type ChannelSettings,
  DEFAULT_ALERTS,
  DEFAULT_RULES,
  NOTHING_BESIDE,
  parseConfiguration,
  planChanges,
  type Rule,
} from '#engine/configuration/configuration.ts';
import { told } from './findings.ts';

const MB = 1_000_000;
const MINUTE = 60_000;

function fileOf(alerts: unknown, entry: object = {}): string {
  const mcpServers = { a: { command: 'x', ...entry }, b: { command: 'y' } };
  return JSON.stringify({ alerts, mcpServers });
}

function read(alerts: unknown, entry: object = {}) {
  const result = parseConfiguration('/etc/box/f.json', fileOf(alerts, entry), NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

const settings = (alerts: unknown, entry: object = {}): AlertSettings => read(alerts, entry).alerts;

function ruleOf(name: string, rules: readonly Rule[] | undefined): Rule {
  const found = rules?.find((rule) => rule.name === name);
  if (!found) throw new Error(`no rule ${name}`);
  return found;
}

const rule = (name: string, entry: unknown): Rule =>
  ruleOf(name, settings({ rules: { [name]: entry } }).rules);
const ruleOfA = (name: string, entry: object, rules: object = {}): Rule =>
  ruleOf(name, settings({ rules }, entry).serverRules.get('a'));
const channel = (name: string, entry: object): ChannelSettings | undefined =>
  settings({ channels: { [name]: entry } }).channels.find((one) => one.name === name);

const withoutPlace = (line: string): string => line.replace(/^(warning )?\d+:\d+ /, '$1');
const toldOf = (alerts: unknown, entry: object = {}) => told(fileOf(alerts, entry)).map(withoutPlace);
const toldOfRule = (name: string, entry: unknown) => toldOf({ rules: { [name]: entry } });
const toldOfChannel = (name: string, entry: unknown) => toldOf({ channels: { [name]: entry } });

test('without a word in the file the rules and the ways that Signalbox brings hold', () => {
  expect(settings({})).toEqual(DEFAULT_ALERTS);
  expect(told(fileOf({}))).toEqual([]);
});

test('every key of alerts is read', () => {
  const found = settings({
    enabled: false,
    quietHours: { from: '22:00', to: '7:30', days: ['mon', 'fri'], except: 'none' },
    groupWait: '10s',
    groupInterval: '1m',
    repeat: '1d',
    settle: 0,
    editQuiet: '30s',
    summary: false,
  });
  expect(found).toMatchObject({
    enabled: false,
    quietHours: { fromMinute: 1320, toMinute: 450, days: [1, 5], except: null },
    groupWaitMs: 10_000,
    groupIntervalMs: MINUTE,
    repeatMs: 1440 * MINUTE,
    settleMs: 0,
    editQuietMs: 30_000,
    summaryAtMinute: null,
  });
  expect(settings({ quietHours: { from: '22:00', to: '07:00' } }).quietHours).toEqual({
    fromMinute: 1320,
    toMinute: 420,
    days: [0, 1, 2, 3, 4, 5, 6],
    except: 'critical',
  });
});

test('a rule takes what the file says of it, in the unit of what it looks at', () => {
  expect(rule('high_memory', { above: '2GB', exit: '1.5GB', for: '5m', severity: 'warning' })).toMatchObject({
    condition: { kind: 'above', enter: 2000 * MB, exit: 1500 * MB },
    forMs: 5 * MINUTE,
    severity: 'warning',
    set: ['above', 'exit', 'for', 'severity'],
    setForServer: [],
  });
  expect(rule('error_rate', { above: '50%' }).condition).toMatchObject({ enter: 50 });
  expect(rule('limit_soon', { below: '2h' }).condition).toMatchObject({ enter: 7200, exit: 14_400 });
  expect(rule('high_cpu', false)).toMatchObject({ enabled: false, set: ['enabled'] });
  const told = { notify: false, channels: ['native'], explainedBy: ['down', 'hung'] };
  expect(rule('slow', told)).toMatchObject(told);
});

test('where a rule ends moves with where it begins, in proportion', () => {
  expect(rule('high_cpu', { above: 40 }).condition).toEqual({ kind: 'above', enter: 40, exit: 35 });
  expect(rule('unsteady', { above: 6 }).condition).toEqual({ kind: 'above', enter: 6, exit: 3 });
  expect(rule('depth', { signal: 'custom:depth', above: 100 }).condition).toMatchObject({ exit: 90 });
  expect(rule('depth', { signal: 'custom:depth', below: 10 }).condition).toMatchObject({ exit: 11 });
});

test('what is worse stays worse when the rule itself is moved past it', () => {
  expect(rule('high_cpu', { above: 95 }).worse).toMatchObject({ at: 95, severity: 'warning' });
  expect(rule('high_cpu', { severity: 'error' }).worse).toBeNull();
  expect(rule('high_cpu', { worse: false }).worse).toBeNull();
  expect(rule('high_memory', { worse: { at: '4GB', for: '1m', severity: 'error' } }).worse).toEqual({
    at: 4000 * MB,
    forMs: MINUTE,
    severity: 'error',
  });
});

test('a person’s own rule looks at a signal, at a metric of the server, or at its log', () => {
  expect(rule('queue_depth', { signal: 'custom:queue_depth', above: 100, severity: 'error' })).toMatchObject({
    // As its owner wrote it: a name is no sentence.
    title: 'queue_depth',
    type: 'custom',
    scope: 'server',
    signal: 'custom:queue_depth',
    unit: 'none',
    severity: 'error',
    own: true,
  });
  expect(rule('growth', { signal: 'memory_bytes', rise: '500MB', within: '10m' }).condition).toEqual({
    kind: 'rise',
    by: 500 * MB,
    windowMs: 10 * MINUTE,
  });
  expect(rule('silent', { signal: 'custom:depth', absent: true, for: '5m' }).condition).toEqual({
    kind: 'absent',
  });
  expect(rule('oom', { pattern: 'out of memory', count: 3 })).toMatchObject({
    type: 'logs',
    condition: { kind: 'log', pattern: 'out of memory', count: 3, windowMs: 5 * MINUTE },
  });
  expect(rule('low_disk', { signal: 'disk_free_bytes', below: '20GB' }).scope).toBe('machine');
  expect(rule('not_answering', { signal: 'hung' }).condition).toEqual({ kind: 'above', enter: 1, exit: 1 });
});

test('what is done about an alert is nothing unless the file says so', () => {
  expect(DEFAULT_RULES.every(({ remedy }) => remedy === null)).toBe(true);
  expect(rule('hung', { remedy: { do: 'diagnose' } }).remedy).toEqual({
    do: 'diagnose',
    command: null,
    args: [],
    maxPerHour: 2,
  });
  const run = { do: 'run', command: 'page', args: ['-x'], maxPerHour: 1 };
  expect(rule('down', { remedy: run }).remedy).toEqual(run);
});

test('a server’s entry changes the rules for that server alone', () => {
  const entry = { alerts: { rules: { high_memory: { above: '4GB' }, high_cpu: false } } };
  const rules = { high_memory: { for: '5m' } };
  expect(ruleOfA('high_memory', entry, rules)).toMatchObject({
    condition: { enter: 4000 * MB },
    forMs: 5 * MINUTE,
    set: ['for'],
    setForServer: ['above'],
  });
  expect(ruleOfA('high_cpu', entry)).toMatchObject({ enabled: false, setForServer: ['enabled'] });
  const found = settings({}, entry);
  expect([...found.serverRules.keys()]).toEqual(['a']);
  expect(ruleOf('high_cpu', found.rules).enabled).toBe(true);
  expect(ruleOfA('depth', { alerts: { rules: { depth: { signal: 'custom:depth', above: 3 } } } }).own).toBe(
    true,
  );
});

test('a server whose alerts are off is judged by no rule of servers', () => {
  const off = settings({}, { alerts: false }).serverRules.get('a');
  expect(off?.filter(({ enabled }) => enabled).every(({ scope }) => scope === 'machine')).toBe(true);
});

test('a rule may hold for some servers only', () => {
  const found = settings({ rules: { high_cpu: { servers: ['b*'] } } });
  expect(ruleOf('high_cpu', found.serverRules.get('a')).enabled).toBe(false);
  expect(found.serverRules.has('b')).toBe(false);
});

test('each way to tell somebody is read with its defaults', () => {
  const common = { enabled: true, fromSeverity: 'warning', resolved: true, summary: false };
  expect(channel('hook', { type: 'webhook', url: 'https://h.example/x', secret: 's' })).toEqual({
    name: 'hook',
    type: 'webhook',
    url: 'https://h.example/x',
    headers: {},
    secret: 's',
    template: null,
    timeoutMs: 10_000,
    ...common,
  });
  const mail = {
    type: 'email',
    host: 'mail.example.com',
    from: 'Box <box@example.com>',
    to: 'me@example.com',
  };
  expect(channel('mail', mail)).toEqual({
    name: 'mail',
    ...mail,
    to: ['me@example.com'],
    port: 587,
    secure: false,
    requireTls: false,
    user: null,
    password: null,
    timeoutMs: 30_000,
    ...common,
  });
  expect(channel('mail', { ...mail, secure: true })).toMatchObject({ port: 465 });
  expect(channel('chat', { type: 'slack', url: 'https://h.example/y', fromSeverity: 'error' })).toMatchObject(
    {
      fromSeverity: 'error',
    },
  );
  expect(
    channel('am', { type: 'alertmanager', url: 'http://127.0.0.1:9093', labels: { team: 1 } }),
  ).toMatchObject({ labels: { team: '1' } });
  expect(channel('run', { type: 'command', command: 'page' })).toMatchObject({ args: [], timeoutMs: 30_000 });
});

test('there is always one channel of the desktop', () => {
  const hook = { type: 'slack', url: 'https://h.example/y' };
  expect(settings({ channels: { hook } }).channels.map(({ name }) => name)).toEqual(['native', 'hook']);
  expect(channel('native', { fromSeverity: 'error' })).toMatchObject({
    type: 'native',
    fromSeverity: 'error',
  });
  expect(toldOfChannel('native', { type: 'slack', url: 'https://h.example/y' })).toEqual([
    'alerts.channels.native.type must be "native": the channel of this name is that of the desktop',
  ]);
  expect(toldOfChannel('desk', { enabled: true })).toEqual([
    'alerts.channels.desk.type must say what it is, such as "webhook" or "email": the one of type "native" is named "native"',
  ]);
});

test('another word about alerts restarts nothing', () => {
  const plan = planChanges(read({}), read({ repeat: '1h' }, { alerts: { rules: { slow: false } } }));
  expect(plan).toEqual({ start: [], stop: [], restart: [], update: [], keep: ['a', 'b'] });
});

test('what is wrong with a rule is told with what would be right', () => {
  expect(toldOfRule('hihg_cpu', { above: 3 })).toEqual([
    'alerts.rules.hihg_cpu is no rule that Signalbox brings; a rule of your own names its "signal"; did you mean "high_cpu"?',
  ]);
  expect(toldOfRule('mine', { signal: 'memory_byte', above: 3 })).toEqual([
    'alerts.rules.mine.signal is nothing that rules can look at: a signal such as "memory_bytes", or "custom:<metric>"; did you mean "memory_bytes"?',
  ]);
  expect(toldOfRule('mine', { signal: 'memory_bytes' })).toEqual([
    'alerts.rules.mine needs to say when it holds: "above", "below", "rise", "absent" or "pattern"',
  ]);
  expect(toldOfRule('high_memory', { above: '80%' })).toEqual([
    'alerts.rules.high_memory.above must be a size such as "512MB" or "1.5GB", or a number of bytes, not the text "80%"',
  ]);
  expect(toldOfRule('high_memory', { above: '1GB', exit: '2GB' })).toEqual([
    'alerts.rules.high_memory.exit must not be above what it begins at: 2GB is above 1GB',
  ]);
  expect(toldOfRule('disk_share', { exit: '1%' })).toEqual([
    'alerts.rules.disk_share.exit must not be below what it begins at: 1% is below 5%',
  ]);
  expect(toldOfRule('high_memory', { above: '1GB', rise: '1GB' })).toEqual([
    'alerts.rules.high_memory.rise stands beside "above": a rule has one condition',
  ]);
  expect(toldOfRule('high_memory', { count: 3 })).toEqual([
    'alerts.rules.high_memory.count has no meaning beside "above": take it out',
  ]);
  expect(toldOfRule('down', { above: 2 })).toEqual([
    'alerts.rules.down.above has no meaning here: "down" is yes or no',
  ]);
  expect(toldOfRule('high_cpu', { signal: 'threads' })).toEqual([
    'alerts.rules.high_cpu.signal has no place here: it is what Signalbox says',
  ]);
  expect(toldOfRule('Mine', { signal: 'threads', above: 3 })).toEqual([
    'alerts.rules.Mine is no name for a rule: 1 to 64 small letters, digits and _, beginning with a letter',
  ]);
});

test('a pattern that can’t be used is told', () => {
  expect(toldOfRule('oom', { pattern: 'memory(' })).toEqual([
    'alerts.rules.oom.pattern is no regular expression: Unterminated group',
  ]);
  expect(toldOfRule('oom', { pattern: 'x*' })).toEqual([
    'alerts.rules.oom.pattern matches every line: say what must stand in it',
  ]);
});

test('names in a rule that lead nowhere are told', () => {
  expect(toldOfRule('slow', { channels: ['op'], explainedBy: ['sown', 'slow'] })).toEqual([
    'alerts.rules.slow.channels.0 names "op", but there is no such channel',
    'alerts.rules.slow.explainedBy.0 names "sown", but there is no such rule; did you mean "down"?',
    'alerts.rules.slow.explainedBy.1 is the rule itself, which explains nothing',
  ]);
});

test('a degree or a remedy that makes no sense is told', () => {
  expect(toldOfRule('high_cpu', { worse: { at: 70 } })).toEqual([
    'alerts.rules.high_cpu.worse.at must not be below what the alert begins at: 70% is below 80%',
  ]);
  expect(toldOfRule('high_memory', { worse: { severity: 'error' } })).toEqual([
    'alerts.rules.high_memory.worse needs "at": the figure from which on it is worse',
  ]);
  expect(toldOfRule('high_memory', { worse: { at: '4GB', severity: 'info' } })).toEqual([
    'alerts.rules.high_memory.worse.severity must be above the rule\'s own, which is "info"',
  ]);
  expect(toldOfRule('down', { worse: { at: 2 } })).toEqual([
    'alerts.rules.down.worse has no meaning here: only a figure above or below a limit gets worse',
  ]);
  expect(toldOfRule('down', { remedy: { do: 'run' } })).toEqual([
    'alerts.rules.down.remedy needs a "command" to run',
  ]);
  expect(toldOfRule('disk_space', { remedy: { do: 'restart' } })).toEqual([
    'alerts.rules.disk_space.remedy.do must be "run": this rule looks at the machine, so there is no server for "restart"',
  ]);
});

test('what can’t stand in a server’s entry is told there', () => {
  const entry = (rules: object) => toldOf({}, { alerts: { rules } });
  expect(entry({ offline: false })).toEqual([
    'mcpServers.a.alerts.rules.offline looks at the machine, not at a server: it stands in alerts.rules',
  ]);
  expect(entry({ high_cpu: { servers: ['a'] } })).toEqual([
    'mcpServers.a.alerts.rules.high_cpu.servers has no meaning here: this entry is of one server',
  ]);
  expect(toldOf({}, { alerts: { ruls: {} } })).toEqual([
    'warning mcpServers.a.alerts.ruls is not a known key and is ignored; did you mean "rules"?',
  ]);
});

test('what is wrong with a channel is told with what would be right', () => {
  expect(toldOfChannel('ops', { type: 'slak', url: 'https://h.example' })).toEqual([
    'alerts.channels.ops.type must be one of "native", "webhook", "slack", "discord", "email", "alertmanager", "command", not the text "slak"; did you mean "slack"?',
  ]);
  expect(toldOfChannel('ops', { type: 'slack', url: 'h.example', from: 'error' })).toEqual([
    'alerts.channels.ops.url must be an address that starts with http:// or https://, and this one has no scheme',
    'warning alerts.channels.ops.from is not a known key and is ignored; did you mean "fromSeverity"?',
  ]);
  const mail = { type: 'email', host: 'h', from: 'a@h', to: ['b@h'] };
  expect(toldOfChannel('mail', { ...mail, to: ['nobody'] })).toEqual([
    'alerts.channels.mail.to.0 must be an address such as "ops@example.com", not the text "nobody"',
  ]);
  expect(toldOfChannel('mail', { ...mail, password: 'x' })).toEqual([
    'alerts.channels.mail.password needs a "user" beside it',
  ]);
});

test('all faults are told at once, each at its own place', () => {
  expect(
    told(`{ "alerts": {
  "quietHours": { "from": "22:00", "to": "25:00", "days": ["mun"] },
  "rules": { "high_memory": { "above": "x" } },
  "summary": 9
}, "mcpServers": {} }`),
  ).toEqual([
    '2:42 alerts.quietHours.to must be a time of the day such as "22:00", not the text "25:00"',
    '2:60 alerts.quietHours.days.0 must be "mon", "tue", "wed", "thu", "fri", "sat" or "sun", not the text "mun"',
    '3:40 alerts.rules.high_memory.above must be a size such as "512MB" or "1.5GB", or a number of bytes, not the text "x"',
    '4:14 alerts.summary must be false or a time of the day such as "09:00", not the number 9',
  ]);
});
