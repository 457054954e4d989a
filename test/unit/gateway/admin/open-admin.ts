import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Schema, Validator } from '@cfworker/json-schema';
import { expect } from 'vitest';
import type { Caller } from '#contract/caller.ts';
import type { CallName } from '#contract/channel-names.ts';
import type { Input, Output } from '#contract/channels.ts';
import type { Finding, Plan } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import type { ServerView } from '#contract/server.ts';
import type { AdminSettings } from '#engine/configuration/configuration.ts';
import {
  type AdminContext,
  createAdminServer,
  type OfferedTool,
} from '#engine/gateway/admin/admin-server.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

export type Audited = { client: string; action: string; server: string | null; outcome: string };

export const NOTHING: Plan = { start: [], stop: [], restart: [], update: [], keep: [] };

export interface Result {
  readonly structuredContent?: Record<string, unknown>;
  readonly content: readonly { readonly text: string }[];
  readonly isError?: boolean;
}

export interface OpenAdmin {
  readonly clock: FakeClock;
  readonly settings: { destructive: AdminSettings['destructive']; ranking: AdminSettings['ranking'] };
  readonly called: { name: CallName; input: unknown }[];
  readonly audited: Audited[];
  readonly written: string[];
  readonly writers: Caller[];
  readonly narrowed: (readonly string[] | null)[];
  readonly asked: string[];
  readonly told: string[];
  readonly server: ReturnType<typeof createAdminServer>;
  /** Calls a tool; whatever it gives must be as its output schema says. */
  use(name: string, input?: object, context?: Partial<AdminContext>): Promise<Result>;
  /** The list of tools. */
  list(): Promise<Record<string, unknown>[]>;
  context(but?: Partial<AdminContext>): AdminContext;
}

export interface AdminWorld {
  readonly servers?: readonly ServerView[];
  readonly snapshot?: Partial<Output<'snapshot'>>;
  readonly tools?: readonly OfferedTool[];
  readonly file?: string;
  readonly validate?: (text: string) => readonly Finding[];
  /** What other calls of the engine answer. */
  readonly answers?: { readonly [Name in CallName]?: (input: Input<Name>) => Output<Name> };
  readonly fetch?: typeof fetch;
}

/** The admin server before an engine that answers as the test says, and a client that says yes to every question. */
export function openAdmin(world: AdminWorld = {}): OpenAdmin {
  const { servers = [], tools = [], file = '/home/me/servers.json' } = world;
  const clock = new FakeClock();
  const open: Omit<OpenAdmin, 'clock' | 'server' | 'use' | 'list' | 'context'> = {
    called: [],
    audited: [],
    written: [],
    writers: [],
    narrowed: [],
    asked: [],
    told: [],
    settings: { destructive: 'ask', ranking: null },
  };

  const answers: AdminWorld['answers'] = {
    snapshot: () => fakeSnapshot(servers, file, world.snapshot),
    server: ({ name }) => ({
      server: find(servers, name),
      environment: [],
      working_folder: null,
      processes: [],
      events: [],
      settings: {},
    }),
    latencies: () => ({ latencies: [] }),
    start: ({ names }) => ({ servers: names.map((name) => find(servers, name)) }),
    stop: ({ names }) => ({ servers: names.map((name) => find(servers, name)) }),
    restart: ({ names }) => ({ servers: names.map((name) => find(servers, name)) }),
    ...world.answers,
  };

  const server = createAdminServer({
    async call(name, input) {
      open.called.push({ name, input });
      const answer = answers[name] as ((input: unknown) => never) | undefined;
      if (answer === undefined) throw new Error(`the test has no answer for ${name}`);
      return answer(input);
    },
    settings: () => open.settings,
    toolsOf: async () => tools,
    narrow: (_client, names) => open.narrowed.push(names),
    keeper: () => ({
      async source() {
        const text = await readFile(file, 'utf8').catch(() => null);
        return text === null ? null : { text, revision: createHash('sha256').update(text).digest('hex') };
      },
      findings: world.validate ?? (() => []),
      async apply(text, { by }) {
        open.written.push(text);
        open.writers.push(by);
        return { plan: { ...NOTHING, update: ['memory'] } };
      },
    }),
    audit: (entry) => open.audited.push(entry),
    clock,
    version: '1.2.3',
    ...(world.fetch ? { fetch: world.fetch } : {}),
  });

  const context: OpenAdmin['context'] = (but = {}) => ({
    clientId: 'client-1',
    clientName: 'editor',
    async elicit(message) {
      open.asked.push(message);
      return { action: 'accept', content: { confirm: true } };
    },
    signal: new AbortController().signal,
    progress: (_done, _total, message) => open.told.push(message),
    ...but,
  });

  const list = async () => {
    const answer = await server.request('tools/list', {}, context());
    if (!('result' in answer)) throw new Error(answer.error.message);
    return answer.result['tools'] as Record<string, unknown>[];
  };

  return {
    ...open,
    clock,
    server,
    context,
    list,
    async use(name, input = {}, but = {}) {
      const answer = await server.request('tools/call', { name, arguments: input }, context(but));
      if (!('result' in answer)) throw new Error(answer.error.message);
      const result = answer.result as unknown as Result;
      const schema = (await list()).find((tool) => tool['name'] === name)?.['outputSchema'];
      if (result.isError !== true && schema !== undefined) {
        const { valid, errors } = new Validator(schema as Schema, '2020-12').validate(
          result.structuredContent,
        );
        expect(errors, `${name} gives what its schema says`).toEqual([]);
        expect(valid).toBe(true);
        expect(JSON.parse(result.content[1]?.text ?? '')).toEqual(result.structuredContent);
      }
      return result;
    },
  };
}

function find(servers: readonly ServerView[], name: string): ServerView {
  const found = servers.find((server) => server.name === name);
  if (found === undefined) throw new ProblemError('unknown-server', `there is no server named ${name}`);
  return found;
}

function fakeSnapshot(
  servers: readonly ServerView[],
  file: string,
  but: Partial<Output<'snapshot'>> = {},
): Output<'snapshot'> {
  return {
    engine: {
      version: '1.2.3',
      pid: 7,
      started_at: '2026-01-01T00:00:00.000Z',
      home: '/home/me',
      url: null,
      processors: 4,
      shell_path: null,
      runtime: { started_by: 'terminal' as const, mode: 'production' as const, why: [], defaults: {} },
    },
    overview: {
      lamp: 'ok',
      status: 'healthy',
      sentence: 'All clear',
      detail: '',
      attention: [],
      total: servers.length,
      ready: servers.length,
      cpu_percent: null,
      memory_bytes: null,
      processes: null,
    },
    servers: [...servers],
    configuration: {
      file,
      valid: true,
      findings: [],
      applied_at: null,
      plan: null,
      format: 'jsonc' as const,
      revision: null,
      version: 1,
      outdated: false,
      rollbacks: [],
    },
    register: [],
    alerts: { alerts: [], firing: 0, worst: null, paused_until: null, quiet_hours: false },
    samples: [],
    ...but,
  };
}
