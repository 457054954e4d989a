import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServedEngine } from '../../harness/serve.ts';
import { until } from '../../harness/until.ts';
import { countOf, isConflict, withCount } from './two-clients.ts';

/**
 * Adds a line with each turn, so that each of its saves can be told from all others; fifteen in a row, then a pause in which
 * somebody else may get his turn. Says how many it made.
 */
const SED = `
end=0
trap 'end=1' TERM
number=0
while [ $end = 0 ]; do
  number=$((number + 1))
  sed -i "\\$a // theirs $number" "$1"
  [ $((number % 15)) = 0 ] && sleep 0.5
done
echo $number
`;

export interface BesideResult {
  readonly lines: number;
  /** Lines that sed has written and that are not in the file. */
  readonly missingLines: number;
  readonly applied: number;
  readonly conflicts: number;
  /** Changes that were answered as applied, and that sed, which had read the file before, saved over. */
  readonly savedOver: number;
  /** Those of them of which nobody was told. */
  readonly untold: readonly number[];
}

/** Counts a value up through the engine while `sed -i` edits the same file in a loop. */
export async function writeBeside(engine: ServedEngine, file: string, forMs: number): Promise<BesideResult> {
  const sed = spawn('sh', ['-c', SED, 'sh', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  sed.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(sed, 'close');
  const endsAtMs = performance.now() + forMs;
  const answered: number[] = [];
  const seen = new Set<number>();
  let conflicts = 0;
  let next = 1;
  try {
    while (performance.now() < endsAtMs) {
      const { text, revision } = await engine.call('configuration-text', {});
      seen.add(countOf(text, 'ONE'));
      const changed = withCount(text, 'ONE', next);
      const isApplied = await engine.call('apply-configuration', { text: changed, revision }).then(
        () => true,
        (error: unknown) => {
          if (!isConflict(error)) throw error;
          return false;
        },
      );
      if (isApplied) answered.push(next++);
      else conflicts += 1;
    }
  } finally {
    sed.kill('SIGTERM');
    await ended;
  }
  const lines = Number(said);
  const text = readFileSync(file, 'utf8');
  const theirs = new Set([...text.matchAll(/^\/\/ theirs (\d+)$/gm)].map(([, number]) => Number(number)));
  const missingLines = Array.from({ length: lines }, (_, index) => index + 1).filter(
    (n) => !theirs.has(n),
  ).length;
  return {
    lines,
    missingLines,
    applied: answered.length,
    conflicts,
    ...(await savedOver(engine, file, answered, seen)),
  };
}

/** A change that the next look at the file did not find: the history, or the register, has to say what became of it. */
async function savedOver(
  engine: ServedEngine,
  file: string,
  answered: readonly number[],
  seen: ReadonlySet<number>,
): Promise<{ savedOver: number; untold: readonly number[] }> {
  const last = countOf(readFileSync(file, 'utf8'), 'ONE');
  const gone = answered.filter((value) => !seen.has(value) && value !== last);
  // What sed saved last has to be seen by the watch first.
  const told = async (): Promise<number[]> => {
    const { changes } = await engine.call('configuration-history', { limit: 1000 });
    const unseen = new Set(
      changes.flatMap(({ summary }) => /not seen change (\d+)/.exec(summary)?.[1] ?? []),
    );
    return changes
      .filter(({ id, by }) => by.kind !== 'file' && unseen.has(`${id}`))
      .flatMap(({ changes: of }) => of.map(({ after }) => Number(JSON.parse(after ?? 'null'))));
  };
  const isTold = async () => {
    const values = new Set(await told());
    return gone.every((value) => values.has(value));
  };
  await until('all is told', isTold, { limitMs: 20_000 }).catch(() => {});
  const values = new Set(await told());
  return { savedOver: gone.length, untold: gone.filter((value) => !values.has(value)) };
}
