import { getNodeValue, type Node } from 'jsonc-parser';
import { formatOf } from '../formats/format-of.ts';
import type { Saying } from '../sources/find-variables.ts';
import { type ForeignPlaces, newForeignPlaces } from '../sources/foreign-places.ts';
import { putVariables, type SourcePlace } from '../sources/put-variables.ts';
import type { ReadingContext } from '../sources/reading-context.ts';
import { type FileVersion, readVersion } from '../versions/read-version.ts';
import { type DocumentedKey, takeDocumentedForm } from '../versions/take-documented-form.ts';
import { findDuplicates, findUnknownKeys, propertyOf } from './key-findings.ts';
import { MAX_CONFIGURATION_CHARACTERS, readTree } from './read-tree.ts';
import { newReport, type PlaceOfFinding, type Report } from './report.ts';
import { reportAbsent } from './report-absent.ts';
import { type Position, positionFinder } from './text-position.ts';
import { describe } from './wording.ts';

export interface SourceOptions {
  readonly file: string;
  readonly source: string;
  readonly context: ReadingContext;
  /** Names of variables that are not to be used, and what a finding says of each. */
  readonly without: ReadonlyMap<string, string>;
}

/** All sources of a configuration as one tree; an offset below 0 is a place of `places`. */
export interface Sources {
  readonly root: Node;
  readonly version: FileVersion;
  /** Keys that stand in the file by their documented name, and in the tree by today's. */
  readonly moved: readonly DocumentedKey[];
  /** What `.env` and the environment say. */
  readonly sayings: readonly Saying[];
  readonly places: ForeignPlaces<SourcePlace>;
  readonly position: (offset: number) => Position;
  readonly report: Report;
}

/** Reads a file with what goes before it and after it. Without a tree to go on with, `sources` is null. */
export function openSources(options: SourceOptions): {
  readonly report: Report;
  readonly sources: Sources | null;
} {
  const { file, source } = options;
  const places = newForeignPlaces<SourcePlace>();
  const inFile = positionFinder(source.slice(0, MAX_CONFIGURATION_CHARACTERS));
  const position = (offset: number): PlaceOfFinding => {
    const place = places.at(offset);
    if (place === undefined) return inFile(offset);
    return { file: place.file, line: place.line, column: place.column };
  };
  const moved: DocumentedKey[] = [];
  const report = newReport(file, position, moved);
  for (const name of options.context.otherFiles) {
    report.warning(0, [], `${name} stands beside this file and is not read: keep one of the two`);
  }
  const format = formatOf(file);
  const root = readTree(source, format, report);
  if (root === null) return { report, sources: null };
  findDuplicates(root, report, position);
  const version = readVersion(root, report);
  if (version === null) return { report, sources: null };
  moved.push(...takeDocumentedForm(root, report));

  const servers = propertyOf(root, 'mcpServers');
  if (servers === undefined) reportAbsent(root, format.example, report);
  else if (servers.value.type !== 'object') {
    const found = describe(getNodeValue(servers.value));
    const says = `must be an object with one key per server, not ${found}`;
    report.error(servers.value.offset, ['mcpServers'], says);
  }
  if (servers) findUnknownKeys(root, report);
  const sayings = putVariables(root, { ...options, places, report });
  return { report, sources: { root, version, moved, sayings, places, position, report } };
}
