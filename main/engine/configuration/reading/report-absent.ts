import type { Node } from 'jsonc-parser';
import { type Property, propertiesOf, propertyOf } from './key-findings.ts';
import type { Report } from './report.ts';
import { nearest, quoted } from './wording.ts';

/** The servers may stand under another client's key, under a misspelt one, or without any key around them. */
export function reportAbsent(root: Node, example: string, report: Report): void {
  const absent = `"mcpServers" is missing: the servers stand in it, ${example}`;
  const properties = propertiesOf(root);
  const wrong =
    properties.find(({ name }) => /^(mcp|context)?[_-]?servers?$/i.test(name)) ?? misspelt(properties);
  if (wrong) {
    report.error(
      wrong.key.offset,
      [],
      `${absent}; did you mean "mcpServers" instead of ${quoted(wrong.name)}?`,
    );
    return;
  }
  const bare = properties.find(({ value }) => propertyOf(value, 'command') ?? propertyOf(value, 'url'));
  const hint = bare ? `; put ${quoted(bare.name)} into it` : '';
  report.error((bare?.key ?? root).offset, [], `${absent}${hint}`);
}

function misspelt(properties: readonly Property[]): Property | undefined {
  return properties.find(({ name }) => nearest(name, ['mcpServers']) !== undefined);
}
