import type { WordsByKey } from './key-words.ts';

/** Of a server's entry: what runs, and how. */
export const SERVER_WORDS: WordsByKey = {
  command: {
    says: 'The program to run, found in PATH or given with its folder; without arguments, which stand in "args".',
    examples: ['npx', 'uvx', 'node', 'docker'],
  },
  args: { says: 'The arguments of the program, one text each.', examples: [['-y', 'some-server']] },
  env: `Variables added to those that Signalbox has. A secret belongs here as a reference: "\${secret:NAME}".`,
  cwd: 'The working folder; "~" and paths relative to this file are understood. Default: your home folder.',
  url: {
    says: 'The address of a server that is reached over HTTP. With a "command" too, it is started here and reached there.',
    examples: ['http://127.0.0.1:3001/mcp'],
  },
  serverUrl: 'Another word for "url", as some clients write it.',
  httpUrl: 'Another word for "url", as some clients write it.',
  type: 'How the server is spoken to: "stdio" over its stdin and stdout, "http" over its "url", "sse" for the older HTTP transport. Default: "http" with a "url", else "stdio".',
  transport: 'Another word for "type", as some clients write it.',
  headers: `Sent with every request to the "url", such as { "Authorization": "Bearer \${secret:NAME}" }.`,
  disabled: { says: 'True: the server is never started.' },
  enabled: 'Another way to say "disabled": false means that the server is never started.',
  start: 'When it starts: with Signalbox ("auto"), or with the first request of a client ("on-demand").',
  idleStop:
    'Stopped after this long without use by a client; "never" leaves it running. Default: "10m" for an on-demand server, else "never".',
  keepRunning: 'True: a local HTTP server outlives Signalbox, and the next start takes it over.',
  dependsOn: 'Names of servers that must be ready before this one starts.',
  protocolVersion: 'The revision of MCP that is offered to the server. Default: the newest that it speaks.',

  restart: 'When the server is started again after it ended by itself.',
  'restart.policy': {
    says: '"always", "on-failure", "on-abnormal" (after a signal or a hang alone) or "never".',
  },
  'restart.successOn':
    'Exit codes and signals that mean that it has done its work: only "always" starts it again.',
  'restart.preventOn': 'Exit codes and signals after which it is never started again.',
  'restart.forceOn': 'Exit codes and signals after which it is started again, whatever the policy.',
  'restart.maxAttempts': 'Early ends within ten minutes after which it is left alone for a while.',
  'restart.withDependencies':
    'True: it is restarted too when a server that it depends on came back after a failure.',

  limits: 'What its whole process tree may use.',
  'limits.memorySoft':
    'Memory: you are told at 80 %, and it is restarted when it stays above for "sustained". Default: none.',
  'limits.memoryHard':
    'Memory: held by the kernel where that can be, else the server is ended when it is seen above. Default: none.',
  'limits.cpuQuota': 'Processor, as a share of one core: "80%", or "200%" for two cores. Default: none.',
  'limits.openFiles': 'Files that one of its processes may have open. Default: none.',
  'limits.processes': 'Processes that it may have at a time. Default: none.',
  'limits.sustained': 'How long a soft limit may be passed.',
  'limits.inFlight': 'Requests of clients that one process works on at a time; more wait.',
  'limits.queue': 'Requests that may wait; more are refused.',

  instances:
    'Several processes of a server that keeps nothing between two requests: true, a number, or a range. Default: one process.',
  'instances.min': { says: 'Processes that are always there.' },
  'instances.max': { says: 'Processes at the most.' },
  'instances.concurrency': 'Requests that one process works on at a time.',

  timeouts: 'How long is waited for what.',
  'timeouts.start': {
    says: 'From the launch to the first answer, without the time that an installer such as npx takes.',
  },
  'timeouts.install': 'How long an installer such as npx or uvx may take.',
  'timeouts.handshake': 'From the first answer to ready.',
  'timeouts.stdinClose': 'On a stop: after stdin is closed, before SIGTERM.',
  'timeouts.terminate': 'On a stop: after SIGTERM, before SIGKILL.',
  'timeouts.request': "For the answer to a client's request; progress gives it anew.",
  'timeouts.requestMax': {
    says: 'For one request in all, whatever its progress; not below "request".',
  },

  metrics: "False, or a program that prints the server's own figures in the text format of Prometheus.",
  'metrics.command': 'The program, found as that of a server is.',
  'metrics.args': 'Its arguments, one text each.',
  'metrics.interval': 'Between two runs; never two at once.',
  'metrics.timeout': 'It is ended when it takes longer.',
  'metrics.maxSize': 'It is ended when it prints more.',

  alerts: 'False: nothing is told of this server. Or rules that are other than for all servers.',
  'alerts.rules': 'Rules by name: each false, or with the keys that differ for this server.',
};
