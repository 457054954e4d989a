import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FaultCase } from './fault-case.ts';

export interface Outcome {
  readonly fault: FaultCase;
  /** What was seen, or why it failed. */
  readonly seen: string;
  readonly passed: boolean;
  readonly tookMs: number;
}

const PAGE = fileURLToPath(new URL('../../../docs/faults.md', import.meta.url));
const BEGIN = '<!-- table: npm run faults -- --write -->';
const END = '<!-- end of table -->';

/** One line for a terminal. */
export function line({ fault, seen, passed, tookMs }: Outcome): string {
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  return `${passed ? 'pass' : 'FAIL'} ${fault.id.padStart(4)}  ${fault.name} (${took})\n           ${seen.replaceAll('\n', '\n           ')}`;
}

/** The page is no place for the folders of the machine that it was made on. */
function withoutFolders(text: string): string {
  return text.replaceAll(/(?:\/[\w.@-]+)+\/(?=[\w.@-])/g, '…/');
}

/** Puts the table in its place on the page. */
export async function writePage(outcomes: readonly Outcome[], conditions: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no place for the table`);
  const cell = (text: string) => withoutFolders(text).replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
  const rows = outcomes.map(({ fault, seen, passed }) =>
    [fault.id, fault.name, fault.injected, fault.expected, cell(seen), passed ? 'yes' : '**no**'].join(' | '),
  );
  const table = [
    '| # | fault | how it is made to happen | expected | seen | as expected |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ];
  await writeFile(PAGE, `${before}${BEGIN}\n${conditions}\n\n${table.join('\n')}\n${END}${after}`);
}
