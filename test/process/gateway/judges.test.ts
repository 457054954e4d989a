import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installJudges, JUDGES } from '../../runner/install-judges.ts';
import { fixture } from '../harness/fixture.ts';
import { type Gateway, openGateway } from './harness/gateway.ts';
import {
  inspector,
  type Judge,
  mcporter,
  type Route,
  runSession,
  type Sdk,
  sdkJudge,
  targetOf,
} from './harness/judges.ts';

const PROJECT = new URL('../../../', import.meta.url).pathname;

/** A real server, one of the modern era alone, one of the legacy era alone; and all of them under one roof. */
const PLACES = [
  { server: 'everything', tools: ['echo'] },
  { server: 'modern', tools: ['echo'] },
  { server: 'legacy', tools: ['echo'] },
  { server: undefined, tools: ['everything__echo', 'modern__echo', 'legacy__echo'] },
];

const JUDGED: readonly Judge[] = [
  inspector,
  mcporter,
  sdkJudge("the SDK's client v1", { sdk: 'v1', mode: 'legacy' }),
  sdkJudge("the SDK's client v2, legacy", { sdk: 'v2', mode: 'legacy' }),
  sdkJudge("the SDK's client v2, as it finds", { sdk: 'v2', mode: 'auto' }),
  sdkJudge("the SDK's client v2, modern", { sdk: 'v2', mode: 'modern' }),
];

const CASES = JUDGED.flatMap((judge) => (['http', 'connect'] as const).map((route) => ({ judge, route })));

let gateway: Gateway;
const undo: (() => Promise<void>)[] = [];

beforeAll(async () => {
  await installJudges();
  gateway = await openGateway(
    {
      everything: {
        command: process.execPath,
        args: [`${PROJECT}node_modules/@modelcontextprotocol/server-everything/dist/index.js`],
      },
      modern: fixture('modern'),
      legacy: fixture('well-behaved'),
      judged: {
        command: process.execPath,
        args: [`${JUDGES}/servers/conformance-server.js`],
        share: 'per-client',
      },
    },
    { defer: (step) => void undo.push(step) },
  );
});
afterAll(async () => {
  for (const step of undo.toReversed()) await step();
});

async function listsAndCalls(judge: Judge, route: Route): Promise<void> {
  for (const { server, tools } of PLACES) {
    const visit = await judge.visit(gateway, { route, server }, tools, 'ahoy');
    expect(visit.tools).toEqual(expect.arrayContaining(tools));
    expect(visit.texts).toHaveLength(tools.length);
    for (const text of visit.texts) expect(text).toContain('ahoy');
  }
}

describe.concurrent('programs of others list and call, each era from either', () => {
  it.each(CASES)('$judge.name over $route', async ({ judge, route }) => {
    await listsAndCalls(judge, route);
  });

  it('a client that only spawns, through mcp-remote', async () => {
    await listsAndCalls(sdkJudge('mcp-remote', { sdk: 'v1', mode: 'legacy' }, 'mcp-remote'), 'http');
  });
});

const SDKS: readonly (Sdk & { readonly route: Route })[] = [
  { sdk: 'v1', mode: 'legacy', route: 'http' },
  { sdk: 'v1', mode: 'legacy', route: 'connect' },
  { sdk: 'v2', mode: 'legacy', route: 'http' },
  { sdk: 'v2', mode: 'modern', route: 'http' },
  { sdk: 'v2', mode: 'modern', route: 'connect' },
];

describe('everything besides lists and calls reaches the client it belongs to', () => {
  it.each(SDKS)('$sdk $mode over $route', async ({ route, ...sdk }) => {
    const { era, said } = await runSession(
      gateway,
      sdk,
      await targetOf(gateway, { route, server: 'judged' }),
      [
        { as: 'progress', do: 'progress', tool: 'test_tool_with_progress' },
        { as: 'cancelled', do: 'cancel', tool: 'wait_for_cancel', counter: 'cancellations' },
        { as: 'elicited', do: 'elicit', tool: 'test_elicitation', arguments: { message: 'Who?' } },
        { as: 'sampled', do: 'sample', tool: 'test_sampling', arguments: { prompt: 'What?' } },
        { as: 'tools changed', do: 'tools-changed', tool: 'test_trigger_tool_change' },
        { as: 'resource updated', do: 'subscribe', tool: 'touch_resource', uri: 'test://watched-resource' },
      ],
    );
    expect(era).toBe(sdk.mode);
    expect(said).toEqual({
      // Where the last progress and the result come in one piece, a client of the SDK forgets the former.
      progress: expect.arrayContaining([0, 50]),
      cancelled: { answered: false, isTold: true },
      elicited: {
        text: 'User response: action=accept, content={"username":"ada","email":"ada@example.com"}',
        asked: 1,
      },
      sampled: { text: 'LLM response: sampled', asked: 1 },
      'tools changed': true,
      'resource updated': true,
    });
  });
});
