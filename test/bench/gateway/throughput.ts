import { type Bench, median } from '../kit/bench.ts';
import type { LoadFigures } from '../kit/http-load.ts';
import { readCpuMs, readMemory } from '../kit/process-figures.ts';
import type { Front, RunningFront } from './front.ts';
import { withFronts, withUndo } from './with-fronts.ts';

const CALLERS = [1, 10, 50, 100];
const WARM_UP = { callers: 8, durationMs: 1_200 };

interface Measured extends LoadFigures {
  readonly front: string;
  readonly callers: number;
  /** Processor time of the gateway's own process for each call; null where there is none. */
  readonly cpuUs: number | null;
}

interface Footprint {
  readonly front: string;
  readonly idleBytes: number;
  readonly afterBytes: number;
}

/** The same server and load through each front, in rounds, so that no front has the quiet part of the run alone. */
export const gateway: Bench = {
  name: 'gateway',
  about: 'tools/call through us, the bare minimum and three peers (installed from npm for it), side by side',
  async run({ quick }) {
    const [rounds, durationMs] = quick ? [1, 700] : [2, 1_500];
    const measured: Measured[] = [];
    const footprints: Footprint[] = [];
    await withFronts(quick, async (fronts) => {
      for (let round = 1; round <= rounds; round += 1) {
        for (const front of fronts) {
          console.error(`round ${round} of ${rounds}: ${front.name}`);
          await withUndo(async (defer) => {
            const running = await front.start(defer);
            const idle = running.pid === null ? null : await readMemory(running.pid);
            measured.push(...(await measure(front, running, durationMs)));
            if (running.pid === null || idle === null) return;
            const after = await readMemory(running.pid);
            const sizes = { idleBytes: idle.rssBytes, afterBytes: after.rssBytes };
            footprints.push({ front: front.name, ...sizes });
          });
        }
      }
    });
    return present(measured, footprints, rounds, durationMs);
  },
};

async function measure(front: Front, running: RunningFront, durationMs: number): Promise<Measured[]> {
  await running.load(WARM_UP.callers, WARM_UP.durationMs);
  const found: Measured[] = [];
  for (const callers of CALLERS) {
    const before = running.pid === null ? 0 : await readCpuMs(running.pid);
    const figures = await running.load(callers, durationMs);
    const cpuUs =
      running.pid === null ? null : (((await readCpuMs(running.pid)) - before) * 1000) / figures.calls;
    found.push({ front: front.name, callers, cpuUs, ...figures });
  }
  return found;
}

function present(
  measured: readonly Measured[],
  footprints: readonly Footprint[],
  rounds: number,
  durationMs: number,
) {
  const names = [...new Set(measured.map(({ front }) => front))];
  const of = (front: string, callers: number) =>
    measured.filter((one) => one.front === front && one.callers === callers);
  const middle = (list: readonly Measured[], key: keyof LoadFigures) => median(list.map((one) => one[key]));
  const rows = names.flatMap((front) =>
    CALLERS.map((callers) => {
      const list = of(front, callers);
      const cpu = list.flatMap(({ cpuUs }) => cpuUs ?? []);
      const sizes = footprints.filter((one) => one.front === front);
      const size = (key: 'idleBytes' | 'afterBytes') =>
        sizes.length === 0 ? '–' : (median(sizes.map((one) => one[key])) / 2 ** 20).toFixed(0);
      return [
        front,
        String(callers),
        Math.round(middle(list, 'callsPerSecond')).toLocaleString('en'),
        middle(list, 'p50Ms').toFixed(2),
        middle(list, 'p95Ms').toFixed(2),
        middle(list, 'p99Ms').toFixed(2),
        cpu.length === 0 ? '–' : median(cpu).toFixed(0),
        callers === 1 ? `${size('idleBytes')} → ${size('afterBytes')}` : '',
        String(list.reduce((sum, { errors }) => sum + errors, 0)),
      ];
    }),
  );
  const figures = measured.map(({ maxMs, ...one }) => one);
  return {
    columns: [
      'front',
      'callers',
      'calls/s',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'gateway CPU µs/call',
      'RSS MiB idle → after',
      'errors',
    ],
    rows,
    notes: [
      `tools/call echo of @modelcontextprotocol/server-everything; ${rounds} round(s) of ${durationMs / 1000} s, the middle of them. Load, gateway and server share the machine.`,
      ...verdict(of, names),
    ],
    figures: { measured: figures, footprints },
  };
}

/** Ratios within the run, which stand where absolute figures wander. */
function verdict(of: (front: string, callers: number) => Measured[], names: readonly string[]): string[] {
  const middle = (front: string, callers: number, key: keyof LoadFigures) =>
    median(of(front, callers).map((one) => one[key]));
  const added =
    middle('Signalbox', 1, 'p50Ms') -
    middle(names.find((name) => name.startsWith('direct')) ?? '', 1, 'p50Ms');
  const peers = names.filter((name) => !/^(direct|bare|Signalbox)/.test(name));
  const best = (callers: number) => Math.max(...peers.map((name) => middle(name, callers, 'callsPerSecond')));
  const times = [50, 100].map(
    (callers) =>
      `${(middle('Signalbox', callers, 'callsPerSecond') / best(callers)).toFixed(1)} × at ${callers} callers`,
  );
  return [
    `Signalbox adds ${added.toFixed(2)} ms to the median of one caller.`,
    ...(peers.length === 0 ? [] : [`Calls a second over the best peer: ${times.join(', ')}.`]),
  ];
}
