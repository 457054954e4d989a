import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE, madeUpTroubles, SECOND } from './made-up-troubles.ts';

const names = Array.from({ length: 50 }, (_, at) => `server-${at + 1}`);

describe('an incident', () => {
  it('begins with an alert that somebody should know of, and ends when the last of its alerts does', () => {
    const { clock, fire, resolve, list, incidents, joined } = madeUpTroubles();
    fire('time', 'high_memory', { severity: 'info' });
    expect(list()).toEqual([]);
    const first = fire('github', 'slow', { severity: 'warning' });
    clock.advance(MINUTE);
    const second = fire('github', 'down', { severity: 'error' });
    expect(list()).toMatchObject([
      {
        id: 1,
        closed_at: null,
        severity: 'error',
        title: 'github is down',
        servers: ['github'],
        alerts: [first, second],
        notifications: 0,
      },
    ]);
    expect([...joined]).toEqual([
      [first, 1],
      [second, 1],
    ]);
    expect(incidents().of(second)).toBe(1);
    resolve(second);
    clock.advance(MINUTE);
    expect(list({ open: true })).toHaveLength(1);
    resolve(first);
    expect(list({ open: true })).toEqual([]);
    expect(list()[0]?.closed_at).toBe(new Date(clock.now()).toISOString());
  });

  it('goes on when its server fails again within ten minutes, and later it is another', () => {
    const { clock, fire, resolve, list } = madeUpTroubles();
    resolve(fire('github'));
    clock.advance(9 * MINUTE);
    const again = fire('github', 'hung');
    expect(list()).toMatchObject([{ id: 1, closed_at: null }]);
    resolve(again);
    clock.advance(11 * MINUTE);
    fire('github');
    expect(list().map(({ id }) => id)).toEqual([2, 1]);
  });

  it('has the alerts that it explains, whichever came first', () => {
    const { clock, fire, list } = madeUpTroubles();
    const cause = 'db, which it depends on, is down';
    const before = fire('api', 'down', { state: 'inhibited', cause });
    expect(list()).toEqual([]);
    clock.advance(SECOND);
    const root = fire('db');
    const after = fire('web', 'slow', { state: 'inhibited', cause });
    expect(list()).toMatchObject([
      { title: 'db is down', cause: null, servers: ['db', 'api', 'web'], alerts: [root, before, after] },
    ]);
  });

  it('does not take one alert of a server for the cause of another', async () => {
    const { fire, change, list, incidents } = madeUpTroubles();
    const down = fire('github');
    fire('github', 'crash_loop');
    change(down, 'inhibited', { state: 'inhibited', cause: 'it keeps going down' });
    expect(list()[0]?.cause).toBeNull();
    const { timeline } = await incidents().report(1);
    expect(timeline.map(({ text }) => text)).toEqual(['github: down', 'github: crash_loop']);
  });

  it('is over when nothing of it fires, and goes on when what was taken for its trace does', () => {
    const { clock, fire, change, resolve, list } = madeUpTroubles();
    const trace = fire('github', 'unsteady', { severity: 'warning' });
    const loop = fire('github', 'crash_loop');
    change(trace, 'inhibited', { state: 'inhibited', cause: 'it keeps going down' });
    clock.advance(MINUTE);
    expect(list({ open: true })).toHaveLength(1);
    resolve(loop);
    expect(list({ open: true })).toEqual([]);
    clock.advance(5 * MINUTE);
    change(trace, 'released', { state: 'firing', cause: null });
    expect(list({ open: true })).toMatchObject([{ id: 1, closed_at: null }]);
    clock.advance(MINUTE);
    resolve(trace);
    expect(list({ open: true })).toEqual([]);
  });

  it('does not come from what is part of it', async () => {
    const { fire, change, resolve, list, incidents } = madeUpTroubles();
    const cause = 'db, which it depends on, is not ready';
    const api = fire('api');
    change(api, 'inhibited', { state: 'inhibited', cause });
    expect(list()).toMatchObject([{ id: 1, cause, closed_at: null }]);
    resolve(fire('db'));
    expect(list()).toMatchObject([{ id: 1, servers: ['api', 'db'], cause: null }]);
    const { timeline, summary } = await incidents().report(1);
    expect(timeline[1]?.text).toBe('api: down. Cause: db, which it depends on, is not ready');
    expect(summary).not.toContain('It comes from');
  });

  it('that turns out to come from another is part of that one', () => {
    const { clock, fire, change, list, incidents } = madeUpTroubles();
    const cause = 'db, which it depends on, is down';
    const early = fire('api');
    clock.advance(2 * SECOND);
    // The database is pending still.
    change(early, 'inhibited', { state: 'inhibited', cause });
    expect(list()).toMatchObject([{ id: 1, title: 'api is down' }]);
    fire('db');
    expect(list()).toMatchObject([{ id: 1, title: 'db is down', servers: ['api', 'db'] }]);
    clock.advance(5 * MINUTE);
    const late = fire('web');
    expect(list()).toHaveLength(2);
    change(late, 'inhibited', { state: 'inhibited', cause });
    expect(list()).toMatchObject([{ id: 1, title: 'db is down', servers: ['api', 'db', 'web'] }]);
    expect(incidents().of(late)).toBe(1);
  });

  it('of the machine has what the machine explains, and is not joined with another of the machine', () => {
    const { fire, list } = madeUpTroubles();
    fire(null, 'disk_space');
    fire(null, 'offline');
    fire('remote', 'down', { state: 'inhibited', cause: 'there is no network' });
    fire('other', 'hung', { state: 'inhibited', cause: 'it is down' });
    expect(
      list()
        .map(({ title, servers }) => [title, servers])
        .sort(),
    ).toEqual([
      ['The disk is nearly full', []],
      ['There is no network', ['remote']],
    ]);
  });

  it('of fifty servers that fail alike within a minute is one, and those that were merged stay readable', async () => {
    const { clock, fire, resolve, list, incidents, joined } = madeUpTroubles();
    const ids = names.map((name) => {
      clock.advance(SECOND);
      return fire(name, 'down', { cause: name === 'server-7' ? 'the disk is full' : null });
    });
    expect(list()).toMatchObject([
      { id: 1, title: '50 servers are down at once', servers: names, alerts: ids, cause: 'the disk is full' },
    ]);
    expect(new Set(ids.map((id) => joined.get(id)))).toEqual(new Set([1]));
    expect((await incidents().report(2)).id).toBe(1);
    await expect(incidents().report(99)).rejects.toMatchObject({ code: 'not-found' });
    resolve(...ids);
    expect(list({ open: true })).toEqual([]);
  });

  it('of servers that fail one after the other, or otherwise, is one each', () => {
    const { clock, fire, list } = madeUpTroubles();
    for (const name of ['a', 'b', 'c', 'd']) {
      fire(name);
      clock.advance(MINUTE);
    }
    expect(list()).toHaveLength(4);
    for (const [at, name] of ['e', 'f', 'g'].entries()) fire(name, ['slow', 'error_rate', 'certificate'][at]);
    expect(list()).toHaveLength(7);
  });

  it('goes on over a restart, and is closed when its alerts are gone', async () => {
    const { clock, fire, resolve, list, restart, forget, incidents } = madeUpTroubles();
    const kept = fire('github');
    forget(fire('time'));
    await restart();
    expect(
      list()
        .map(({ id, closed_at: closedAt }) => [id, closedAt !== null])
        .sort(),
    ).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(incidents().of(kept)).toBe(1);
    clock.advance(MINUTE);
    fire('github', 'hung');
    fire('other');
    expect(
      list({ open: true })
        .map(({ id }) => id)
        .sort(),
    ).toEqual([1, 3]);
    resolve(kept);
  });

  it('goes on over a restart however many came after it, and is closed with its alert', async () => {
    const { clock, fire, resolve, list, restart } = madeUpTroubles();
    const old = fire('github', 'certificate');
    for (let at = 0; at < 250; at++) {
      clock.advance(20 * MINUTE);
      resolve(fire('time'));
    }
    await restart();
    resolve(old);
    expect(list({ open: true })).toEqual([]);
  });
});

describe('the list of incidents', () => {
  it('is filtered by server, by openness and by time, the newest first', () => {
    const { clock, fire, resolve, list } = madeUpTroubles();
    for (let at = 0; at < 500; at++) {
      resolve(fire(`s${at % 5}`));
      clock.advance(11 * MINUTE);
    }
    const since = new Date(clock.now()).toISOString();
    fire('s1');
    expect(list()).toHaveLength(100);
    expect(list({ limit: 500 })).toHaveLength(500);
    expect(list({ limit: 2 }).map(({ id }) => id)).toEqual([501, 500]);
    expect(list({ server: 's0' }).map(({ id }) => id)).toEqual(
      Array.from({ length: 100 }, (_, at) => 496 - 5 * at),
    );
    expect(list({ open: true }).map(({ id }) => id)).toEqual([501]);
    expect(list({ since }).map(({ id }) => id)).toEqual([501]);
  });
});

describe('the incident log', () => {
  it('has a line for each that was opened and closed, for its owner alone', async () => {
    const { fire, resolve, incidents, folder, faults } = madeUpTroubles();
    resolve(fire('github'));
    await incidents().close();
    const file = join(folder, 'incidents.jsonl');
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; incident: object });
    expect(lines).toMatchObject([
      { event: 'opened', incident: { id: 1, title: 'github is down' } },
      { event: 'closed', incident: { id: 1, title: 'github is down' } },
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(faults).toEqual([]);
  });
});
