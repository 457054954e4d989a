import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { alertFigures } from '../alerts.ts';
import { table } from '../kit/bench.ts';

const PAGE = new URL('../../../docs/alert-figures.md', import.meta.url);
const BEGIN = '<!-- made by npm run bench:alerts -->';
const END = '<!-- to here -->';

/**
 * Measures, and puts what was found into docs/alert-figures.md. `--quick` shows a first look and `--seed 8` another
 * month; neither writes anything.
 */
function main(): void {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, seed: { type: 'string' } } });
  const quick = values.quick === true;
  const seed = values.seed === undefined ? null : Number(values.seed);
  const { columns, rows, notes } = alertFigures(quick, seed);
  const text = `${table(columns, rows)}\n\n${notes.map((note) => `- ${note}`).join('\n')}`;
  console.log(text);
  if (quick || seed !== null) return;
  const page = readFileSync(PAGE, 'utf8');
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from === -1 || to < from) throw new Error(`docs/alert-figures.md lacks ${BEGIN} or ${END}`);
  writeFileSync(PAGE, `${page.slice(0, from)}${BEGIN}\n\n${text}\n\n${page.slice(to)}`);
}

main();
