import { expect, test } from 'vitest';
import {
  alertChannelEdits,
  alertRuleEdits,
  alertsAfter,
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
  quietHoursEdits,
  shownChannels,
} from '#engine/configuration/configuration.ts';
import { editText } from '#engine/configuration/editing/edit-text.ts';
import { secretArguments } from '#engine/supervision/supervision.ts';

const SOURCE = `{
  // What is told.
  "alerts": {
    "rules": {
      "high_memory": { "above": "2GB", "for": "5m" }, // as agreed
      "high_cpu": false
    },
    "channels": {
      "chat": { "type": "slack", "url": "https://hooks.example/T0/B0/s3cret" },
      "hook": { "type": "webhook", "url": "https://a.example", "headers": { "X-Key": "k3y" }, "secret": "hush" }
    }
  },
  "mcpServers": { "a": { "command": "x" }, "b": { "command": "y", "alerts": false } }
}
`;

function configuration(text = SOURCE): Configuration {
  const result = parseConfiguration('/etc/box/f.json', text, NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

type Settings = Readonly<Record<string, unknown>> | null;

const changed = (rule: string, settings: Settings, server: string | null = null, text = SOURCE) =>
  editText('/etc/box/f.json', text, alertRuleEdits(configuration(text), { rule, server, settings }));
const channelChanged = (channel: string, settings: Settings, text = SOURCE) =>
  editText(
    '/etc/box/f.json',
    text,
    alertChannelEdits(configuration(text), { channel, settings }, secretArguments),
  );

test('a rule is changed where it stands, and comments stay', () => {
  expect(changed('high_memory', { above: '3GB', for: null, severity: 'warning' })).toBe(
    SOURCE.replace('"2GB", "for": "5m"', '"3GB", "severity": "warning"'),
  );
  expect(changed('high_memory', { above: '2GB' })).toBe(SOURCE);
});

test('a rule that was only off stays off until it is switched on', () => {
  expect(changed('high_cpu', { above: 90 })).toContain(
    '"high_cpu": {\n        "enabled": false,\n        "above": 90\n      }',
  );
  expect(changed('high_cpu', { enabled: null })).not.toContain('high_cpu');
});

test('what is taken back leaves no empty section behind', () => {
  const alone = '{ "alerts": { "rules": { "slow": { "for": "1m" } } }, "mcpServers": {} }';
  expect(changed('slow', null, null, alone)).toBe('{ "mcpServers": {} }');
  expect(changed('slow', { for: null }, null, alone)).toBe('{ "mcpServers": {} }');
  const own = changed('slow', { for: '1m' }, 'a');
  expect(own).toContain('"a": { "command": "x", "alerts": { "rules": { "slow": { "for": "1m" } } } }');
  expect(changed('slow', null, 'a', own)).toBe(SOURCE);
});

test('a rule of one’s own is made and taken away', () => {
  const made = changed('depth', { signal: 'custom:depth', above: 10 });
  const after = alertsAfter(
    configuration(),
    alertRuleEdits(configuration(), {
      rule: 'depth',
      server: null,
      settings: { signal: 'custom:depth', above: 10 },
    }),
  );
  expect(after.rules.at(-1)).toMatchObject({ name: 'depth', own: true });
  expect(changed('depth', null, null, made)).toBe(SOURCE);
});

test('settings that make no sense are refused in the words of the file, and no file is touched', () => {
  expect(() => changed('high_memory', { above: '80%' })).toThrow(
    'alerts.rules.high_memory.above must be a size such as "512MB" or "1.5GB", or a number of bytes, not the text "80%"',
  );
  expect(() => changed('no_such', { above: 3 })).toThrow('is no rule that Signalbox brings');
  expect(() => changed('slow', { for: '1m' }, 'c')).toThrow('there is no server named "c"');
  expect(() => changed('slow', { for: '1m' }, 'b')).toThrow('mcpServers.b.alerts is false');
});

test('channels are shown without their secrets, and keep those that come back masked', () => {
  const shown = shownChannels(configuration(), secretArguments);
  expect(shown).toEqual({
    chat: { type: 'slack', url: 'https://hooks.example/•••' },
    hook: { type: 'webhook', url: 'https://a.example', headers: { 'X-Key': '•••' }, secret: '•••' },
  });
  expect(channelChanged('chat', { ...shown['chat'], fromSeverity: 'error' })).toBe(
    SOURCE.replace('s3cret" }', 's3cret", "fromSeverity": "error" }'),
  );
  expect(channelChanged('hook', { ...shown['hook'], headers: { 'X-Key': '•••', 'X-Team': 'data' } })).toBe(
    SOURCE.replace('"k3y" }', '"k3y", "X-Team": "data" }'),
  );
});

test('a mask that stands for nothing is refused', () => {
  expect(() => channelChanged('chat', { url: 'https://other.example/•••' })).toThrow(
    'alerts.channels.chat.url has a mask that stands for no secret of the file: write the value itself',
  );
});

test('a channel sends no secret to another address than it was meant for, unless it is written again', () => {
  expect(() => channelChanged('hook', { url: 'https://elsewhere.example/in' })).toThrow(
    'hook would send headers.X-Key and secret to another address than before: write them again',
  );
  const again = { headers: { 'X-Key': 'k3y' }, secret: 'another' };
  expect(channelChanged('hook', { url: 'https://elsewhere.example/in', ...again })).toContain('elsewhere');
  expect(channelChanged('hook', { fromSeverity: 'error' })).toContain('fromSeverity');
});

test('channels are made, changed and removed, but not while a rule names them', () => {
  const mail = { type: 'email', host: 'mail.example', from: 'a@example.com', to: ['b@example.com'] };
  const made = channelChanged('mail', mail);
  expect(configuration(made).alerts.channels.at(-1)).toMatchObject({ name: 'mail', port: 587 });
  expect(channelChanged('mail', null, made)).toBe(SOURCE);
  const named = changed('slow', { channels: ['mail'] }, null, made);
  expect(() => channelChanged('mail', null, named)).toThrow('names "mail", but there is no such channel');
  expect(() => channelChanged('mail', { ...mail, to: ['b'] })).toThrow(
    'alerts.channels.mail.to.0 must be an address',
  );
});

test('quiet hours are set and taken out', () => {
  const edit = (hours: Parameters<typeof quietHoursEdits>[1], text = SOURCE) =>
    editText('/etc/box/f.json', text, quietHoursEdits(configuration(text), hours));
  const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  const set = edit({ from: '22:00', to: '07:00', days: [...week], except: 'critical' });
  expect(configuration(set).alerts.quietHours).toMatchObject({ fromMinute: 1320, toMinute: 420 });
  const other = edit({ from: '22:00', to: '07:00', days: ['sat'], except: null }, set);
  expect(configuration(other).alerts.quietHours).toMatchObject({ days: [6], except: null });
  expect(edit(null, other)).toBe(SOURCE);
  expect(() => edit({ from: '22:00', to: '22:00', days: [...week], except: null })).toThrow('the same as');
});
