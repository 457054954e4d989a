// Saves a text again and again as an edit does, and says the number of each round that is saved.
import { replaceFile } from '#engine/configuration/editing/replace-file.ts';
import { openBackups } from '#engine/keeping/backups/backups.ts';
import { systemClock } from '#engine/ports.ts';
import { textOf } from './made-up-text.ts';

const [file, folder, last] = process.argv.slice(2);
if (file === undefined || folder === undefined) throw new Error('arguments: <file> <backups> <last round>');
const retention = () => ({ keep: 50, ageMs: 86_400_000 });
const { keep } = openBackups({ folder, file, clock: systemClock, retention });
for (let round = Number(last) + 1; ; round++) {
  const from = textOf(round - 1);
  await keep(from);
  if (!(await replaceFile({ file, text: textOf(round), from, keep }))) throw new Error('it was another');
  process.stdout.write(`${round}\n`);
}
