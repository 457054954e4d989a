import { describe, expect, it } from 'vitest';
import { FakeServer, settled } from '../../fakes/fake-server.ts';
import {
  BUDGETS,
  discoverResult,
  initializeResult,
  NOT_FOUND,
  openFakeSession,
} from './open-fake-session.ts';

const unsupported = (supported: unknown) => ({
  error: { code: -32022, message: 'Unsupported protocol version', data: { supported } },
});
const legacy = (protocolVersion = '2025-11-25') => ({ era: 'legacy', protocolVersion });
const modern = { era: 'modern', protocolVersion: '2026-07-28' };
const refused = (message: RegExp) => ({ code: 'handshake-refused', message: expect.stringMatching(message) });

describe('the era probe', () => {
  it.each([
    ['a legacy server that knows no server/discover', NOT_FOUND, initializeResult(), legacy()],
    [
      'a legacy server that answers with an error of its own',
      { error: { code: -32000, message: 'Server not initialized' } },
      initializeResult(),
      legacy(),
    ],
    ['a server with an error that is no JSON-RPC error', { error: {} }, initializeResult(), legacy()],
    ['a legacy server that answers anything with {}', { result: {} }, initializeResult(), legacy()],
    ['an old legacy server', NOT_FOUND, initializeResult('2024-11-05'), legacy('2024-11-05')],
    ['a modern server', discoverResult(['2026-07-28']), NOT_FOUND, modern],
    [
      'a modern server that knows later revisions',
      discoverResult(['2027-01-01', '2026-07-28']),
      NOT_FOUND,
      modern,
    ],
    [
      'a dual-era server whose modern revision is unknown here',
      discoverResult(['2027-01-01', '2025-06-18']),
      initializeResult('2025-06-18'),
      legacy('2025-06-18'),
    ],
    [
      'a server that offers a legacy revision in its refusal',
      unsupported(['2027-01-01', '2025-03-26']),
      initializeResult('2025-03-26'),
      legacy('2025-03-26'),
    ],
  ])('agrees with %s', async (_who, discover, initialize, expected) => {
    const { session, server, clock } = openFakeSession();
    server.answers('server/discover', discover).answers('initialize', initialize);
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject(expected);
    await settled();
    expect(server.methods().filter((method) => method === 'notifications/initialized')).toHaveLength(
      expected.era === 'legacy' ? 1 : 0,
    );
    expect(server.heard('initialize')).toHaveLength(expected.era === 'legacy' ? 1 : 0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes straight to initialize with a legacy revision that is asked for, and to no other revision first', async () => {
    const { session, server } = openFakeSession();
    server.answers('server/discover', discoverResult(['2026-07-28']));
    server.answers('initialize', initializeResult('2025-06-18'));
    const negotiated = session.negotiate({ ...BUDGETS, revision: '2025-06-18' });
    await expect(negotiated).resolves.toMatchObject(legacy('2025-06-18'));
    expect(server.heard('initialize')).toMatchObject([{ params: { protocolVersion: '2025-06-18' } }]);
    expect(server.methods()).not.toContain('server/discover');
  });

  it.each([
    [
      'errors to both',
      NOT_FOUND,
      { error: { code: -32603, message: 'no config' } },
      /error -32603, “no config”/,
    ],
    ['an unknown revision', NOT_FOUND, initializeResult('1900-01-01'), /unknown revision “1900-01-01”/],
    [
      'a result without serverInfo',
      NOT_FOUND,
      { result: { protocolVersion: '2025-11-25', capabilities: {} } },
      /serverInfo/,
    ],
    [
      'only revisions of the future',
      discoverResult(['2027-01-01']),
      NOT_FOUND,
      /speaks only 2027-01-01, and it refused/,
    ],
    ['a refusal for the future', unsupported(['2027-01-01']), NOT_FOUND, /speaks only 2027-01-01/],
  ])('is refused when the server gives %s, and says why', async (_what, discover, initialize, message) => {
    const { session, server, clock } = openFakeSession();
    server.answers('server/discover', discover).answers('initialize', initialize);
    await expect(session.negotiate(BUDGETS)).rejects.toMatchObject(refused(message));
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks a modern server again that refuses our revision and names it in the same breath', async () => {
    const { session, server } = openFakeSession();
    let asked = 0;
    server.answers('server/discover', () => {
      asked += 1;
      return asked === 1 ? unsupported(['2026-07-28']) : discoverResult(['2026-07-28']);
    });
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject(modern);
    expect(server.heard('initialize')).toHaveLength(0);
  });

  it('asks it twice at most, and tries the other era then', async () => {
    const { session, server } = openFakeSession();
    server.answers('server/discover', unsupported(['2026-07-28'])).answers('initialize', initializeResult());
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject(legacy());
    expect(server.heard('server/discover')).toHaveLength(2);
  });

  it('tells the server who asks, in the way of each era', async () => {
    const { session, server } = openFakeSession();
    server.answers('server/discover', NOT_FOUND).answers('initialize', initializeResult());
    await session.negotiate(BUDGETS);
    expect(server.heard('server/discover')[0]?.params).toEqual({
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': { name: 'signalbox', version: '1.2.3' },
      },
    });
    expect(server.heard('initialize')[0]?.params).toEqual({
      protocolVersion: '2025-11-25',
      capabilities: { sampling: {}, elicitation: { form: {}, url: {} } },
      clientInfo: { name: 'signalbox', version: '1.2.3' },
    });
  });

  it('tells the server of the one client that it is for, in the way of each era', async () => {
    const info = { name: 'editor', version: '9', title: 'The Editor' };
    const client = { info, capabilities: { roots: { listChanged: true } } };
    const { session, server } = openFakeSession();
    server.answers('server/discover', NOT_FOUND).answers('initialize', initializeResult());
    await session.negotiate({ ...BUDGETS, client });
    expect(server.heard('server/discover')[0]?.params).toMatchObject({
      _meta: {
        'io.modelcontextprotocol/clientCapabilities': client.capabilities,
        'io.modelcontextprotocol/clientInfo': info,
      },
    });
    expect(server.heard('initialize')[0]?.params).toEqual({
      protocolVersion: '2025-11-25',
      capabilities: client.capabilities,
      clientInfo: info,
    });
  });

  it('keeps what the server said of itself, also what no schema knows', async () => {
    const capabilities = {
      tools: { listChanged: true, more: 1 },
      experimental: { x: {} },
      extensions: { 'a/b': {} },
    };
    const serverInfo = { name: 's', version: '1', title: 'S', icons: [{ src: 'data:,' }], theirs: [1] };
    const said = { capabilities, serverInfo, instructions: 'Be kind.' };
    const old = openFakeSession();
    old.server.answers('server/discover', NOT_FOUND).answers('initialize', {
      result: { protocolVersion: '2025-11-25', capabilities, serverInfo, instructions: 'Be kind.' },
    });
    await expect(old.session.negotiate(BUDGETS)).resolves.toMatchObject({ said });
    const young = openFakeSession();
    young.server.answers('server/discover', {
      result: {
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities,
        instructions: 'Be kind.',
        _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo },
      },
    });
    await expect(young.session.negotiate(BUDGETS)).resolves.toMatchObject({ said });
  });

  it('reads the name, version and capabilities of either era', async () => {
    const old = openFakeSession();
    old.server
      .answers('server/discover', NOT_FOUND)
      .answers('initialize', initializeResult('2025-11-25', { prompts: {} }));
    await expect(old.session.negotiate(BUDGETS)).resolves.toEqual({
      ...legacy(),
      serverName: 'legacy-server',
      serverVersion: '1.0.0',
      capabilities: { tools: false, resources: false, prompts: true },
      said: {
        capabilities: { prompts: {} },
        serverInfo: { name: 'legacy-server', version: '1.0.0' },
        instructions: null,
      },
    });
    const young = openFakeSession();
    young.server.answers('server/discover', discoverResult(['2026-07-28'], { tools: {}, resources: {} }));
    await expect(young.session.negotiate(BUDGETS)).resolves.toEqual({
      ...modern,
      serverName: 'modern-server',
      serverVersion: '2.0.0',
      capabilities: { tools: true, resources: true, prompts: false },
      said: {
        capabilities: { tools: {}, resources: {} },
        serverInfo: { name: 'modern-server', version: '2.0.0' },
        instructions: null,
      },
    });
  });

  it('asks again in the revision that a refusal of initialize names', async () => {
    const { session, server } = openFakeSession();
    server
      .answers('server/discover', NOT_FOUND)
      .answers('initialize', ({ params }) =>
        params?.['protocolVersion'] === '2024-11-05'
          ? initializeResult('2024-11-05')
          : { error: { code: -32602, message: 'Unsupported', data: { supported: ['2024-11-05'] } } },
      );
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject(legacy('2024-11-05'));
  });

  it.each([
    ['its answer', discoverResult(['2027-01-01', '2025-06-18'])],
    ['its refusal', unsupported(['2027-01-01', '2025-06-18'])],
  ])(
    'asks initialize in the newest legacy revision that %s to server/discover names',
    async (_where, discover) => {
      const { session, server } = openFakeSession();
      server.answers('server/discover', discover).answers('initialize', initializeResult('2025-06-18'));
      await session.negotiate(BUDGETS);
      expect(server.heard('initialize').map(({ params }) => params?.['protocolVersion'])).toEqual([
        '2025-06-18',
      ]);
    },
  );

  it('goes straight to initialize for a server that exited on server/discover', async () => {
    const { session, server } = openFakeSession();
    server.answers('initialize', initializeResult());
    await expect(session.negotiate({ ...BUDGETS, skipDiscover: true })).resolves.toMatchObject(legacy());
    expect(server.heard('server/discover')).toEqual([]);
  });
});

describe('a server that is silent on server/discover', () => {
  it('is asked to initialize after 2 s, and not before', async () => {
    const { session, server, clock } = openFakeSession();
    server.answers('initialize', initializeResult());
    const negotiated = session.negotiate(BUDGETS);
    clock.advance(1_999);
    await settled();
    expect(server.heard('initialize')).toEqual([]);
    clock.advance(1);
    await expect(negotiated).resolves.toMatchObject(legacy());
    expect(clock.pendingTimers).toBe(0);
  });

  it('is modern when it only started slowly and answers both questions in the end', async () => {
    const { session, server, clock } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    clock.advance(5_000);
    await settled();
    const [discover] = server.heard('server/discover');
    const [initialize] = server.heard('initialize');
    server.send({ id: initialize?.id, ...NOT_FOUND });
    await settled();
    server.send({ id: discover?.id, ...discoverResult(['2026-07-28']) });
    await expect(negotiated).resolves.toMatchObject(modern);
  });

  it('is told nothing more of the legacy handshake once it is agreed to be modern', async () => {
    const { session, server, clock } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    clock.advance(5_000);
    await settled();
    server.send({ id: server.heard('server/discover')[0]?.id, ...discoverResult(['2026-07-28']) });
    server.send({ id: server.heard('initialize')[0]?.id, ...initializeResult() });
    await expect(negotiated).resolves.toMatchObject(modern);
    await settled();
    expect(server.methods()).toEqual(['server/discover', 'initialize']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is legacy when it started slowly and refuses the first question', async () => {
    const { session, server, clock } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    clock.advance(5_000);
    await settled();
    const [discover] = server.heard('server/discover');
    const [initialize] = server.heard('initialize');
    server.send({ id: discover?.id, ...NOT_FOUND });
    server.send({ id: initialize?.id, ...initializeResult() });
    await expect(negotiated).resolves.toMatchObject(legacy());
    await settled();
    expect(server.heard('initialize')).toHaveLength(1);
  });
});

describe('a server that is asked to initialize already', () => {
  it('is not asked again in another revision when its late answer to server/discover names one', async () => {
    const { session, server, clock } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    clock.advance(5_000);
    await settled();
    server.send({ id: server.heard('server/discover')[0]?.id, ...unsupported(['2025-06-18']) });
    await settled();
    server.send({ id: server.heard('initialize')[0]?.id, ...initializeResult('2025-06-18') });
    await expect(negotiated).resolves.toMatchObject(legacy('2025-06-18'));
    expect(server.heard('initialize')).toHaveLength(1);
  });
});

describe('the time for a handshake', () => {
  it('ends with what was heard: nothing', async () => {
    const { session, clock } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    clock.advance(30_000);
    await expect(negotiated).rejects.toMatchObject({
      code: 'start-timeout',
      message: 'did not answer within 30 s; it wrote nothing on stdout',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends with what was heard: a line that is no message', async () => {
    const { session, server, clock } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    server.write('Listening on port 3000\n');
    await settled();
    clock.advance(30_000);
    await expect(negotiated).rejects.toThrow(
      'on stdout it wrote “Listening on port 3000”, which is no MCP message',
    );
  });

  it('starts anew with the first answer', async () => {
    const { session, server, clock } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    clock.advance(29_000);
    await settled();
    server.send({ id: server.heard('server/discover')[0]?.id, ...NOT_FOUND });
    await settled();
    clock.advance(9_999);
    await settled();
    server.send({ id: server.heard('initialize')[0]?.id, ...initializeResult() });
    await expect(negotiated).resolves.toMatchObject(legacy());
  });

  it('ends also when the server answers, but does not finish', async () => {
    const { session, server, clock } = openFakeSession();
    server.answers('server/discover', NOT_FOUND);
    const negotiated = session.negotiate(BUDGETS);
    await settled();
    clock.advance(10_000);
    await expect(negotiated).rejects.toMatchObject({
      code: 'start-timeout',
      message: 'answered, but did not finish the handshake within 10 s; it sent 1 message on stdout',
    });
  });

  it.each([
    ['the server goes away', (server: FakeServer) => server.stdout.end()],
    ['the server is torn down', (server: FakeServer) => server.stdout.destroy()],
  ])('is over when %s', async (_what, leave) => {
    const { session, server, clock, heard } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    leave(server);
    await expect(negotiated).rejects.toMatchObject({ code: 'closed' });
    await settled();
    expect(heard.ended).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is over at once on streams that ended before the session began', async () => {
    const server = new FakeServer();
    server.stdout.destroy();
    server.stdin.destroy();
    const { session, heard } = openFakeSession(server);
    await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({ code: 'closed' });
    expect(heard.ended).toBe(1);
  });

  it('is over when the session is closed', async () => {
    const { session, clock } = openFakeSession();
    const negotiated = session.negotiate(BUDGETS);
    session.close();
    await expect(negotiated).rejects.toMatchObject({ code: 'closed' });
    expect(clock.pendingTimers).toBe(0);
  });
});
