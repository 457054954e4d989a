import type { WordsByKey } from './key-words.ts';

/** Of one rule. */
export const RULE_WORDS: WordsByKey = {
  enabled: 'False: the rule is off. Default: true.',
  signal: 'What a rule of your own looks at: a signal such as "memory", or "custom:<metric>".',
  title: 'What a rule of your own is called. Default: its name.',
  type: 'The kind of trouble that a rule of your own tells of. Default: "custom".',
  above: { says: 'Holds from this figure on, upwards.', examples: ['2GB', '80%', 100] },
  below: 'Holds from this figure on, downwards.',
  exit: 'The figure at which it is over.',
  rise: 'Holds when the figure rises by so much within "within".',
  absent: 'True: holds while the figure is missing although the server runs.',
  pattern: 'A regular expression: holds when "count" lines of the log match it within "within".',
  count: 'Lines that must match "pattern". Default: 1.',
  within: 'The time that "rise" and "pattern" look at. Default: "5m".',
  for: 'How long it must hold before it is told.',
  severity: '"info" (nobody is told), "warning", "error" or "critical".',
  worse: 'False, or from which figure on it is more severe.',
  'worse.at': 'The figure.',
  'worse.for': 'How long it must hold.',
  'worse.severity': 'Above that of the rule.',
  notify: 'False: it shows in the window, and nobody is told. Default: true.',
  channels: 'The channels that are told. Default: those that take its severity.',
  remedy: 'False, or what is done about it without asking.',
  'remedy.do':
    '"restart", "diagnose" (writes down what is known of the server), "reap" (ends what is left of its old processes) or "run".',
  'remedy.command': 'The program of "run".',
  'remedy.args': 'Its arguments, one text each.',
  'remedy.maxPerHour': 'At most so often in an hour.',
  explainedBy: 'Rules that explain this one: while one of them fires it is not told.',
  servers: 'Names or globs of the servers that it holds for. Default: all.',
};

/** Of one channel. */
export const CHANNEL_WORDS: WordsByKey = {
  type: 'How it tells: "native" (the desktop), "webhook", "slack", "discord", "email", "alertmanager" or "command".',
  enabled: 'False: it is told nothing.',
  fromSeverity: 'It is told alerts from this severity on.',
  resolved: 'Whether it is told when all is well again.',
  summary: 'Whether it gets the summary of the day.',
  url: `Where messages are sent. Who knows it can send there, so it may be a reference: "\${secret:NAME}".`,
  headers: 'Sent with each message.',
  secret: `Signs each message; a reference such as "\${secret:NAME}".`,
  template: 'Sent instead of the usual message; {{title}} and the like are filled in.',
  timeout: 'For one message.',
  host: 'The name of the mail server, without a port.',
  port: 'Its port. Default: 587, or 465 with "secure".',
  secure: 'True: TLS from the first byte.',
  requireTls: 'True: nothing is sent without TLS.',
  user: 'The name to log in with.',
  password: `The password; a reference such as "\${secret:NAME}".`,
  from: 'The address that sends.',
  to: 'The address, or a list of them, that is told.',
  labels: 'Added to each alert.',
  command: 'A program that is run with each message.',
  args: 'Its arguments, one text each.',
};

/** Of `alerts` itself. */
export const ALERTS_WORDS: WordsByKey = {
  '': 'What is told, when and to whom.',
  enabled: 'False: nothing is judged and nobody is told.',
  rules:
    'Rules by name: each false, or with the keys that differ from those of Signalbox; or one of your own.',
  channels: 'Who is told, by a name of your own. "native" is the desktop.',
  quietHours: 'False, or when nobody is told.',
  'quietHours.from': 'A time of the day, by the clock of this machine.',
  'quietHours.to': 'A time of the day; where it is the earlier one, the hours go over midnight.',
  'quietHours.days': 'The days on which they begin. Default: all.',
  'quietHours.except': 'Alerts from this severity on are told all the same; "none" for no such alerts.',
  groupWait: 'How long alerts are gathered before the first message of a trouble.',
  groupInterval: 'Before more is said of a trouble that was told.',
  repeat: 'One rule is told once for a server within this, unless it gets worse.',
  settle: 'After the start, and after the machine woke, nothing new is told for so long.',
  editQuiet: 'The same for a server that you edit, start or restart.',
  summary: 'False, or when the summary of the day before is made.',
};
