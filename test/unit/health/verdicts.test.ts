import { describe, expect, it } from 'vitest';
import type { ServerView } from '#contract/server.ts';
import { judgeAll } from '../../../main/engine/health/judge-all.ts';
import { judgeServer } from '../../../main/engine/health/judge-server.ts';
import { fakeServerView } from '../../fakes/server-view.ts';

const calm = {
  missedProbes: 0,
  problem: null,
  earlyDeaths: 0,
  isHung: false,
  downInstances: 0,
  overLimit: null,
} as const;

describe('the verdict on one server', () => {
  it.each([
    [{ ...calm, state: 'ready' }, 'healthy', 'ok'],
    [{ ...calm, state: 'ready', missedProbes: 1 }, 'degraded', 'warn'],
    [{ ...calm, state: 'ready', earlyDeaths: 3 }, 'degraded', 'warn'],
    [{ ...calm, state: 'ready', earlyDeaths: 2 }, 'healthy', 'ok'],
    [{ ...calm, state: 'waiting' }, 'unknown', 'info'],
    [{ ...calm, state: 'starting' }, 'unknown', 'info'],
    [{ ...calm, state: 'starting', problem: 'exited with code 1' }, 'unhealthy', 'bad'],
    [{ ...calm, state: 'ready', isHung: true, problem: 'hangs' }, 'unhealthy', 'bad'],
    [{ ...calm, state: 'ready', downInstances: 1 }, 'degraded', 'warn'],
    [{ ...calm, state: 'ready', overLimit: 'it uses 600 MB of 512 MB' }, 'degraded', 'warn'],
    [{ ...calm, state: 'stopping' }, 'unknown', 'info'],
    [{ ...calm, state: 'stopped' }, 'unknown', 'off'],
    [{ ...calm, state: 'backing-off', problem: 'exited with code 1' }, 'unhealthy', 'bad'],
    [{ ...calm, state: 'crash-looping', problem: 'exited with code 1' }, 'unhealthy', 'bad'],
    [{ ...calm, state: 'failed', problem: 'no such command' }, 'unhealthy', 'bad'],
  ] as const)('%o is %s with the lamp %s', (facts, health, lamp) => {
    expect(judgeServer(facts)).toMatchObject({ health, lamp });
  });

  it('has a reason for everything but healthy', () => {
    for (const state of [
      'ready',
      'waiting',
      'starting',
      'stopping',
      'stopped',
      'backing-off',
      'failed',
    ] as const) {
      const { health, reasons } = judgeServer({ ...calm, state });
      expect(reasons.length > 0).toBe(health !== 'healthy');
    }
  });
});

function view(name: string, part: Partial<ServerView>): ServerView {
  return fakeServerView(name, { cpu_percent: 1, memory_bytes: 100, ...part });
}

const down = { state: 'backing-off', health: 'unhealthy', lamp: 'bad' } as const;
const stopped = {
  state: 'stopped',
  health: 'unknown',
  lamp: 'off',
  cpu_percent: null,
  memory_bytes: null,
} as const;
const starting = { state: 'starting', health: 'unknown', lamp: 'info' } as const;
const slow = { health: 'degraded', lamp: 'warn' } as const;

describe('all servers at a glance', () => {
  it.each([
    ['nothing configured', [], 'idle', 'off', 'No servers configured'],
    ['all well', [view('a', {}), view('b', {})], 'healthy', 'ok', 'All clear'],
    ['one stopped by its owner', [view('a', {}), view('b', stopped)], 'healthy', 'ok', 'All clear'],
    ['all stopped', [view('a', stopped)], 'idle', 'off', 'All servers are stopped'],
    ['one starting', [view('a', {}), view('b', starting)], 'starting', 'info', 'Starting 1 of 2'],
    ['one down of two', [view('a', {}), view('b', down)], 'degraded', 'bad', '1 server needs attention'],
    [
      'one slow and one down',
      [view('a', slow), view('b', down), view('c', {})],
      'degraded',
      'bad',
      '2 servers need attention',
    ],
    [
      'every wanted one down',
      [view('a', down), view('b', stopped)],
      'unhealthy',
      'bad',
      '1 server needs attention',
    ],
  ] as const)('%s', (_case, views, status, lamp, sentence) => {
    expect(judgeAll(views, true)).toMatchObject({ status, lamp, sentence });
  });

  it('names those that need attention, the worst first', () => {
    expect(judgeAll([view('a', slow), view('b', {}), view('c', down)], true).attention).toEqual(['c', 'a']);
  });

  it('counts every server once in its words', () => {
    const { detail } = judgeAll(
      [view('a', {}), view('b', slow), view('c', down), view('d', stopped), view('e', starting)],
      true,
    );
    expect(detail).toBe('1 healthy · 1 degraded · 1 unhealthy · 1 starting · 1 stopped');
  });

  it('says first that the configuration can’t be applied, once no server needs more attention', () => {
    const well = judgeAll([view('a', {})], false);
    expect(well).toMatchObject({
      status: 'healthy',
      lamp: 'warn',
      sentence: 'The configuration can’t be applied',
    });
    expect(judgeAll([view('a', down)], false)).toMatchObject({
      lamp: 'bad',
      sentence: '1 server needs attention',
    });
  });

  it('leaves out of account what is not supervised', () => {
    const remote = view('b', { state: 'failed', health: 'unknown', lamp: 'off' });
    expect(judgeAll([view('a', {}), remote], true)).toMatchObject({
      status: 'healthy',
      lamp: 'ok',
      sentence: 'All clear',
      detail: '1 healthy · 1 not supervised',
    });
  });

  it('sums what is known and says nothing where nothing is', () => {
    expect(judgeAll([view('a', {}), view('b', stopped)], true)).toMatchObject({
      cpu_percent: 1,
      memory_bytes: 100,
    });
    expect(judgeAll([view('b', stopped)], true)).toMatchObject({ cpu_percent: null, memory_bytes: null });
  });
});
