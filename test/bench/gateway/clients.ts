import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../kit/bench.ts';
import { startAlone } from '../kit/lone-server.ts';
import { readMemory } from '../kit/process-figures.ts';
import { type RunningFront, SERVER } from './front.ts';
import { withFronts, withUndo } from './with-fronts.ts';

const IDLE_CLIENTS = 100;
const CLIENTS = 10;
/** What was compiled and collected for the first sessions is no cost of the others. */
const WARM_UP_CLIENTS = 20;
const GIVE_UP_MS = 6_000;

/** What clients cost that do nothing, and what they notice of a server that is killed. */
export const gatewayClients: Bench = {
  name: 'gateway-clients',
  about:
    'memory and processes for clients that do nothing, and calls after the server is killed, beside the peers',
  async run({ quick }) {
    const alone = await startAlone({ command: process.execPath, args: [SERVER], env: {} });
    const found: Record<string, string | number | null>[] = [];
    await withFronts(quick, async (fronts) => {
      for (const front of fronts) {
        if (front.name.startsWith('direct')) continue;
        console.error(front.name);
        await withUndo(async (defer) => {
          const running = await front.start(defer);
          if (running.pid === null || running.open === null) return;
          const { pid, open } = running;
          for (let at = 0; at < CLIENTS; at += 1) await open();
          const processes = 1 + descendants(pid).length;
          for (let at = 0; at < WARM_UP_CLIENTS; at += 1) await open();
          await sleep(1_000);
          const before = await readMemory(pid);
          for (let at = 0; at < IDLE_CLIENTS && processes < 2 * CLIENTS; at += 1) await open();
          await sleep(1_000);
          const after = await readMemory(pid);
          const perClientBytes =
            processes < 2 * CLIENTS ? (after.rssBytes - before.rssBytes) / IDLE_CLIENTS : null;
          const againMs = await recover(running, pid);
          found.push({ front: front.name, processes, perClientBytes, againMs });
        });
      }
    });
    return {
      columns: [
        'front',
        `processes for ${CLIENTS} clients`,
        'RSS KiB per idle client',
        'answers again after a SIGKILL',
      ],
      rows: found.map(({ front, processes, perClientBytes, againMs }) => [
        String(front),
        String(processes),
        perClientBytes === null ? 'not measured' : (Number(perClientBytes) / 1024).toFixed(0),
        againMs === null ? `not within ${GIVE_UP_MS / 1000} s` : `${Math.round(Number(againMs))} ms`,
      ]),
      notes: [
        `Sessions over Streamable HTTP (HTTP+SSE for mcp-hub), each with its stream open, that do nothing; ${IDLE_CLIENTS} more after ${CLIENTS + WARM_UP_CLIENTS}.`,
        `The server is killed under a session that goes on calling; by itself it takes ${Math.round(alone)} ms from its spawn to its answer to initialize.`,
      ],
      figures: { found, serverStartMs: alone },
    };
  },
};

/** Milliseconds from the kill of the server to the first answer in the same session; null for none. */
async function recover({ call }: RunningFront, pid: number): Promise<number | null> {
  const server = descendants(pid).find((one) =>
    commandLine(one).startsWith(`${process.execPath}\0${SERVER}`),
  );
  if (call === null || server === undefined) return null;
  await call();
  process.kill(server, 'SIGKILL');
  const killedMs = performance.now();
  while (performance.now() - killedMs < GIVE_UP_MS) {
    if (await call()) return performance.now() - killedMs;
    await sleep(5);
  }
  return null;
}

function descendants(pid: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .map(Number)
      .filter(Number.isInteger)
      .map((one) => [one, parentOf(one)]),
  );
  const children = (of: number): number[] =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([one]) => [one, ...children(one)]);
  return children(pid);
}

function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

/** Empty for a process that is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
