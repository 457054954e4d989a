import { readFileSync, writeFileSync } from 'node:fs';
import { alerts } from '../alerts.ts';
import { table } from '../kit/bench.ts';

const PAGE = new URL('../../../docs/alert-figures.md', import.meta.url);
const BEGIN = '<!-- made by npm run bench:alerts -->';
const END = '<!-- to here -->';

/** Measures, and puts what was found into docs/alert-figures.md. `--quick` shows a first look and writes nothing. */
async function main(): Promise<void> {
  const quick = process.argv.includes('--quick');
  const { columns, rows, notes } = await alerts.run({ quick });
  const text = `${table(columns, rows)}\n\n${notes.map((note) => `- ${note}`).join('\n')}`;
  console.log(text);
  if (quick) return;
  const page = readFileSync(PAGE, 'utf8');
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from === -1 || to < from) throw new Error(`docs/alert-figures.md lacks ${BEGIN} or ${END}`);
  writeFileSync(PAGE, `${page.slice(0, from)}${BEGIN}\n\n${text}\n\n${page.slice(to)}`);
}

await main();
