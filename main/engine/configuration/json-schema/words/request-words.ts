import type { WordsByKey } from './key-words.ts';

const RULE_OF_TOOLS = 'A name of a tool, or a glob: "*" stands for any characters, "?" for one.';

/** Of a server's entry: its health, and what clients' requests are given. */
export const REQUEST_WORDS: WordsByKey = {
  health: 'How it is found out whether the server is well.',
  'health.interval': 'Between two probes.',
  'health.timeout': 'For the answer to a probe.',
  'health.misses': 'Probes in a row without an answer after which the server counts as hung.',
  'health.onHang': 'What is done with a hung server: "restart", or "alert", which leaves it running.',
  'health.checks':
    'What the server needs from elsewhere; each has one of "http", "tcp", "file", "run" and "server".',
  'health.checks.name': 'Shown to people. Default: made of what is checked.',
  'health.checks.http': 'An address that must answer.',
  'health.checks.status': 'The status that the address must answer with. Default: any from 200 to 399.',
  'health.checks.headers': 'Sent to the address.',
  'health.checks.tcp': { says: 'A host and port that must take a connection.', examples: ['localhost:5432'] },
  'health.checks.file':
    'A file or folder that must be readable; "~" and paths relative to this file are understood.',
  'health.checks.writable': 'True: the file must be writable too.',
  'health.checks.run': 'A program that must end with code 0.',
  'health.checks.args': 'The arguments of "run", one text each.',
  'health.checks.server': 'Another server of this file, which must be ready.',
  'health.checks.interval': 'Between two looks.',
  'health.checks.timeout': 'For the answer; a program is ended when it takes longer.',
  'health.checks.critical': 'Whether the server is unhealthy without it; it is degraded otherwise.',

  share:
    '"one" process for all clients, "per-client" for one each, or "auto": one, until the server is seen to need one for each.',
  tools: 'Which tools clients see, and by which names.',
  'tools.allow': `Tools that clients see, by the server's own names. ${RULE_OF_TOOLS} Default: all.`,
  'tools.deny': `Tools that no client sees; goes before "allow". ${RULE_OF_TOOLS}`,
  'tools.rename': "The server's own name of a tool, and the one that clients see.",
  'tools.rules': `What holds for some tools. ${RULE_OF_TOOLS} Of several that fit, the first counts.`,
  'tools.rules.*.timeout': 'As "timeouts.request", for these tools. Default: that of the server.',
  'tools.rules.*.inFlight': 'Calls at a time; more wait. Default: that of the server.',
  'tools.rules.*.rate': 'Calls a second of one client; more are refused. Default: none.',
  'tools.rules.*.cache': 'How long results are kept for calls with the same arguments; false keeps none.',
  'tools.rules.*.repeatable': 'Whether a call may be sent twice. Default: as the tool itself says.',
  'tools.clients':
    "What some clients see of what all see, by the client's name or its token's; the first that fits counts.",
  'tools.clients.*.allow': `Tools that these clients see. ${RULE_OF_TOOLS} Default: all.`,
  'tools.clients.*.deny': `Tools that these clients don't see. ${RULE_OF_TOOLS}`,

  cache: 'False, or how long lists and resources are kept where the server says nothing of it.',
  'cache.ttl': { says: 'How long they are kept.' },
  breaker: 'False, or when requests are refused for a while because the server fails.',
  'breaker.failures': { says: 'Failures in a row after which requests are refused.' },
  'breaker.open': { says: 'How long they are refused before one is let through as a trial.' },
  'breaker.errorRate': 'The share of failed requests within "window" from which on they are refused too.',
  'breaker.minimum': 'Requests within "window" without which the share says nothing.',
  'breaker.window': 'The time over which the share is taken.',
  retry: 'False, or how often a request is tried that may be sent twice.',
  'retry.attempts': 'Tries in all.',
  'retry.delay': 'Before the second try; it doubles with each.',
  connections: 'Connections to a server that is reached by URL.',
  'connections.min': { says: 'Kept open while nothing is asked.' },
  'connections.max': { says: 'At the most.' },
};
