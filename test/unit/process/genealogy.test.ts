import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { recordTree, treeOwner } from '../../../main/engine/process/genealogy.ts';
import { readCommandLine, readProcessEntry } from '../../../main/engine/process/process-table.ts';
import type { Genealogy, ProcessBirth } from '../../../main/engine/state/state.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const MARK = 'home/run/a/1';
const children: ReturnType<typeof spawn>[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** A process that waits, with `args` on its command line. */
async function waiting(...args: string[]): Promise<{ pid: number; startTicks: number }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', '--', ...args]);
  children.push(child);
  await once(child, 'spawn');
  const { pid = 0 } = child;
  return { pid, startTicks: readProcessEntry(pid)?.startTicks ?? -1 };
}

function written() {
  const births: ProcessBirth[] = [];
  const ends: unknown[] = [];
  const renames: unknown[] = [];
  const genealogy: Genealogy = {
    leftAlive: [],
    begin: (birth) => void births.push(birth),
    rename: ({ pid }, command) => void renames.push([pid, command]),
    end: ({ pid }, atMs, exit) => void ends.push([pid, atMs, exit]),
    endAll: (mark, atMs) => void ends.push([mark, atMs]),
    of: () => [],
  };
  return { genealogy, births, ends, renames };
}

const owner = treeOwner({
  server: 'a',
  run: 7,
  showCommand: (argv) => argv.join(' ').replaceAll('s3cret', '•••'),
});

describe.runIf(process.platform === 'linux')('the record of a server’s tree', () => {
  it('begins with the launched process and ends it with its exit code or signal', async () => {
    const { genealogy, births, ends } = written();
    const clock = new FakeClock();
    const { promise: exit, resolve } = Promise.withResolvers<{
      code: number | null;
      signal: string | null;
    }>();
    const root = {
      mark: MARK,
      pid: process.pid,
      startTicks: 5,
      argv: ['node', 'a.js', '--key=s3cret'],
      startedAtMs: 99,
    };
    const record = recordTree(genealogy, clock, { ...root, exit }, owner);
    expect(births).toEqual([
      {
        mark: MARK,
        server: 'a',
        instance: 1,
        run: 7,
        pid: process.pid,
        startTicks: 5,
        ppid: process.ppid,
        command: 'node a.js --key=•••',
        root: true,
        startedAtMs: 99,
      },
    ]);
    resolve({ code: null, signal: 'SIGSEGV' });
    await exit;
    await Promise.resolve();
    record.close();
    expect(ends).toEqual([
      [process.pid, clock.now(), { code: null, signal: 'SIGSEGV' }],
      [MARK, clock.now()],
    ]);
  });

  it('has parent, start and masked command line of each further process, and when it was missed', async () => {
    const { genealogy, births, ends } = written();
    const clock = new FakeClock();
    const first = await waiting();
    const second = await waiting('--key', 's3cret', '');
    const startedAtMs = clock.now() - 60_000;
    const root = { ...first, mark: MARK, argv: ['node'], startedAtMs, exit: new Promise<never>(() => {}) };
    const record = recordTree(genealogy, clock, root, owner);
    record.joined({ ...second, ppid: first.pid });
    record.left(second);
    expect(births[1]).toMatchObject({
      pid: second.pid,
      startTicks: second.startTicks,
      ppid: first.pid,
      command: `${process.execPath} -e setInterval(() => {}, 1e6) -- --key •••`,
      root: false,
      startedAtMs: startedAtMs + (second.startTicks - first.startTicks) * 10,
    });
    expect(ends).toEqual([[second.pid, clock.now(), null]]);
  });

  it('has the masked command line of the program that a process became, once', async () => {
    const { genealogy, births, renames } = written();
    const child = spawn('sh', ['-c', 'read go; exec sleep 1000 # s3cret'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    children.push(child);
    await once(child, 'spawn');
    const { pid = 0 } = child;
    const one = { pid, startTicks: readProcessEntry(pid)?.startTicks ?? -1 };
    const exit = new Promise<never>(() => {});
    const shim = { ...one, mark: MARK, argv: ['shim', '--key=s3cret'], startedAtMs: 0, exit };
    const record = recordTree(genealogy, new FakeClock(), shim, owner);
    expect(births[0]?.command).toBe('shim --key=•••');
    record.changed(one);
    record.changed(one);
    expect(renames).toEqual([[pid, 'sh -c read go; exec sleep 1000 # •••']]);
    child.stdin?.write('\n');
    await vi.waitFor(() => expect(readCommandLine(pid)?.[0]).toBe('sleep'), { timeout: 30_000 });
    record.changed({ pid, startTicks: one.startTicks + 1 });
    expect(renames).toHaveLength(1);
    record.changed(one);
    expect(renames[1]).toEqual([pid, 'sleep 1000']);
    record.left(one);
    record.changed(one);
    expect(renames).toHaveLength(2);
  });

  it('shows no argument where nobody says which are secret', async () => {
    const { genealogy, births } = written();
    const { pid, startTicks } = await waiting('s3cret');
    const root = { mark: MARK, pid, startTicks, argv: ['node', 's3cret'], startedAtMs: 0 };
    const exit = new Promise<never>(() => {});
    const record = recordTree(genealogy, new FakeClock(), { ...root, exit }, treeOwner({ server: 'a' }));
    record.joined({ pid, startTicks, ppid: 1 });
    expect(births.map(({ command }) => command)).toEqual(['node', process.execPath]);
  });

  it('goes on when a process is gone before its command line could be read', () => {
    const { genealogy, births } = written();
    const root = { mark: MARK, pid: 2 ** 22 + 1, startTicks: null, argv: ['node'], startedAtMs: 0 };
    const exit = new Promise<never>(() => {});
    const record = recordTree(genealogy, new FakeClock(), { ...root, exit }, owner);
    record.joined({ pid: 2 ** 22 + 2, startTicks: 5, ppid: 1 });
    expect(births).toMatchObject([{ ppid: process.pid }, { command: '(unknown)' }]);
  });
});
