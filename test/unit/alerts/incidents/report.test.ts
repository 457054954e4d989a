import { describe, expect, it } from 'vitest';
import type { LogLine } from '#contract/log-line.ts';
import type { RegisterEntry } from '#contract/register.ts';
import { fakeNotification } from '../../../fakes/notification.ts';
import { MINUTE, madeUpTroubles, SECOND } from './made-up-troubles.ts';

const start = new Date(2026, 0, 7, 12).getTime();
const iso = (offsetMs: number) => new Date(start + offsetMs).toISOString();
let ids = 0;
const entry = (
  offsetMs: number,
  kind: RegisterEntry['kind'],
  server: string | null,
  text: string,
): RegisterEntry => ({
  id: ++ids,
  at: iso(offsetMs),
  lamp: 'info',
  kind,
  server,
  text,
});
const line = (offsetMs: number, text: string, level: LogLine['level'] = 'error'): LogLine => ({
  seq: ++ids,
  at: iso(offsetMs),
  server: 'github',
  stream: 'stderr',
  level,
  text,
});

function trouble() {
  const one = madeUpTroubles({
    register: () =>
      [
        entry(-5 * MINUTE, 'configuration-applied', null, 'The configuration was applied: restarts github'),
        entry(-5 * MINUTE, 'ready', 'github', 'github is ready'),
        entry(SECOND, 'went-down', 'github', 'github exited with code 1'),
        entry(2 * SECOND, 'alert', 'github', 'github: down'),
        entry(3 * SECOND, 'ready', 'other', 'other is ready'),
        entry(9 * MINUTE, 'back', 'github', 'github is back after 9 min'),
      ].reverse(),
    logLines: () => [
      line(-2 * MINUTE, 'long before'),
      line(-10 * SECOND, 'cannot open [file](http://x) `a`'),
      ...Array.from({ length: 80 }, (_, at) => line(at * SECOND, `error ${at}`)),
      line(3 * SECOND, 'a warning', 'warn'),
      line(20 * MINUTE, 'long after'),
    ],
    failedRequests: (server) => [
      {
        seq: 1,
        correlation_id: '0'.repeat(32),
        at: iso(MINUTE),
        client: 'claude',
        client_id: 'c1',
        server,
        instance: 1,
        method: 'tools/call',
        target: 'search',
        queue_ms: 0,
        ms: 41.6,
        request_bytes: 1,
        response_bytes: 1,
        error: { class: 'transport', severity: 'error', code: -32000, message: 'the server ended' },
        cache: 'none',
        breaker: 'closed',
        retries: 0,
        arguments: { password: 'hunter2hunter2' },
      },
    ],
    lifecycle: (server) => [
      {
        id: 1,
        at: iso(SECOND),
        server,
        instance: 1,
        run: 1,
        from: 'ready',
        to: 'backing-off',
        code: 'exited',
        reason: 'exited with code 1',
        pid: 1,
        exit_code: 1,
        signal: null,
        next_start_ms: 250,
      },
    ],
    anomalies: ({ server }) => [
      {
        server,
        metric: 'memory_bytes',
        from: iso(-30 * SECOND),
        to: iso(0),
        score: 4,
        sentence: 'Memory went from 210 MB to 640 MB',
      },
    ],
  });
  return one;
}

describe('the report of an incident', () => {
  it('says in sentences what happened, how long, why, what was done and how it ended', async () => {
    const { clock, fire, change, resolve, incidents } = trouble();
    const id = fire('github', 'down', { message: 'github is down: it exited with code 1' });
    const alert = { id, server: 'github' };
    incidents().notified(
      fakeNotification({
        title: 'github is down',
        alerts: [{ ...fakeNotification().alerts[0], ...alert } as never],
      }),
    );
    clock.advance(2 * MINUTE);
    change(id, 'acknowledged', { state: 'acknowledged' });
    change(id, 'changed', {
      state: 'acknowledged',
      remedies: [
        { at: iso(MINUTE), remedy: 'restart', outcome: 'done', sentence: 'Signalbox restarted github' },
      ],
    });
    clock.advance(8 * MINUTE);
    resolve(id);
    const { summary, notifications } = await incidents().report(1);
    expect(summary).toBe(
      [
        'github is down: from 2026-01-07 12:00:00 on, for 10 min.',
        'It began with: github is down: it exited with code 1.',
        '5 min before, the configuration was changed: The configuration was applied: restarts github.',
        'Out of the ordinary around it: Memory went from 210 MB to 640 MB.',
        'github went down once: exited with code 1.',
        '1 request failed, most with: the server ended.',
        'There are 81 error lines in the log.',
        'Signalbox restarted github.',
        'Its owner was told once.',
        'It was acknowledged at 12:02:00.',
        'It ended with: a1 is well again.',
      ].join(' '),
    );
    expect(notifications).toBe(1);
  });

  it('has one time line: what led to it, alerts, restarts, lines of the log, requests', async () => {
    const { clock, fire, resolve, incidents } = trouble();
    const id = fire('github', 'down');
    clock.advance(10 * MINUTE);
    resolve(id);
    const { timeline, markdown } = await incidents().report(1);
    const kinds = timeline.map(({ kind }) => kind);
    expect(timeline[0]).toMatchObject({ kind: 'configuration' });
    expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).sort());
    expect(new Set(kinds)).toEqual(
      new Set(['configuration', 'anomaly', 'log', 'alert', 'register', 'request', 'restart', 'resolved']),
    );
    expect(kinds.filter((kind) => kind === 'log')).toHaveLength(50);
    // Neither what came before or after it, nor what is about others, nor what it says itself.
    expect(timeline.map(({ text }) => text).join('\n')).not.toMatch(
      /long before|long after|other is ready|github is ready/,
    );
    expect(timeline.filter(({ text }) => text === 'github: down')).toHaveLength(1);
    expect(timeline.find(({ kind }) => kind === 'request')?.text).toBe(
      'tools/call search of claude failed after 42 ms: the server ended',
    );
    expect(JSON.stringify(timeline) + markdown).not.toContain('hunter2');
  });

  it('has the last words of a server that names no levels', async () => {
    const { fire, incidents } = madeUpTroubles({
      logLines: () => Array.from({ length: 30 }, (_, at) => line((at - 30) * SECOND, `word ${at}`, 'info')),
    });
    fire('github');
    const { timeline } = await incidents().report(1);
    const words = timeline
      .filter(({ kind }) => kind === 'log')
      .map(({ text, severity }) => `${text} ${severity}`);
    expect(words).toEqual(Array.from({ length: 10 }, (_, at) => `word ${20 + at} null`));
  });

  it('can be pasted: nothing that a server wrote becomes a link or markup', async () => {
    const { fire, incidents } = trouble();
    fire('git*hub*', 'down', { message: '<b>bad</b> [link](http://x)\nnext' });
    const { markdown } = await incidents().report(1);
    expect(markdown).toContain('# Incident 1: git\\*hub\\* is down');
    expect(markdown).toContain('**git\\*hub\\***: \\<b\\>bad\\</b\\> \\[link\\](http://x) next');
    expect(markdown).toContain('`` cannot open [file](http://x) `a` ``');
    expect(markdown).toContain('To: it is not over yet');
  });
});
