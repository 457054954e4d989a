import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The longest time that the main thread was not to be had, milliseconds. */
export interface Stalls {
  /** Waiting: its own work, and what other processes took of the processors. */
  readonly wallMs: number;
  /** Its own work alone: processor time. */
  readonly ownMs: number;
  /** The wait of a process beside it that does nothing at all: what the machine's load alone costs. */
  readonly idleMs: number;
}

const TICK_MS = 2;
const WITNESS = new URL('../programs/tells-its-stalls.js', import.meta.url).pathname;

/** Watches until `end` is called. Ticks rather than a histogram, so that processor time can be told beside it. */
export async function watchStalls(): Promise<{ end(): Promise<Stalls> }> {
  const witness = spawn(process.execPath, [WITNESS], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  witness.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(witness.stdout, 'data');
  let [wallMs, ownMs] = [0, 0];
  let atMs = performance.now();
  let cpu = process.threadCpuUsage();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const used = process.threadCpuUsage(cpu);
    wallMs = Math.max(wallMs, nowMs - atMs - TICK_MS);
    ownMs = Math.max(ownMs, (used.user + used.system) / 1000);
    atMs = nowMs;
    cpu = process.threadCpuUsage();
  }, TICK_MS);
  return {
    async end() {
      clearInterval(timer);
      witness.stdin.end();
      await once(witness, 'close');
      return { wallMs, ownMs, idleMs: Number(said.trim().split('\n').at(-1)) };
    },
  };
}
