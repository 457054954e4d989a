import { describe, expect, it } from 'vitest';
import type { RegisterEntry } from '#contract/register.ts';
import { watchClock } from '#engine/health/system/clock-jumps.ts';
import { findTroubles } from '#engine/health/system/find-troubles.ts';
import { judgeSystem } from '#engine/health/system/judge-system.ts';
import { parseMeminfo } from '#engine/health/system/read-memory.ts';
import type { SystemFacts } from '#engine/health/system/system-facts.ts';
import { createTeller } from '#engine/health/system/tell-troubles.ts';
import { type NetworkMeans, watchNetwork } from '#engine/health/system/watch-network.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const GB = 1e9;
const calm: SystemFacts = {
  disks: [{ holds: ['state', 'logs'], freeBytes: 70 * GB, totalBytes: 252 * GB }],
  folders: [{ path: '/home/me/state', unwritable: null, others: 'nothing' }],
  memory: { availableBytes: 12 * GB, totalBytes: 24 * GB, swapFreeBytes: 0, swapTotalBytes: 0 },
  clockJumps: [],
  network: null,
};

const disk = (freeBytes: number, totalBytes: number) => ({
  disks: [{ holds: ['state', 'logs'], freeBytes, totalBytes }],
});
const folder = (but: Partial<SystemFacts['folders'][number]>) => ({
  folders: [{ path: '/s', unwritable: null, others: 'nothing' as const, ...but }],
});
const memory = (available: number, swapFree: number, swap: number) => ({
  memory: {
    availableBytes: available * GB,
    totalBytes: 24 * GB,
    swapFreeBytes: swapFree * GB,
    swapTotalBytes: swap * GB,
  },
});

describe('the verdict on the machine', () => {
  it('is unknown before the first look', () => {
    expect(judgeSystem(null)).toMatchObject({ status: 'unknown', score: null });
  });

  it('is healthy with its figures', () => {
    const { status, score, levels } = judgeSystem(calm);
    expect([status, score]).toEqual(['healthy', 100]);
    expect(levels[0]?.evidence).toBe(
      'the disk with state and logs has 70.0 GB free of 252 GB (28 %); 1 of 1 place can be written; 12.0 GB of 24.0 GB memory are available (50 %), no swap; the clock ran evenly for ten minutes; no server needs a network',
    );
  });

  it.each([
    [disk(10 * GB, 252 * GB), 'disk-low', 'degraded'],
    [disk(1.9 * GB, 30 * GB), 'disk-low', 'degraded'],
    [disk(2 * GB, 252 * GB), 'disk-full', 'unhealthy'],
    [folder({ unwritable: 'permission denied' }), 'not-writable', 'unhealthy'],
    [folder({ others: 'read' }), 'readable-by-others', 'healthy'],
    [folder({ others: 'write' }), 'writable-by-others', 'degraded'],
    [memory(1.5, 0, 0), 'memory-low', 'degraded'],
    [memory(0.3, 0, 0), 'memory-exhausted', 'unhealthy'],
    [memory(0.3, 4, 8), undefined, 'healthy'],
    [memory(0.3, 0.2, 8), 'memory-exhausted', 'unhealthy'],
    [{ clockJumps: [{ atMs: 0, byMs: 3_600_000 }] }, 'clock-jump', 'healthy'],
    [{ network: { hosts: 2, isUp: false, missing: [] } }, 'no-network', 'degraded'],
    [
      { network: { hosts: 2, isUp: true, missing: [{ host: 'a.example', why: 'no name server knows it' }] } },
      'host-not-found',
      'degraded',
    ],
  ] as const)('finds in %o that it is %s', (facts, code, status) => {
    const report = judgeSystem({ ...calm, ...facts });
    expect([report.lost[0]?.code, report.status]).toEqual([code, status]);
    expect(report.lost.length).toBe(code === undefined ? 0 : 1);
  });

  it('does not call a disk of many terabytes low that has hundreds of gigabytes free', () => {
    expect(judgeSystem({ ...calm, ...disk(150 * GB, 8_000 * GB) }).lost).toEqual([]);
  });

  it('does not call a small disk low that is empty', () => {
    expect(judgeSystem({ ...calm, ...disk(0.9 * GB, 1 * GB) }).lost).toEqual([]);
  });
});

describe('the register', () => {
  const told: string[] = [];
  const teller = () => {
    told.length = 0;
    return createTeller(
      ({ lamp, text }: Omit<RegisterEntry, 'id' | 'at'>) => void told.push(`${lamp} ${text}`),
    );
  };
  const low = findTroubles({ ...calm, ...disk(10 * GB, 252 * GB) });
  const full = findTroubles({ ...calm, ...disk(2 * GB, 252 * GB) });

  it('is told once when the disk runs low, again when it is full, and once when there is room again', () => {
    const { look } = teller();
    for (const troubles of [low, low, full, full, low, [], [], low, [], [], [], []]) look(troubles, true);
    expect(told).toEqual([
      'warn The disk with state and logs has 10.0 GB free of 252 GB (4.0 %)',
      'bad The disk with state and logs has 2.0 GB free of 252 GB (0.8 %): soon nothing can be written',
      'ok There is room again on the disk with state and logs',
    ]);
  });

  it('is told once of a disk that sways around the limit', () => {
    const { look } = teller();
    for (const troubles of [low, [], [], low, [], low, [], [], low]) look(troubles, true);
    expect(told.length).toBe(1);
  });

  it('is told of what others may read, though it makes nothing worse', () => {
    teller().look(findTroubles({ ...calm, ...folder({ others: 'read' }) }), true);
    expect(told).toEqual(['info Others on this machine may read /s; "chmod go= /s" keeps it private']);
  });
});

describe('the clock', () => {
  it('is seen to jump, and that is forgotten after ten minutes', () => {
    const clock = new FakeClock();
    const look = watchClock(clock);
    clock.advance(30_000);
    expect(look()).toEqual([]);
    clock.jump(3_600_000);
    clock.advance(30_000);
    expect(look().map(({ byMs }) => byMs)).toEqual([3_600_000]);
    clock.jump(-60_000);
    clock.advance(30_000);
    expect(look().map(({ byMs }) => byMs)).toEqual([3_600_000, -60_000]);
    clock.advance(9.9 * 60_000);
    expect(look().map(({ byMs }) => byMs)).toEqual([-60_000]);
    clock.advance(60_000);
    expect(look()).toEqual([]);
  });

  it('may be kept right by small steps', () => {
    const clock = new FakeClock();
    const look = watchClock(clock);
    clock.jump(4_000);
    clock.advance(30_000);
    expect(look()).toEqual([]);
  });
});

it('reads what memory is available from what Linux tells', () => {
  const text =
    'MemTotal:  1000 kB\nMemFree:   100 kB\nMemAvailable:  400 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\n';
  expect(parseMeminfo(text)).toEqual({
    availableBytes: 409_600,
    totalBytes: 1_024_000,
    swapFreeBytes: 20_480,
    swapTotalBytes: 51_200,
  });
  expect(parseMeminfo('MemTotal: 1000 kB\n')).toBeNull();
});

describe('the network', () => {
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  function watched(hosts: readonly string[], lookup: NetworkMeans['lookup'], isUp = true) {
    const clock = new FakeClock();
    const asked: string[] = [];
    const network = watchNetwork({
      clock,
      hosts: () => hosts,
      means: {
        isUp: () => isUp,
        lookup(host) {
          asked.push(host);
          return lookup(host);
        },
      },
      onChange() {},
    });
    const pass = async (ms: number) => {
      clock.advance(ms);
      await settled();
    };
    return { clock, asked, network, pass };
  }

  it('is not looked at where no server is reached over it', async () => {
    const { asked, network, pass } = watched(['localhost', '127.0.0.1', '[::1]'], async () => {});
    await pass(0);
    expect([asked, network.facts()]).toEqual([[], null]);
  });

  it('is asked for each host once a minute, and not for addresses', async () => {
    const { asked, network, pass } = watched(['a.example', 'A.example.', '192.0.2.1'], async () => {});
    await pass(0);
    await pass(59_000);
    expect(asked).toEqual(['a.example']);
    await pass(1_000);
    expect(asked).toEqual(['a.example', 'a.example']);
    expect(network.facts()).toEqual({ hosts: 2, isUp: true, missing: [] });
  });

  it('misses a host only after a second question', async () => {
    const failure = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    const { asked, network, pass } = watched(['a.example'], () => Promise.reject(failure));
    await pass(0);
    expect(network.facts()).toBeNull();
    await pass(2_000);
    expect(asked.length).toBe(2);
    expect(network.facts()?.missing).toEqual([{ host: 'a.example', why: 'no name server knows it' }]);
  });

  it('does not put a question again that is still open', async () => {
    const { asked, network, pass } = watched(['a.example'], () => new Promise(() => {}));
    for (const ms of [0, 5_000, 2_000, 5_000, 60_000, 5_000]) await pass(ms);
    expect(asked).toEqual(['a.example']);
    expect(network.facts()?.missing).toEqual([{ host: 'a.example', why: 'no answer within 5 s' }]);
  });

  it('asks for nothing while no interface is up', async () => {
    const { asked, network, pass } = watched(['a.example'], async () => {}, false);
    await pass(0);
    expect([asked, network.facts()]).toEqual([[], { hosts: 1, isUp: false, missing: [] }]);
  });

  it('leaves no timer behind', async () => {
    const { clock, network, pass } = watched(['a.example'], () => new Promise(() => {}));
    await pass(0);
    network.close();
    await settled();
    expect(clock.pendingTimers).toBe(0);
  });
});
