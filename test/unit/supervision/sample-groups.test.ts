import { expect, it } from 'vitest';
import type { Counted, TreeSample } from '../../../main/engine/process/process.ts';
import { createGroupSampler, type SampledServer } from '../../../main/engine/supervision/sample-groups.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fakeUsage } from '../../fakes/usage.ts';

const COUNTED: Counted = { read_bytes: 10, written_bytes: 1, reads: 2, writes: 1, context_switches: 5 };

function tree(but: Partial<TreeSample> = {}): TreeSample {
  return {
    cpuPercent: 5,
    memoryBytes: 100,
    processes: 2,
    usage: fakeUsage({ cpu_percent: 5, memory_bytes: 100, threads: 3 }),
    counted: null,
    figures: new Map(),
    ...but,
  };
}

function server(key: string, pid: number): SampledServer & { start(pid: number): void } {
  let run = { pid };
  let sample: TreeSample | null = null;
  return {
    key,
    get run() {
      return run;
    },
    get sample() {
      return sample;
    },
    take(taken) {
      sample = taken;
    },
    start(next) {
      run = { pid: next };
    },
  };
}

function engine() {
  let trees = new Map<string, TreeSample>();
  let meanwhile = (): void => {};
  const sample = createGroupSampler({
    clock: new FakeClock(),
    processes: {
      async sample() {
        meanwhile();
        return trees;
      },
    },
  });
  return {
    sample,
    use(next: Record<string, TreeSample>, andThen = (): void => {}) {
      trees = new Map(Object.entries(next));
      meanwhile = andThen;
    },
  };
}

const group = (name: string, ...servers: SampledServer[]) => ({ name, servers, judgeSample() {} });

it('sums over all instances of a server, and knows only what is known of each', async () => {
  const { sample, use } = engine();
  use({ a: tree(), 'a#2': tree({ usage: fakeUsage({ cpu_percent: 1, memory_bytes: 50 }) }), b: tree() });
  const groups = [group('a', server('a', 1), server('a#2', 2)), group('b', server('b', 3)), group('c')];
  const sampling = await sample(groups);
  expect([...sampling.servers.keys()]).toEqual(['a', 'b']);
  expect(sampling.processes).toBe(6);
  expect(sampling.servers.get('a')).toMatchObject({
    processes: 4,
    usage: fakeUsage({ cpu_percent: 6, memory_bytes: 150 }),
    counters: null,
  });
});

it('counts on over restarts and instances, and says so only in passes that counted', async () => {
  const { sample, use } = engine();
  const first = server('a', 1);
  const groups = [group('a', first, server('a#2', 2))];
  const counters = async () => (await sample(groups)).servers.get('a')?.counters;
  use({ a: tree({ counted: COUNTED }), 'a#2': tree({ counted: COUNTED }) });
  expect(await counters()).toEqual({
    ...COUNTED,
    read_bytes: 20,
    written_bytes: 2,
    reads: 4,
    writes: 2,
    context_switches: 10,
  });
  use({ a: tree(), 'a#2': tree() });
  expect(await counters()).toBeNull();
  first.start(9);
  use({ a: tree({ counted: COUNTED }), 'a#2': tree() });
  expect((await counters())?.read_bytes).toBe(30);
});

it('has forgotten a server that was removed when one of its name is added', async () => {
  const { sample, use } = engine();
  use({ a: tree({ counted: COUNTED }) });
  await sample([group('a', server('a', 1))]);
  await sample([]);
  expect((await sample([group('a', server('a', 2))])).servers.get('a')?.counters?.read_bytes).toBe(10);
});

it('says nothing of a process that was started while the pass looked at the one before', async () => {
  const { sample, use } = engine();
  const one = server('a', 1);
  use({ a: tree() }, () => one.start(2));
  expect((await sample([group('a', one)])).servers.size).toBe(0);
});
