import type { ServerConfig } from '../../configuration/configuration.ts';
import type { Negotiated } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import type { BrokerOutcome, BrokerRequest, Upstream } from '../../supervision/supervision.ts';
import type { AdminContext } from '../admin/admin-options.ts';
import type { AdminServer } from '../admin/admin-server.ts';
import { isObject } from '../bridge/meta.ts';
import { LEGACY_REVISIONS } from '../bridge/revisions.ts';
import { Call } from './call.ts';
import { canAnswer } from './client.ts';

/** The name of the admin server among all. */
export const ADMIN_NAME = 'signalbox';

/** The admin server in the place of one that is supervised: it is always there, and has no process. */
export function adminUpstream(admin: AdminServer, clock: Clock): Upstream {
  const { capabilities, serverInfo, instructions } = admin.handshake;
  const handshake: Negotiated = {
    era: 'legacy',
    protocolVersion: LEGACY_REVISIONS[0],
    serverName: ADMIN_NAME,
    serverVersion: String(serverInfo['version'] ?? ''),
    capabilities: { tools: true, resources: false, prompts: false },
    said: { capabilities, serverInfo, instructions },
  };
  const upstream: Upstream = {
    name: ADMIN_NAME,
    config: CONFIG,
    launchKey: ADMIN_NAME,
    isReady: true,
    handshake,
    known: async () => ({ kind: 'known', handshake }),
    request: (input) => answer(admin, input, clock),
    notify() {},
    listen() {},
    openLane: () => ({ ...upstream, close() {} }),
  };
  return upstream;
}

async function answer(admin: AdminServer, input: BrokerRequest, clock: Clock): Promise<BrokerOutcome> {
  const { method, params, tag, signal } = input;
  const call = tag instanceof Call ? tag : null;
  const startMs = clock.monotonic();
  input.onSent?.(1);
  const ended = Promise.withResolvers<BrokerOutcome>();
  const onAbort = () => ended.resolve({ kind: 'cancelled' });
  signal?.addEventListener('abort', onAbort);
  const cancelTimer = clock.after(input.maxMs ?? input.timeoutMs, () =>
    ended.resolve({ kind: 'timeout', message: 'it took too long' }),
  );
  try {
    const given = { ...params };
    const answered = admin.request(method, given, contextOf(call, input)).then((said): BrokerOutcome => {
      const times = { instance: 1, queuedMs: 0, ms: clock.monotonic() - startMs, retries: 0 };
      if ('result' in said)
        return { kind: 'answered', answer: { kind: 'result', result: said.result }, ...times };
      return { kind: 'answered', answer: { kind: 'error', ...said.error }, ...times };
    });
    return await Promise.race([answered, ended.promise]);
  } finally {
    cancelTimer();
    signal?.removeEventListener('abort', onAbort);
  }
}

function contextOf(call: Call | null, input: BrokerRequest): AdminContext {
  const signal = input.signal ?? new AbortController().signal;
  const canElicit = call !== null && canAnswer(call.client, 'elicitation/create');
  return {
    clientId: call?.client.id ?? '',
    clientName: call?.client.name ?? 'Signalbox',
    signal,
    progress: (progress, total, message) =>
      input.onProgress?.({ progress, message, ...(total === null ? {} : { total }) }),
    elicit: canElicit ? (message, schema) => elicit(call, message, schema, signal) : null,
  };
}

async function elicit(
  call: Call,
  message: string,
  schema: object,
  signal: AbortSignal,
): ReturnType<NonNullable<AdminContext['elicit']>> {
  const reply = await call.ask('elicitation/create', { message, requestedSchema: schema }, signal);
  if ('error' in reply) return { action: 'cancel' };
  const { action, content } = reply.result;
  if (action !== 'accept' && action !== 'decline') return { action: 'cancel' };
  return { action, content: isObject(content) ? content : {} };
}

/** Nothing of it is configured but whether it is there. A question to the person may take its time. */
const CONFIG: ServerConfig = {
  name: ADMIN_NAME,
  transport: 'stdio',
  command: '',
  args: [],
  env: {},
  cwd: null,
  url: null,
  httpTransport: 'streamable-http',
  headers: {},
  disabled: false,
  start: 'auto',
  idleStopMs: null,
  keepRunning: false,
  dependsOn: [],
  restart: {
    policy: 'never',
    successOn: [],
    preventOn: [],
    forceOn: [],
    maxAttempts: 1,
    withDependencies: false,
  },
  limits: {
    memorySoftBytes: null,
    memoryHardBytes: null,
    cpuPercent: null,
    openFiles: null,
    processes: null,
    sustainedMs: 0,
    inFlight: null,
    queue: 0,
  },
  instances: null,
  timeouts: {
    startMs: 0,
    installMs: 0,
    handshakeMs: 0,
    stdinCloseMs: 0,
    terminateMs: 0,
    requestMs: 600_000,
    requestMaxMs: 600_000,
  },
  liveness: { intervalMs: 0, timeoutMs: 0, misses: 0, onHang: 'alert' },
  share: 'one',
  tools: { allow: ['*'], deny: [], rename: {}, rules: [], clients: [] },
  cache: null,
  breaker: null,
  retry: null,
  checks: [],
  metrics: null,
  references: { missing: [], secrets: [], written: {} },
  protocolVersion: null,
  connections: { min: 0, max: 1 },
};
