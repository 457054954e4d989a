import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Home, makeHome } from './harness/home.ts';
import { isAlive, startTicks } from './harness/processes.ts';
import { createRandom, type Random } from './harness/random.ts';
import { openRoom } from './harness/room.ts';
import { until } from './harness/until.ts';

const RECORDS = 10_000;
const STRANGERS = 4;
const NOTES_SIGNALS = fileURLToPath(new URL('../fixtures/notes-signals.js', import.meta.url));
const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

interface Stranger {
  readonly pid: number;
  readonly ticks: number;
  /** Signals that it got. */
  signals(): string[];
}

/** A leader of a session of its own, as a server's process is, that notes every signal. */
async function startStranger(home: Home, name: string): Promise<Stranger> {
  const file = join(home.folder, `${name}.signals`);
  const child = spawn(process.execPath, [NOTES_SIGNALS, file], { detached: true, stdio: 'ignore' });
  const pid = await started(child);
  const lines = (): string[] => {
    try {
      return readFileSync(file, 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  await until('it listens for signals', () => lines()[0] === 'listening');
  return { pid, ticks: startTicks(pid), signals: () => lines().slice(1) };
}

/** A group whose leader has ended; what is left of it is a stranger's. Gives the group's number and the member. */
async function startLeaderlessGroup(home: Home): Promise<{ pgid: number; member: Stranger }> {
  const file = join(home.folder, 'member.signals');
  const child = spawn('sh', ['-c', '"$@" & echo $!', 'sh', process.execPath, NOTES_SIGNALS, file], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const pgid = await started(child, false);
  await once(child, 'exit');
  const pid = await until('the group has a member', () => Number(said) || null);
  onTestFinished(() => void process.kill(pid, 'SIGKILL'));
  await until('it listens for signals', () => readIfThere(file).startsWith('listening'));
  const signals = (): string[] => readIfThere(file).trim().split('\n').slice(1);
  return { pgid, member: { pid, ticks: startTicks(pid), signals } };
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function started(child: ChildProcess, endsWithTest = true): Promise<number> {
  await once(child, 'spawn');
  if (endsWithTest) onTestFinished(() => void child.kill('SIGKILL'));
  if (child.pid === undefined) throw new Error('not started');
  return child.pid;
}

interface Forged {
  readonly pid: number | null;
  readonly ticks: number | null;
  readonly boot: string;
}

/** What a record may say of a process that is not ours: a damaged file, a reused pid, an older boot. */
function forge(strangers: readonly Stranger[], pgid: number, random: Random): Forged {
  const stranger = strangers[random.below(strangers.length)];
  if (stranger === undefined) throw new Error('no stranger');
  const { pid, ticks } = stranger;
  const kinds: readonly (() => Forged)[] = [
    // A reused pid.
    () => ({ pid, ticks: ticks - 1 - random.below(1000), boot: bootId }),
    () => ({ pid, ticks: ticks + 1 + random.below(1000), boot: bootId }),
    () => ({ pid, ticks: 0, boot: bootId }),
    () => ({ pid, ticks: null, boot: bootId }),
    // The same pid and time, of another boot.
    () => ({ pid, ticks, boot: 'another boot' }),
    // The number of a stranger's group whose leader is gone.
    () => ({ pid: pgid, ticks: random.below(ticks + 1), boot: bootId }),
    () => ({ pid: pgid, ticks: null, boot: bootId }),
    // What is never to be signalled, though pid, time and boot are right.
    () => ({ pid: process.pid, ticks: startTicks(process.pid), boot: bootId }),
    () => ({ pid: process.ppid, ticks: startTicks(process.ppid), boot: bootId }),
    () => ({ pid: 1, ticks: startTicks(1), boot: bootId }),
    // Numbers that mean something else to kill(2).
    () => ({ pid: 0, ticks: 0, boot: bootId }),
    () => ({ pid: -1, ticks: 0, boot: bootId }),
    () => ({ pid: -pid, ticks, boot: bootId }),
    () => ({ pid: 2 ** 31 + pid, ticks, boot: bootId }),
    () => ({ pid: null, ticks, boot: bootId }),
  ];
  const kind = kinds[random.below(kinds.length)];
  if (kind === undefined) throw new Error('no kind');
  return kind();
}

test('of 10,000 records that name strangers not one leads to a signal, and all are struck off', async () => {
  const home = await makeHome();
  const before = await openRoom(home);
  await before.close();
  const strangers = await Promise.all(
    Array.from({ length: STRANGERS }, (_, at) => startStranger(home, `stranger-${at}`)),
  );
  const { pgid, member } = await startLeaderlessGroup(home);
  const random = createRandom();

  const database = new DatabaseSync(home.places.databaseFile);
  const insert = database.prepare(
    `INSERT INTO process (mark, server, command, boot_id, kind, output_file, pid, start_ticks, created_ms)
     VALUES (?, 'ghost', 'sleep', ?, ?, '/nowhere', ?, ?, ?)`,
  );
  database.exec('BEGIN');
  for (let at = 0; at < RECORDS; at++) {
    const { pid, ticks, boot } = forge(strangers, pgid, random);
    // Marks of this home, of another, and things that are none.
    const mark = [`${before.state.homeId}/000000000000/ghost/${at}`, `elsewhere/run/ghost/${at}`, `${at}`];
    insert.run(mark[at % 3] ?? '', boot, random.chance(0.5) ? 'http' : 'stdio', pid, ticks, at);
  }
  // The shortest of all prefixes.
  insert.run('', bootId, 'stdio', null, null, RECORDS);
  database.exec('COMMIT');
  database.close();

  const after = await openRoom(home);
  for (const { pid, ticks, signals } of [...strangers, member]) {
    expect(signals(), random.told).toEqual([]);
    expect(isAlive(pid) && startTicks(pid) === ticks, random.told).toBe(true);
  }
  expect(after.swept).toEqual([]);
  expect(after.processes.survivors()).toEqual([]);
  expect(after.state.records.all()).toEqual([]);
});
