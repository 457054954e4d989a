import { systemClock } from '#engine/ports.ts';
import { openState } from '../../../main/engine/state/state.ts';

/** Writes to every list of the state file given, and says on stdout after each round that it is done. Never ends. */
const state = openState(process.argv[2] ?? '', systemClock);
const begin = Number(process.argv[3]);

for (let round = begin; ; round++) {
  const mark = `home/run/a/${round}`;
  const key = { mark, pid: round, startTicks: round };
  state.records.announce(
    {
      mark,
      server: 'a',
      instance: 1,
      command: 'node',
      bootId: 'b',
      kind: 'stdio',
      url: null,
      launchHash: null,
      outputFile: null,
    },
    round,
  );
  state.records.confirm(mark, round, round);
  state.genealogy.begin({
    ...key,
    server: 'a',
    instance: 1,
    run: round,
    ppid: 1,
    command: 'node a.js',
    root: true,
    startedAtMs: Date.now(),
  });
  state.lifecycle.add({
    at: new Date().toISOString(),
    server: 'a',
    instance: 1,
    run: round,
    from: 'starting',
    to: 'ready',
    code: 'ready',
    reason: 'a is ready',
    pid: round,
    exit_code: null,
    signal: null,
    next_start_ms: null,
  });
  state.register.add({ lamp: 'ok', kind: 'ready', server: 'a', text: `round ${round}` });
  state.memories.save('a', 1, {
    // Both kinds of writes, those that wait for the disk and those that don't.
    stoppedByOwner: round % 5 === 0,
    restarts: round,
    runs: round,
    failures: 0,
    earlyDeaths: [round],
    trials: 0,
    limitRestarts: [],
    lastProblem: null,
    lastExit: null,
    lastUsedAtMs: null,
    trialDueAtMs: null,
    asksForEra: true,
  });
  state.genealogy.end(key, Date.now(), { code: 1, signal: null });
  if (round % 2 === 0) state.records.remove(mark);
  process.stdout.write(`${round}\n`);
}
