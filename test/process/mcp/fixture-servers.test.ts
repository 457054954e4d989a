import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BUDGETS, PROBE_MS, runFixture } from './run-server.ts';

const UNTIL = { timeout: 60_000, interval: 20 } as const;
const MIB = 1024 * 1024;

describe('a server that can be spoken with', () => {
  it.each([
    ['well-behaved', 'legacy'],
    ['modern', 'modern'],
    ['dual-era', 'modern'],
    ['ignores-sigterm', 'legacy'],
    ['floods-stdout', 'legacy'],
    ['floods-stderr', 'legacy'],
    ['half-line', 'legacy'],
    ['junk-before-json', 'legacy'],
    ['leaks-memory', 'legacy'],
    ['huge-line', 'legacy'],
    ['answers-late', 'legacy'],
    ['slow-start', 'legacy'],
  ])('%s is %s, alive, and has two tools', async (name, era) => {
    const { session } = runFixture(name, { LATE_MS: '100', SLOW_START_MS: '500' });
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({
      era,
      protocolVersion: era === 'modern' ? '2026-07-28' : '2025-11-25',
      serverName: name,
    });
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    await expect(session.catalogue(PROBE_MS)).resolves.toEqual({ tools: 2, resources: null, prompts: null });
  });

  it('is asked to initialize when it starts so slowly that the first question met silence', async () => {
    const { session, heard } = runFixture('slow-start', { SLOW_START_MS: '4000' });
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({ era: 'legacy' });
    // It answers both questions in the end; the refusal of the first disturbs nothing.
    await vi.waitFor(() => expect(heard.activity).toBeGreaterThanOrEqual(2), UNTIL);
  });
});

describe('a server whose children outlive it', () => {
  it('closes the session all the same when it is gone itself', async () => {
    const { child, session, heard } = runFixture('forks-and-setsid');
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    const grandchildren = () => [...stderr.matchAll(/^grandchild (\d+)$/gm)].map(([, pid]) => Number(pid));
    onTestFinished(() => {
      for (const pid of grandchildren()) process.kill(pid, 'SIGKILL');
    });
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({ era: 'legacy' });
    await vi.waitFor(() => expect(grandchildren()).toHaveLength(2), UNTIL);
    child.stdin.end();
    await vi.waitFor(() => expect(heard.ended).toBe(1), UNTIL);
    for (const pid of grandchildren()) expect(process.kill(pid, 0)).toBe(true);
  });
});

describe('what does not belong on stdout', () => {
  it('is told line by line before the first message', async () => {
    const { session, heard } = runFixture('junk-before-json');
    await session.negotiate(BUDGETS);
    expect(heard.stray).toEqual(['Fixture server v1.0.0', 'Listening on stdio…']);
  });

  it('does not keep a flooding server from answering', async () => {
    const { session, heard } = runFixture('floods-stdout');
    await session.negotiate(BUDGETS);
    await vi.waitFor(() => expect(heard.stray.length).toBeGreaterThan(100_000), UNTIL);
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    expect(new Set(heard.stray)).toEqual(new Set(['this is no message, it is a flood of words']));
  });

  it('is dropped when it is too long to be a message, and only then', async () => {
    const { session, heard } = runFixture('huge-line');
    await session.negotiate(BUDGETS);
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    expect(heard.oversized).toHaveLength(1);
    expect(heard.oversized[0]).toBeGreaterThan(17 * MIB);
    expect(heard.stray).toEqual([]);
    // Two answers, the message just under 16 MiB, and the probe's answer.
    expect(heard.activity).toBe(4);
  });

  it('is shown when it is the half line that a server left behind', async () => {
    const { child, session, heard } = runFixture('half-line', { HALF_LINE_MS: '20' });
    await session.negotiate(BUDGETS);
    child.stdin.end();
    await vi.waitFor(() => expect(heard.ended).toBe(1), UNTIL);
    expect(heard.stray).toEqual(['{"jsonrpc":"2.0","method":"notifications/mess']);
  });
});

describe('a server that can not be spoken with', () => {
  it.each(['exits-at-once', 'exits-with-zero', 'exits-on-discover'])(
    '%s is seen to be gone',
    async (name) => {
      const { session, heard } = runFixture(name);
      await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({ code: 'closed' });
      await vi.waitFor(() => expect(heard.ended).toBe(1), UNTIL);
    },
  );

  it('is another matter when only server/discover kills it: without it, it does well', async () => {
    const { session } = runFixture('exits-on-discover');
    await expect(session.negotiate({ ...BUDGETS, skipDiscover: true })).resolves.toMatchObject({
      era: 'legacy',
    });
  });

  it('is given up when it never answers', async () => {
    const { session } = runFixture('never-answers');
    await expect(session.negotiate({ ...BUDGETS, startMs: 500 })).rejects.toMatchObject({
      code: 'start-timeout',
      message: 'did not answer within 0.5 s; it wrote nothing on stdout',
    });
  });
});

describe('a server that stops answering', () => {
  it('fails the probe when it hangs', async () => {
    const { session } = runFixture('hangs-on-request');
    await session.negotiate(BUDGETS);
    await expect(session.probe(300)).resolves.toMatchObject({ ok: false, why: 'timeout' });
    await expect(session.catalogue(300)).resolves.toEqual({ tools: null, resources: null, prompts: null });
  });

  it('shows life by a late answer', async () => {
    const { session, heard } = runFixture('answers-late');
    await session.negotiate(BUDGETS);
    const before = heard.activity;
    await expect(session.probe(50)).resolves.toMatchObject({ ok: false, why: 'timeout' });
    await vi.waitFor(() => expect(heard.activity).toBe(before + 1), UNTIL);
  });

  it('ends the session when it crashes', async () => {
    const { child, session, heard } = runFixture('crashes-every-second', { CRASH_AFTER_MS: '2000' });
    await session.negotiate(BUDGETS);
    await once(child, 'close');
    await vi.waitFor(() => expect(heard.ended).toBe(1), UNTIL);
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: false, why: 'closed' });
  });

  it('can be stopped while it floods, after the session is closed', async () => {
    const { child, session } = runFixture('floods-stdout');
    await session.negotiate(BUDGETS);
    session.close();
    child.stdin.end();
    await expect(once(child, 'close')).resolves.toEqual([0, null]);
  });
});
