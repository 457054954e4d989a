import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BreakerSettings } from '../../../../main/engine/configuration/configuration.ts';
import {
  type Breaker,
  type BreakerOutcome,
  createBreaker,
} from '../../../../main/engine/gateway/guard/breaker.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const SETTINGS: BreakerSettings = {
  failures: 5,
  openMs: 60_000,
  errorRatePercent: 50,
  minimum: 20,
  windowMs: 60_000,
};

let clock: FakeClock;
let settings: BreakerSettings | null;
let changes: [string, string | null][];
let breaker: Breaker;

beforeEach(() => {
  clock = new FakeClock();
  settings = SETTINGS;
  changes = [];
  breaker = createBreaker({
    settings: () => settings,
    clock,
    onChange: (state, reason) => changes.push([state, reason]),
  });
});

/** As the relay does it: what is refused is not noted. */
function call(outcome: BreakerOutcome, crash?: unknown): 'sent' | 'trial' | 'refused' {
  const admission = breaker.admit();
  if (!admission.ok) return 'refused';
  breaker.note(outcome, admission.trial, crash);
  return admission.trial ? 'trial' : 'sent';
}

function calls(count: number, outcome: BreakerOutcome): void {
  for (let i = 0; i < count; i++) call(outcome);
}

describe('a breaker that is closed', () => {
  it('opens after as many failures in a row as are configured, and says so', () => {
    calls(4, 'failure');
    expect(breaker.state).toBe('closed');
    calls(1, 'failure');
    expect(breaker.state).toBe('open');
    expect(changes).toEqual([['open', '5 requests in a row failed']]);
    expect(breaker.trialAtMs).toBe(clock.now() + 60_000);
  });

  it('starts counting anew after a success', () => {
    calls(4, 'failure');
    call('success');
    calls(4, 'failure');
    expect(breaker.state).toBe('closed');
  });

  it('bears with four times as many tools that say they failed, since models call them wrongly', () => {
    calls(19, 'tool-error');
    expect(breaker.state).toBe('closed');
    calls(1, 'tool-error');
    expect(breaker.reason).toBe('20 tool calls in a row failed');
  });

  it('says of a single request that it failed', () => {
    settings = { ...SETTINGS, failures: 1 };
    call('failure');
    expect(breaker.reason).toBe('1 request failed');
  });

  it('does not count what says nothing of the server', () => {
    calls(100, 'ignored');
    expect(breaker.state).toBe('closed');
  });

  it('counts the calls that were lost in one crash once, and those of five crashes five times', () => {
    for (let i = 0; i < 50; i++) call('failure', '1:7');
    expect(breaker.state).toBe('closed');
    for (const run of [8, 9, 10, 11]) call('failure', `1:${run}`);
    expect(breaker.state).toBe('open');
  });

  it('opens when half of the requests within the window fail, however they are mixed', () => {
    for (let i = 0; i < 9; i++) {
      call('success');
      call('failure');
    }
    call('success');
    expect(breaker.state).toBe('closed');
    call('failure');
    expect(breaker.reason).toBe('50 % of the last 20 requests within 60 s failed');
  });

  it('forgets failures that are older than the window', () => {
    for (let i = 0; i < 9; i++) {
      call('success');
      call('failure');
    }
    clock.advance(60_000);
    for (let i = 0; i < 3; i++) {
      call('success');
      call('failure');
    }
    expect(breaker.state).toBe('closed');
  });
});

it('is opened by the failures of the last minute, however many successes there were before', () => {
  for (let second = 0; second < 60; second++) {
    clock.advance(1_000);
    for (let i = 0; i < 10; i++) call('success');
  }
  for (let second = 0; second < 60; second++) {
    clock.advance(1_000);
    call('success');
    call('failure');
  }
  expect(breaker.reason).toMatch(/^5\d % of the last 1\d\d requests within 60 s failed$/);
});

describe('a breaker that is open', () => {
  beforeEach(() => calls(5, 'failure'));

  it('refuses all until its time is over, and names the moment to ask again', () => {
    clock.advance(59_999);
    const admission = breaker.admit();
    expect(admission).toEqual({
      ok: false,
      retryAtMs: clock.now() + 1,
      reason: '5 requests in a row failed',
    });
  });

  it('is half-open once its time is over, also where nobody asks, and says that the next is a trial', () => {
    expect([breaker.reason, breaker.outlook]).toEqual([
      '5 requests in a row failed',
      'requests are refused for 60 s',
    ]);
    clock.advance(60_000);
    expect([breaker.state, breaker.outlook, breaker.trialAtMs]).toEqual([
      'half-open',
      'the next request is a trial',
      null,
    ]);
    expect(changes.at(-1)).toEqual(['half-open', '5 requests in a row failed']);
    breaker.admit();
    expect(breaker.outlook).toBe('a trial is on its way');
  });

  it('leaves no timer behind when it is closed, reset or done with', () => {
    breaker.reset();
    expect(clock.pendingTimers).toBe(0);
    calls(5, 'failure');
    expect(clock.pendingTimers).toBe(1);
    breaker.close();
    clock.advance(60_000);
    call('failure');
    expect(clock.pendingTimers).toBe(0);
  });

  it('says how many trials failed beside what opened it', () => {
    for (let trial = 0; trial < 2; trial++) {
      clock.advance(60_000);
      call('failure');
    }
    expect(breaker.reason).toBe('5 requests in a row failed, and so did 2 trials since');
    clock.advance(60_000);
    call('success');
    calls(5, 'failure');
    expect(breaker.reason).toBe('5 requests in a row failed');
  });

  it('lets one trial through, and refuses the others as long as it is on its way', () => {
    clock.advance(60_000);
    expect(breaker.admit()).toEqual({ ok: true, trial: true });
    expect(breaker.state).toBe('half-open');
    expect(breaker.admit()).toMatchObject({ ok: false, retryAtMs: clock.now() + 1_000 });
  });

  it('closes after a trial that succeeded, with a clean slate', () => {
    clock.advance(60_000);
    expect(call('success')).toBe('trial');
    expect(breaker.state).toBe('closed');
    expect(breaker.reason).toBeNull();
    calls(4, 'failure');
    expect(breaker.state).toBe('closed');
  });

  it('opens for as long again after a trial that failed', () => {
    clock.advance(60_000);
    expect(call('failure')).toBe('trial');
    expect(breaker.state).toBe('open');
    clock.advance(59_999);
    expect(call('success')).toBe('refused');
    clock.advance(1);
    expect(call('success')).toBe('trial');
    expect(changes.map(([state]) => state)).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('takes a tool that says it failed for an answer: the server works again', () => {
    clock.advance(60_000);
    call('tool-error');
    expect(breaker.state).toBe('closed');
  });

  it('tries again at once when the trial was cancelled', () => {
    clock.advance(60_000);
    call('ignored');
    expect(breaker.state).toBe('half-open');
    expect(call('success')).toBe('trial');
    expect(breaker.state).toBe('closed');
  });

  it('lets another trial through when one never came back', () => {
    clock.advance(60_000);
    breaker.admit();
    clock.advance(60_000);
    expect(breaker.admit()).toEqual({ ok: true, trial: true });
  });

  it('is not closed by an answer to a call that left before it opened', () => {
    breaker.note('success', false);
    expect(breaker.state).toBe('open');
  });

  it('does not wait longer because calls that left before it opened fail late', () => {
    clock.advance(30_000);
    for (let i = 0; i < 5; i++) breaker.note('failure', false);
    clock.advance(30_000);
    expect(call('success')).toBe('trial');
  });

  it('closes when it is switched off, and when it is reset', () => {
    breaker.reset();
    expect(call('failure')).toBe('sent');
    calls(4, 'failure');
    settings = null;
    expect(call('failure')).toBe('sent');
    expect(breaker.state).toBe('closed');
  });
});

it('stays open for a server whose trial is once more a tool that failed, when nothing but these opened it', () => {
  calls(20, 'tool-error');
  clock.advance(60_000);
  call('tool-error');
  expect(breaker.state).toBe('open');
});

it('gives a server that fails every call no more than five and one for each time it was open', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20_000), { maxLength: 200 }), (waits) => {
      clock = new FakeClock();
      breaker = createBreaker({ settings: () => SETTINGS, clock, onChange() {} });
      let reached = 0;
      for (const waitMs of waits) {
        clock.advance(waitMs);
        if (call('failure') !== 'refused') reached++;
      }
      expect(reached).toBeLessThanOrEqual(5 + Math.floor(clock.monotonic() / SETTINGS.openMs));
    }),
  );
});
