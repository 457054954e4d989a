import type { WordsByKey } from './key-words.ts';

/** Of what stands beside the servers. */
export const FILE_WORDS: WordsByKey = {
  $schema: 'The JSON schema by which an editor checks and completes this file.',
  version: 'The version of the format of this file. A file without it is of version 1.',
  mcpServers:
    'The servers, by name: 1 to 64 letters, digits, dots, _ and -, beginning with a letter or digit.',
  defaults: 'What each server takes that does not say it itself.',

  inputs: `What texts of this file ask for as "\${input:ID}"; the values are kept beside the secrets.`,
  'inputs.id': { says: 'Its name: letters, digits, dots, _ and -.', examples: ['github-token'] },
  'inputs.type': 'As other programs write it; there is one kind alone.',
  'inputs.description': 'What a person is asked for.',
  'inputs.password': 'True: it is not shown while it is typed.',

  http: 'Where Signalbox itself is reached by its window in a browser, by clients and scripts. Takes effect with the next start.',
  'http.port': 'Its port. Default: 4870, or any free one while that is taken.',
  'http.host': 'Its address: this machine alone can reach it.',

  logging: 'What is kept of what servers write.',
  'logging.level': 'Lines of servers below this level are not kept.',
  'logging.format': 'How "signalbox serve" writes its own lines: "text" or "json".',
  'logging.rotation': 'How much is kept of each server, in files of a size; a size alone may stand here too.',
  'logging.rotation.size': { says: 'Of one file; then the next is begun.' },
  'logging.rotation.files': { says: 'Files kept of each server; the oldest goes first.' },

  monitoring: 'What is measured, and how long it is kept.',
  'monitoring.interval': { says: 'Between two samples of memory and processor.' },
  'monitoring.idleInterval': {
    says: 'The same, while nobody looks and nothing is wrong; not below "interval".',
  },
  'monitoring.metricsRetention': { says: 'How long every sample is kept.' },
  'monitoring.minuteRetention': {
    says: 'How long figures by the minute are kept; not below "metricsRetention".',
  },
  'monitoring.quarterRetention': {
    says: 'How long figures by the quarter of an hour are kept; not below "minuteRetention".',
  },
  'monitoring.historySize': 'Of the file with all of these; when it is full, the oldest goes first.',
  'monitoring.documentedNames': 'Whether /metrics gives the names mcp_<server>_… too.',
  'monitoring.profiling': 'Whether /debug-info is open, which tells what Signalbox itself does.',
  'monitoring.otlp': 'False, or where figures and traces are sent by OpenTelemetry.',
  'monitoring.otlp.url': {
    says: 'The base address; /v1/metrics and /v1/traces are added.',
    examples: ['http://127.0.0.1:4318'],
  },
  'monitoring.otlp.headers': 'Sent with each message.',
  'monitoring.otlp.interval': 'Between two messages of figures.',
  'monitoring.otlp.metrics': 'Whether figures are sent.',
  'monitoring.otlp.traces': 'Whether traces of requests are sent.',

  operations: 'How Signalbox runs the servers, and keeps this file.',
  'operations.parallelStarts': { says: 'Servers that may be starting at the same time.' },
  'operations.restartsPerMinute': 'Restarts after failures, all servers together; more wait.',
  'operations.prewarm': 'Whether packages for npx and uvx are fetched before they are needed.',
  'operations.shutdownTimeout': 'How long all servers together may take to stop when Signalbox ends.',
  'operations.drain':
    'How long requests that are under way may finish before a server restarts for a change of this file.',
  'operations.backupInterval':
    'How often this file is backed up when it changed; "never" leaves the backups before each change.',
  'operations.backups': 'How much is kept of what this file was.',
  'operations.backups.keep': 'Backups kept; the oldest goes first.',
  'operations.backups.age': 'How long a backup is kept; the newest always stays.',
  'operations.rollback':
    'When a server fails to start after a change: "offer" to go back to what it was, do so by itself ("auto"), or "never".',

  gateway: 'The door for AI clients.',
  'gateway.maxClients': 'Sessions of clients at a time; more are refused.',
  'gateway.messageSize': 'Of one message of a client; longer ones are refused.',
  'gateway.rate': 'Requests a second of one client; more are refused. Default: none.',
  'gateway.cacheEntries': { says: 'Answers that are kept, all servers together.' },
  'gateway.recentRequests': 'Requests that can be looked at afterwards.',
  'gateway.recordArguments': 'Whether their arguments are kept too.',
  'gateway.protocolVersion':
    'The revision of MCP that clients are answered with at the most. Default: the newest.',
  'gateway.batchSize': 'Messages of one batch of a client of revision 2025-03-26; more are refused.',
  'gateway.admin':
    'False: clients get no server named "signalbox", through which they can ask and steer Signalbox itself.',
  'gateway.admin.destructive':
    'Stops, restarts and changes of this file by a client: after a question to you ("ask"), "allow" or "never".',
  'gateway.admin.ranking': 'Who ranks tools for a prompt. Default: Signalbox itself.',
  'gateway.admin.ranking.kind': 'Whose interface is spoken: "openai" or "gemini".',
  'gateway.admin.ranking.url': 'The base address, without a path such as /chat/completions.',
  'gateway.admin.ranking.model': 'The name of the model.',
  'gateway.admin.ranking.key': `The key that is sent; a secret: "\${secret:NAME}".`,
};
