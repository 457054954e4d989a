import { type Bench, median, milliseconds, times } from './kit/bench.ts';
import { type Home, makeHome, startEngine } from './kit/engine.ts';
import { readCommands, startAlone } from './kit/lone-server.ts';

const ROUNDS = 5;

export const startToReady: Bench = {
  name: 'start-to-ready',
  about: `engine start to the four starter servers ready, against the slowest of them alone (${ROUNDS} rounds)`,
  async run() {
    const home = await makeHome();
    const emptyHome = await makeHome();
    await emptyHome.configure({});
    try {
      // The first start writes the configuration, and warms what the later ones find warm.
      const first = await startEngine(home);
      const commands = await readCommands(home.configFile);
      await first.untilReady(commands.size);
      await first.close();

      const alone = new Map([...commands.keys()].map((name) => [name, [] as number[]]));
      const atOnce: number[] = [];
      const listening: number[] = [];
      const empty: number[] = [];
      const ready: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        for (const [name, command] of commands) alone.get(name)?.push(await startAlone(command));
        const together = await Promise.all([...commands.values()].map(startAlone));
        atOnce.push(Math.max(...together));
        empty.push(await startEmpty(emptyHome));
        const engine = await startEngine(home);
        listening.push(performance.now() - engine.spawnedMs);
        ready.push((await engine.untilReady(commands.size)) - engine.spawnedMs);
        await engine.close();
      }

      const medians = new Map([...alone].map(([name, values]) => [name, median(values)]));
      const [slowest, slowestMs] = [...medians].reduce((a, b) => (b[1] > a[1] ? b : a));
      const row = (what: string, ms: number) => [what, milliseconds(ms), times(ms / slowestMs)];
      return {
        columns: ['from spawn to', 'median', 'of the slowest server alone'],
        rows: [
          ...[...medians].map(([name, ms]) => row(`${name} alone, initialize answered`, ms)),
          row('all four at once without an engine, the last answer', median(atOnce)),
          row('engine without servers, GET /health answered', median(empty)),
          row('engine with four servers, GET /health answered', median(listening)),
          row('engine with four servers, all ready', median(ready)),
        ],
        notes: [`${ROUNDS} rounds, interleaved; the slowest server is ${slowest}.`],
        figures: {
          rounds: ROUNDS,
          aloneMs: Object.fromEntries(medians),
          slowest,
          atOnceMs: median(atOnce),
          emptyEngineHealthMs: median(empty),
          engineHealthMs: median(listening),
          allReadyMs: median(ready),
          ratio: median(ready) / slowestMs,
          ratioToAtOnce: median(ready) / median(atOnce),
        },
      };
    } finally {
      await home.remove();
      await emptyHome.remove();
    }
  },
};

async function startEmpty(home: Home): Promise<number> {
  const engine = await startEngine(home);
  const ms = performance.now() - engine.spawnedMs;
  await engine.close();
  return ms;
}
