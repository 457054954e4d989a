import { describe, expect, it } from 'vitest';
import { settled } from '../../fakes/fake-server.ts';
import { BUDGETS, initializeResult, NOT_FOUND, openFakeSession } from './open-fake-session.ts';

/** Lets the clock and what hangs on it pass, second by second. */
async function pass(clock: { advance(ms: number): void }, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    clock.advance(1_000);
    await settled();
  }
}

function install(seconds: number, installMs = 600_000) {
  const opened = openFakeSession();
  const seen = { looks: 0 };
  const negotiated = opened.session.negotiate({
    ...BUDGETS,
    installMs,
    isInstalling: async () => {
      seen.looks += 1;
      return opened.clock.monotonic() < seconds * 1_000;
    },
  });
  // Awaited later; until then a failure is no fault of the test.
  negotiated.catch(() => {});
  return { ...opened, negotiated, seen };
}

describe('the time for a start while a package is installed', () => {
  it('does not run out, and begins anew when the installer is done', async () => {
    const { server, clock, negotiated, seen } = install(100);
    await pass(clock, 125_000);
    expect(seen.looks).toBeGreaterThan(60);
    server.send({ id: server.heard('server/discover')[0]?.id, ...NOT_FOUND });
    server.send({ id: server.heard('initialize')[0]?.id, ...initializeResult() });
    await expect(negotiated).resolves.toMatchObject({ era: 'legacy' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks each question once, however long it takes', async () => {
    const { server, clock, negotiated, session } = install(100);
    await pass(clock, 110_000);
    expect(server.methods()).toEqual(['server/discover', 'initialize']);
    session.close();
    await expect(negotiated).rejects.toMatchObject({ code: 'closed' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('runs out when the installed server does not answer', async () => {
    const { clock, negotiated } = install(100);
    await pass(clock, 129_000);
    let isOver = false;
    void negotiated.catch(() => {
      isOver = true;
    });
    await settled();
    expect(isOver).toBe(false);
    await pass(clock, 3_000);
    await expect(negotiated).rejects.toMatchObject({
      code: 'start-timeout',
      message: 'did not answer within 30 s; it wrote nothing on stdout',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is over when installing takes longer than it may', async () => {
    const { clock, negotiated } = install(1_000, 300_000);
    await pass(clock, 300_000);
    await expect(negotiated).rejects.toMatchObject({
      code: 'install-timeout',
      message: 'was still being installed after 5 min; it wrote nothing on stdout',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is asked for only once the time has run out', async () => {
    const { clock, seen, session } = install(100);
    await pass(clock, 29_000);
    expect(seen.looks).toBe(0);
    session.close();
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no /proc'))],
    ['never ends', () => new Promise<boolean>(() => {})],
  ])('runs out when the look at the processes %s', async (_what, isInstalling) => {
    const { session, clock } = openFakeSession();
    const negotiated = session.negotiate({ ...BUDGETS, isInstalling });
    negotiated.catch(() => {});
    await pass(clock, 36_000);
    await expect(negotiated).rejects.toMatchObject({ code: 'start-timeout' });
    expect(clock.pendingTimers).toBe(0);
  });
});
