import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SIGNALS } from '#contract/alert-signal.ts';
import { DEFAULT_RULES } from '#engine/configuration/configuration.ts';
import { rulesTable } from './rules-table.ts';

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

it('has the rules that docs/alerts.md says', () => {
  const documented = read('alerts.md')
    .split('\n')
    .filter((line) => /^\| `\w+` \| (info|warning|error|critical)/.test(line));
  expect(documented).toEqual(rulesTable(DEFAULT_RULES));
});

it('explains every signal that a rule can look at in docs/alerts.md', () => {
  const text = read('alerts.md');
  const missing = Object.keys(SIGNALS).filter((signal) => !new RegExp(`^- \`${signal}\``, 'm').test(text));
  expect(missing).toEqual([]);
});

it('is explained by rules that are there', () => {
  const names = new Set(DEFAULT_RULES.map(({ name }) => name));
  expect(names.size).toBe(DEFAULT_RULES.length);
  expect(DEFAULT_RULES.flatMap(({ explainedBy }) => explainedBy).filter((name) => !names.has(name))).toEqual(
    [],
  );
});
