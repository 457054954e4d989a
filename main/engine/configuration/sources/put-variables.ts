import type { Node } from 'jsonc-parser';
import { propertiesOf, propertyOf } from '../reading/key-findings.ts';
import type { Report } from '../reading/report.ts';
import { findVariables, type Saying, type SetVariable, sayVariable } from './find-variables.ts';
import type { ForeignPlace, ForeignPlaces } from './foreign-places.ts';
import type { ReadingContext } from './reading-context.ts';
import { expandShort } from './short-forms.ts';
import { nodeAt, putAt } from './tree.ts';

/** A place outside the file, and what stands there. */
export interface SourcePlace extends ForeignPlace {
  /** Null for a default that is other than usual because of how Signalbox was started, and for `.env` as a whole. */
  readonly variable: SetVariable | null;
}

interface PutOptions {
  readonly file: string;
  readonly context: ReadingContext;
  /** Names of variables that are not to be used, and why: what a finding says of each. */
  readonly without: ReadonlyMap<string, string>;
  readonly places: ForeignPlaces<SourcePlace>;
  readonly report: Report;
}

/**
 * Puts what `.env` and the environment say over what the tree of the file says, and the defaults of this start under it.
 * A variable that means nothing is a warning. Changes the tree; gives what was put into it.
 */
export function putVariables(root: Node, options: PutOptions): readonly Saying[] {
  const { file, context, without, places, report } = options;
  for (const { line, column, message } of context.envFile?.faults ?? []) {
    const at = places.add({ file: context.envFile?.file ?? file, line, column, variable: null });
    report.warning(at, [], message);
  }
  const servers = propertiesOf(propertyOf(root, 'mcpServers')?.value).map(({ name }) => name);
  const { leftOut, sayings, faults } = findVariables(file, context, servers, new Set(without.keys()));
  for (const variable of leftOut) tell(variable, without.get(variable.name) ?? '', options);
  for (const { variable, says, path, next } of faults) {
    const instead =
      path === null ? '' : `; ${next === null ? sayNext(root, path) : `${sayVariable(next)} is used`}`;
    tell(variable, says + instead, options);
  }
  for (const { variable, path, value } of sayings) {
    putAt(root, path, value, places.add({ ...variable.place, variable }), expandShort);
  }
  for (const [key, value] of Object.entries(context.runtimeDefaults)) {
    const path = key.split('.');
    if (nodeAt(root, path) !== undefined) continue;
    putAt(root, path, value, places.add({ file, line: 1, column: 1, variable: null }), expandShort);
  }
  return sayings;
}

/** Warns about a variable at its place. */
function tell(
  variable: SetVariable,
  says: string,
  { places, report }: Pick<PutOptions, 'places' | 'report'>,
): void {
  const where = variable.origin === 'env' ? 'in the environment' : 'in .env';
  const at = places.add({ ...variable.place, variable });
  report.warning(at, [variable.name], `${where} ${says}`);
}

/** What holds of a key when no variable sets it. */
function sayNext(root: Node, path: readonly string[]): string {
  return nodeAt(root, path) === undefined ? 'the default is used' : 'what the file says is used';
}
