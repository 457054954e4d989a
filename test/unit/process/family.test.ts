import { describe, expect, it } from 'vitest';
import { createFamily } from '../../../main/engine/process/family.ts';

const MARK = 'home/run/a/1';

function watchedFamily() {
  const told: string[] = [];
  const guard = {
    watch: ({ pid }: { pid: number }) => void told.push(`watch ${pid}`),
    release: (pid: number) => void told.push(`release ${pid}`),
  };
  const record = {
    joined: ({ pid }: { pid: number }) => void told.push(`joined ${pid}`),
    left: ({ pid }: { pid: number }) => void told.push(`left ${pid}`),
    changed: ({ pid }: { pid: number }) => void told.push(`changed ${pid}`),
    close() {},
  };
  return { family: createFamily(guard, MARK, record), told };
}

describe('a server’s family', () => {
  it('tells guard and genealogy of each process once: when it comes and when it is missed', () => {
    const { family, told } = watchedFamily();
    family.remember([{ pid: 2, startTicks: 20, ppid: 1 }]);
    family.remember([
      { pid: 2, startTicks: 20, ppid: 1 },
      { pid: 3, startTicks: 30, ppid: 2 },
    ]);
    expect(told).toEqual(['watch 2', 'joined 2', 'watch 3', 'joined 3']);
    told.length = 0;
    family.remember([{ pid: 3, startTicks: 30, ppid: 1 }]);
    expect(told).toEqual(['release 2', 'left 2']);
  });

  it('takes a pid that was used again for another process', () => {
    const { family, told } = watchedFamily();
    family.remember([{ pid: 2, startTicks: 20, ppid: 1 }]);
    told.length = 0;
    family.remember([{ pid: 2, startTicks: 99, ppid: 1 }]);
    expect(told).toEqual(['release 2', 'left 2', 'watch 2', 'joined 2']);
  });
});
