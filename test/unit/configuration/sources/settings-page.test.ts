import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aliasRows, documentedRows, fileRows, serverRows } from './settings-page.ts';

const page = readFileSync(new URL('../../../../docs/settings.md', import.meta.url), 'utf8');

/** The rows of the table below a heading of docs/settings.md, without its head. */
function rowsUnder(heading: string): readonly string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
}

test.each([
  ['The documented nested form', documentedRows],
  ['The documented variables', aliasRows],
  ['Settings of the file', fileRows],
  ['Settings of a server', serverRows],
])('docs/settings.md has the table of the code: %s', (heading, rows) => {
  expect(rowsUnder(heading)).toEqual(rows);
});
