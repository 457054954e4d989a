import { onTestFinished } from 'vitest';
import {
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
  planChanges,
} from '#engine/configuration/configuration.ts';
import type { HealthEvidence } from '#engine/health/health.ts';
import { openLogs } from '#engine/logs/logs.ts';
import { systemClock } from '#engine/ports.ts';
import type { State } from '#engine/state/state.ts';
import {
  createSupervision,
  type Lane,
  type Supervision,
  type Upstream,
} from '#engine/supervision/supervision.ts';
import { fakeServerTraffic } from '../../fakes/server-traffic.ts';
import { type Defer, type Home, makeHome } from '../harness/home.ts';
import { openRoom } from '../harness/room.ts';

/** What servers said on their own, in order. */
export interface Told {
  readonly what: 'notification' | 'request' | 'ready' | 'configured' | 'wished';
  readonly server: string;
  readonly lane: Lane | null;
  /** Its method, where it has one. */
  readonly method: string | null;
}

export interface OpenSupervision {
  readonly supervision: Supervision;
  readonly state: State;
  readonly told: readonly Told[];
  configure(servers: Readonly<Record<string, object>>, beside?: object): Promise<void>;
  /** Throws for a server that is not configured. */
  upstream(name: string): Upstream;
  /** As a quit does. Called at the end too. */
  close(): Promise<void>;
}

/** Supervision as the gateway sees it, without a gateway. */
export async function openSupervision(
  servers: Readonly<Record<string, object>>,
  options: {
    readonly home?: Home;
    readonly beside?: object;
    readonly defer?: Defer;
    /** What is known of a server beside its own life; nothing when left out. */
    readonly evidence?: (server: string) => HealthEvidence;
  } = {},
): Promise<OpenSupervision> {
  const { beside = {}, defer = onTestFinished } = options;
  const home = options.home ?? (await makeHome(defer));
  const room = await openRoom(home, process.env, defer);
  const logs = await openLogs({ folder: home.places.logs, clock: systemClock });
  const told: Told[] = [];
  let current: Configuration | null = null;
  const supervision = createSupervision({
    clock: systemClock,
    random: Math.random,
    processes: room.processes,
    logs,
    state: room.state,
    version: '0.0.0',
    onChange() {},
    onSwept() {},
    onFault: (message) => {
      throw new Error(message);
    },
    traffic: (server) => fakeServerTraffic(server),
    ...(options.evidence === undefined ? {} : { evidence: options.evidence }),
    upstreamEvents: {
      onNotification: (server, lane, method) => told.push({ what: 'notification', server, lane, method }),
      async onRequest(server, lane, { method }) {
        told.push({ what: 'request', server, lane, method });
        return { result: { answered: server } };
      },
      onReady: (server, lane) => told.push({ what: 'ready', server, lane, method: null }),
      onStartWished: (server) => told.push({ what: 'wished', server, lane: null, method: null }),
      onConfigured: (server) => told.push({ what: 'configured', server, lane: null, method: null }),
    },
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await supervision.close();
    await logs.close();
    await room.close();
  };
  defer(close);
  const self: OpenSupervision = {
    supervision,
    state: room.state,
    told,
    async configure(entries, more = {}) {
      const text = JSON.stringify({ mcpServers: entries, ...more });
      const read = parseConfiguration(home.file, text, NOTHING_BESIDE);
      if (!read.ok) throw new Error(JSON.stringify(read.findings));
      const plan = planChanges(current, read.configuration);
      current = read.configuration;
      await supervision.apply(read.configuration, plan);
    },
    upstream(name) {
      const upstream = supervision.upstream(name);
      if (upstream === null) throw new Error(`there is no server named ${name}`);
      return upstream;
    },
    close,
  };
  await self.configure(servers, beside);
  return self;
}

/** What the tool said, parsed; throws for anything but an answer. */
export async function callTool(
  way: Pick<Upstream, 'request'>,
  name: string,
  more: { readonly timeoutMs?: number } = {},
): Promise<Record<string, unknown>> {
  const outcome = await way.request({
    method: 'tools/call',
    params: { name, arguments: {} },
    timeoutMs: 60_000,
    ...more,
  });
  if (outcome.kind !== 'answered' || outcome.answer.kind !== 'result')
    throw new Error(`no answer: ${JSON.stringify(outcome)}`);
  const { content } = outcome.answer.result as { readonly content: readonly { readonly text: string }[] };
  return JSON.parse(content[0]?.text ?? 'null') as Record<string, unknown>;
}
